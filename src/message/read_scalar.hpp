// Reads strings and numbers: what most messages are made of, inline. One thread at a time.
#pragma once

#include "message/reader.hpp"

#include <cstdint>
#include <limits>
#include <string>

namespace vafast::detail {

// All that is no plain integer, or does not fit: 1.0, 1e3, what lies beyond 16 digits, and errors.
bool read_unusual_integer(reader& in, std::int64_t low, std::uint64_t high, std::int64_t& out);
bool read_real(reader& in, double& out);

template <class Integer>
bool read_integer(reader& in, void* value) {
    using limits = std::numeric_limits<Integer>;
    in.peek();
    std::int64_t number = 0;
    const message_detail::json_reader::place begin = in.here();
    if (in.read_plain_integer(number)) {
        // 16 digits fit into an int64_t; what else they fit into is for the compiler to say.
        bool fits = true;
        if constexpr (std::is_unsigned_v<Integer>) fits = number >= 0;
        if constexpr (sizeof(Integer) < 8)
            fits = number >= std::int64_t{limits::min()} && number <= std::int64_t{limits::max()};
        if (fits) {
            *static_cast<Integer*>(value) = static_cast<Integer>(number);
            return true;
        }
        in.go_back(begin);
    }
    if (!read_unusual_integer(in, std::int64_t{limits::min()}, std::uint64_t{limits::max()}, number)) return false;
    *static_cast<Integer*>(value) = static_cast<Integer>(number);
    return true;
}

inline bool read_string(reader& in, void* value) {
    if (in.peek() != '"') return in.refuse_type("a string");
    std::string_view text;
    if (!in.read_string(text)) return false;
    static_cast<std::string*>(value)->assign(text);
    return true;
}

}  // namespace vafast::detail
