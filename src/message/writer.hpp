// Where the program's own types are written as JSON text: memory that is used again, and what was wrong with them.
// Who writes keeps the place that writing has come to in a register, asks for room there, and hands the place on.
// One thread at a time.
#pragma once

#include "message/reader.hpp"

#include <vafast/message/description.hpp>
#include <vafast/message/validation_error.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vafast::detail {

class writer {
 public:
    // Beyond what was asked for there are always so many bytes more: enough for a discriminator and a key of 16 bytes
    // each and then a number, or for what a text of a fixed size is copied with.
    static constexpr std::ptrdiff_t spare = 64;

    std::string_view text() const noexcept { return {memory_.get(), static_cast<std::size_t>(at_ - memory_.get())}; }
    // Begins anew; what is much larger than messages usually are is given back, and so is all after a refusal.
    void clear() noexcept {
        at_ = memory_.get();
        if (first_ || limit_ - at_ > kept_capacity) give_back();
    }

    // The place that writing has come to, while nobody writes.
    char* at() const noexcept { return at_; }
    void go_on(char* at) noexcept { at_ = at; }

    // Room for `count` bytes at `to`, and for `spare` more. What was written stays, though perhaps elsewhere.
    char* room(char* to, std::size_t count = 0) {
        return limit_ - to >= static_cast<std::ptrdiff_t>(count) ? to : grow(to, count);
    }
    char* put(char* to, char c) {
        to = room(to, 1);
        *to = c;
        return to + 1;
    }
    char* put(char* to, std::string_view text) {
        to = room(to, text.size());
        if (!text.empty()) std::memcpy(to, text.data(), text.size());
        return to + text.size();
    }
    // A constant behind which 16 more bytes may be read. Most are not longer than that, and are written without asking
    // for room.
    char* put_padded(char* to, const char* text, std::size_t count) {
        if (count > 16) return put(to, {text, count});
        std::memcpy(to, text, 16);
        return to + count;
    }
    // Quoted and escaped.
    char* put_string(char* to, std::string_view text);
    char* put_string(char* to, const std::string& text);

    // How much is written, and a byte of it that may be changed.
    std::size_t size(const char* to) const noexcept { return static_cast<std::size_t>(to - memory_.get()); }
    char& byte(std::size_t index) noexcept { return memory_[index]; }

    // Notes that a value cannot be written. Returns null.
    char* refuse(validation_error&& why);
    const validation_error& error() const noexcept { return *first_; }

    const path_frame* path = nullptr;
    std::size_t depth = 0;

 private:
    static constexpr std::ptrdiff_t kept_capacity = std::ptrdiff_t{1} << 20;
    void give_back() noexcept;
    char* grow(char* to, std::size_t count);
    char* put_rest(char* to, const char* at, const char* end);

    std::unique_ptr<char[]> memory_;
    char* at_ = nullptr;
    char* limit_ = nullptr;  // where the spare bytes begin
    std::optional<validation_error> first_;
};

}  // namespace vafast::detail
