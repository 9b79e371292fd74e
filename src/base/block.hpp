// Memory of buffers. A thread keeps the large blocks that it lets go of for its next buffers, 8 MiB of them at most:
// to get them from the system again, page by page, would cost more than to fill them. Any thread; each block one at a
// time.
#pragma once

#include <cstddef>
#include <utility>

namespace vafast::base {

class block {
 public:
    block() = default;
    // Uninitialised, and larger than asked for where such a block was kept. Throws std::bad_alloc.
    explicit block(std::size_t least);
    block(block&& other) noexcept { swap(other); }
    block& operator=(block&& other) noexcept {
        block(std::move(other)).swap(*this);
        return *this;
    }
    ~block() {
        if (memory_ != nullptr) give_back();
    }

    void swap(block& other) noexcept {
        std::swap(memory_, other.memory_);
        std::swap(size_, other.size_);
    }

    std::byte* data() const noexcept { return memory_; }
    std::size_t size() const noexcept { return size_; }

 private:
    void give_back() noexcept;

    std::byte* memory_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace vafast::base
