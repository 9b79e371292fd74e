// Bytes that nobody shall find in memory afterwards: wiped when their owner lets go of them. One thread at a time, or
// any thread that only reads.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <memory>
#include <utility>

namespace vafast::base {

// Overwrites with zeros, also where the compiler sees that nobody reads them any more.
void wipe(mutable_bytes data) noexcept;

class secret_bytes {
 public:
    secret_bytes() = default;
    explicit secret_bytes(std::size_t size) : data_(std::make_unique<std::byte[]>(size)), size_(size) {}
    explicit secret_bytes(bytes copied) : secret_bytes(copied.size()) {
        if (size_ != 0) std::memcpy(data_.get(), copied.data(), size_);
    }
    ~secret_bytes() { wipe(data()); }
    secret_bytes(secret_bytes&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
    secret_bytes& operator=(secret_bytes&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }

    mutable_bytes data() noexcept { return {data_.get(), size_}; }
    bytes data() const noexcept { return {data_.get(), size_}; }
    std::size_t size() const noexcept { return size_; }

 private:
    std::unique_ptr<std::byte[]> data_;
    std::size_t size_ = 0;
};

}  // namespace vafast::base
