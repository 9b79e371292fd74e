// UTF-8, one character at a time (RFC 3629). Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vafast::message_detail {

// The bytes of the character at `at`, which is before `end`; 0 where it is cut short, overlong, a surrogate, or beyond
// U+10FFFF.
std::size_t utf8_length(const char* at, const char* end) noexcept;

// The character at `at`, which is before `end`; moves `at` behind it. U+FFFD for a byte that begins none.
char32_t read_utf8(const char*& at, const char* end) noexcept;

// How many characters there are in text that is UTF-8.
std::size_t count_utf8(std::string_view text) noexcept;

// `character` is at most U+10FFFF and no surrogate.
void append_utf8(std::string& out, char32_t character);

}  // namespace vafast::message_detail
