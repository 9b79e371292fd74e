// Writes numbers as JSON text (RFC 8259 section 6). Each function returns where what it wrote ends, and has room for
// 32 bytes, of which it may use some more than it needs. Pure; any thread.
#pragma once

#include <cstdint>

namespace vafast::message_detail {

char* write_integer(char* to, std::int64_t number) noexcept;
char* write_unsigned(char* to, std::uint64_t number) noexcept;
// The shortest text that is read as the same number. Null for one that is not finite.
char* write_real(char* to, double number) noexcept;
char* write_real(char* to, float number) noexcept;

}  // namespace vafast::message_detail
