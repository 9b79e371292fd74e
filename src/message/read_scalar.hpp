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
    if (const char* const behind = message_detail::plain_integer_into<Integer>(in.at(), in.end(), value)) {
        in.go_on(behind);
        return true;
    }
    std::int64_t number = 0;
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
