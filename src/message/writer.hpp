// Writes the program's own types as JSON text, as their descriptions say, straight into memory that is used again.
// Checks their rules on the way. One thread at a time.
#pragma once

#include "message/reader.hpp"

#include <vafast/message/description.hpp>
#include <vafast/message/validation_error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace vafast::detail {

class writer {
 public:
    std::string_view text() const noexcept { return {memory_.get(), size_}; }
    // Begins anew; what is much larger than messages usually are is given back.
    void clear() noexcept {
        if (capacity_ > kept_capacity) *this = writer();
        size_ = 0;
        first_.reset();
    }

    // Room for `count` more bytes; advance() says how many were used.
    char* room(std::size_t count) {
        if (capacity_ - size_ < count) grow(count);
        return memory_.get() + size_;
    }
    void advance(std::size_t count) noexcept { size_ += count; }

    void put(char c) {
        *room(1) = c;
        ++size_;
    }
    void put(std::string_view text) {
        std::memcpy(room(text.size()), text.data(), text.size());
        size_ += text.size();
    }
    // A constant behind which 16 more bytes may be read.
    void put_padded(const char* text, std::size_t count) {
        char* to = room(count + 16);
        for (std::size_t i = 0; i < count; i += 16) std::memcpy(to + i, text + i, 16);
        size_ += count;
    }
    void put_string(std::string_view text);  // quoted and escaped
    void put_integer(std::int64_t number);
    void put_unsigned(std::uint64_t number);
    bool put_real(double number, bool is_float);  // false: not finite

    // Where a text begins that may be changed, or taken back, later.
    std::size_t size() const noexcept { return size_; }
    char& at(std::size_t index) noexcept { return memory_[index]; }

    // Notes that a value cannot be written. Returns false.
    bool refuse(validation_error&& why);
    const validation_error& error() const noexcept { return *first_; }

    const path_frame* path = nullptr;
    std::size_t depth = 0;

 private:
    static constexpr std::size_t kept_capacity = std::size_t{1} << 20;
    void grow(std::size_t count);
    void put_escaped(std::string_view text);
    bool put_decimal(double number);

    std::unique_ptr<char[]> memory_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
    std::optional<validation_error> first_;
};

}  // namespace vafast::detail
