#include "message/number_text.hpp"

#include "message/find_special.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace vafast::message_detail {
namespace {

// The four digits of each half of `fours`, the first one in the lowest byte. All at a time: quarters of two, then
// single ones, each divided by a multiplication.
std::uint64_t digits_of(std::uint64_t fours) noexcept {
    const std::uint64_t hundreds = (fours * 10'486 >> 20) & 0x0000'007f'0000'007f;
    const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
    const std::uint64_t tens = (twos * 103 >> 10) & 0x000f'000f'000f'000f;
    return tens | (twos - tens * 10) << 8;
}
std::uint64_t eight_digits(std::uint64_t number) noexcept {
    return digits_of(number / 10'000 | (number % 10'000) << 32);
}

// As text; always eight bytes.
void write_digits(char* to, std::uint64_t digits) noexcept {
    digits += each_byte('0');
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(to, &digits, 8);
    } else {
        for (std::size_t i = 0; i < 8; ++i, digits >>= 8) to[i] = static_cast<char>(digits & 0xff);
    }
}

// `count` digits without those zeros in front of them that say nothing.
char* write_without_zeros(char* to, std::uint64_t digits, unsigned count) noexcept {
    const auto zeros = static_cast<unsigned>(std::countr_zero(digits | std::uint64_t{1} << 8 * (count - 1))) / 8;
    write_digits(to, digits >> 8 * zeros);
    return to + (count - zeros);
}

char* write_large(char* to, std::uint64_t number) noexcept {
    constexpr std::uint64_t nine_digits = 100'000'000;
    if (number < nine_digits) return write_without_zeros(to, eight_digits(number), 8);
    const std::uint64_t high = number / nine_digits;
    // Most have no more than 16 digits, and need no other call.
    to = high < nine_digits ? write_without_zeros(to, eight_digits(high), 8) : write_large(to, high);
    write_digits(to, eight_digits(number - high * nine_digits));
    return to + 8;
}

char* write_up_to_two(char* to, std::uint64_t number) noexcept {
    const std::uint64_t tens = number / 10;
    *to = static_cast<char>('0' + tens);
    to += tens != 0;
    *to = static_cast<char>('0' + (number - tens * 10));
    return to + 1;
}

// Most numbers are small, and those of a member have mostly as many digits as each other: so these are told apart by
// branches, which a processor foresees, while a count that it calculates is what all that is written next waits for.
inline char* write_whole(char* to, std::uint64_t number) noexcept {
    if (number < 100) return write_up_to_two(to, number);
    if (number < 1000) {
        write_digits(to, digits_of(number) >> 8);
        return to + 3;
    }
    if (number < 10'000) {
        write_digits(to, digits_of(number));
        return to + 4;
    }
    return write_large(to, number);
}

// A point and six digits, of which zeros at the end are left out; all may be.
char* write_fraction(char* to, std::uint64_t millionths) noexcept {
    const std::uint64_t digits = eight_digits(millionths * 100);
    if (digits == 0) return to;
    *to = '.';
    write_digits(to + 1, digits);
    return to + 9 - std::countl_zero(digits) / 8;
}

// Two digits, the last of which is left out where it is 0.
char* write_cents(char* to, unsigned cents) noexcept {
    if (cents == 0) return to;
    const unsigned last = cents % 10;
    to[0] = '.';
    to[1] = static_cast<char>('0' + cents / 10);
    to[2] = static_cast<char>('0' + last);
    return to + 2 + (last != 0);
}

// Prices, coordinates and counts: up to 15 digits, up to six of them behind the point. Such a decimal is nearest to one
// double only, and the shortest that is. Null where the number is another.
char* write_decimal(char* to, double number) noexcept {
    const double magnitude = std::abs(number);
    if (!(magnitude < 1e9)) return nullptr;
    *to = '-';
    to += std::signbit(number);
    const auto hundredths = static_cast<std::int64_t>(magnitude * 100 + 0.5);
    if (static_cast<double>(hundredths) / 100 == magnitude) {
        const auto digits = static_cast<std::uint64_t>(hundredths);
        return write_cents(write_whole(to, digits / 100), static_cast<unsigned>(digits % 100));
    }
    constexpr std::int64_t whole = 1'000'000;
    const auto millionths = static_cast<std::int64_t>(magnitude * whole + 0.5);
    if (static_cast<double>(millionths) / whole != magnitude) return nullptr;
    const auto digits = static_cast<std::uint64_t>(millionths);
    return write_fraction(write_whole(to, digits / whole), digits % whole);
}

}  // namespace

char* write_unsigned(char* to, std::uint64_t number) noexcept { return write_whole(to, number); }

char* write_integer(char* to, std::int64_t number) noexcept {
    *to = '-';
    const auto bits = static_cast<std::uint64_t>(number);
    return number < 0 ? write_whole(to + 1, 0 - bits) : write_whole(to, bits);
}

char* write_real(char* to, double number) noexcept {
    if (char* const behind = write_decimal(to, number)) return behind;
    return std::isfinite(number) ? std::to_chars(to, to + 32, number).ptr : nullptr;
}

char* write_real(char* to, float number) noexcept {
    return std::isfinite(number) ? std::to_chars(to, to + 32, number).ptr : nullptr;
}

}  // namespace vafast::message_detail
