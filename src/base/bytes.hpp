// Bytes: views of them, and a buffer that is filled at its end and emptied at its front. Pure; one thread at a time.
#pragma once

#include "base/block.hpp"

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace vafast::base {

using bytes = std::span<const std::byte>;
using mutable_bytes = std::span<std::byte>;

inline bytes as_bytes(std::string_view text) noexcept { return std::as_bytes(std::span(text.data(), text.size())); }
inline std::string_view as_text(bytes data) noexcept {
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

// Contiguous, uninitialised where not written, and without memory of its own while it was never filled or after
// release(): an idle connection keeps none.
class byte_buffer {
 public:
    byte_buffer() = default;
    byte_buffer(byte_buffer&& other) noexcept { swap(other); }
    byte_buffer& operator=(byte_buffer&& other) noexcept {
        byte_buffer(std::move(other)).swap(*this);
        return *this;
    }

    void swap(byte_buffer& other) noexcept {
        memory_.swap(other.memory_);
        std::swap(begin_, other.begin_);
        std::swap(end_, other.end_);
    }

    mutable_bytes data() noexcept { return {memory_.data() + begin_, end_ - begin_}; }
    bytes data() const noexcept { return {memory_.data() + begin_, end_ - begin_}; }
    std::size_t size() const noexcept { return end_ - begin_; }
    bool empty() const noexcept { return begin_ == end_; }
    std::size_t capacity() const noexcept { return memory_.size(); }
    // What grow() gives without moving anything.
    mutable_bytes room() noexcept { return {memory_.data() + end_, capacity() - end_}; }

    // Adds `count` bytes, uninitialised, and returns them. Invalidates earlier views.
    std::byte* grow(std::size_t count) {
        if (capacity() - end_ < count) make_room(count);
        std::byte* added = memory_.data() + end_;
        end_ += count;
        return added;
    }
    // Takes back the last `count` bytes.
    void shrink(std::size_t count) noexcept { end_ -= count; }
    void append(bytes data) {
        if (!data.empty()) std::memcpy(grow(data.size()), data.data(), data.size());
    }
    // Drops `count` bytes from the front. Does not move what remains.
    void consume(std::size_t count) noexcept {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    void clear() noexcept { begin_ = end_ = 0; }
    // Gives the memory back.
    void release() noexcept { byte_buffer().swap(*this); }

 private:
    // Moves the content to the front, into larger memory where it does not fit: amortised O(1) a byte.
    void make_room(std::size_t count) {
        const std::size_t used = size();
        if (used + count <= capacity() && used <= begin_) {
            std::memcpy(memory_.data(), memory_.data() + begin_, used);
        } else {
            std::size_t larger = capacity() < 512 ? 512 : capacity() * 2;
            if (larger < used + count) larger = used + count;
            block memory(larger);
            if (used != 0) std::memcpy(memory.data(), memory_.data() + begin_, used);
            memory_.swap(memory);
        }
        begin_ = 0;
        end_ = used;
    }

    block memory_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace vafast::base
