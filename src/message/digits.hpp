// Decimal digits, eight at a time. Pure.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vafast::message_detail {

// 10^n, exactly.
inline constexpr double powers_of_ten[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
inline constexpr std::uint64_t whole_powers_of_ten[] = {1,       10,        100,        1'000,      10'000,
                                                        100'000, 1'000'000, 10'000'000, 100'000'000};

// The digits at the front of a text: how many there are, of at most eight, and what they mean.
struct digits {
    unsigned count;
    std::uint32_t value;
};

inline digits leading_digits(std::uint64_t word) noexcept {
    word ^= 0x3030303030303030u;  // a digit is now 0 to 9
    // What is no digit may also mark bytes above it.
    const std::uint64_t others = ((word + 0x7676767676767676u) | word) & 0x8080808080808080u;
    const unsigned count = others == 0 ? 8 : static_cast<unsigned>(std::countr_zero(others)) / 8;
    if (count == 0) return {0, 0};
    word <<= 64 - 8 * count;  // what is missing in front are zeros
    word = (word * 2561) >> 8;
    word = ((word & 0x00ff00ff00ff00ffu) * 6553601) >> 16;
    word = ((word & 0x0000ffff0000ffffu) * 42949672960001u) >> 32;
    return {count, static_cast<std::uint32_t>(word)};
}

// `behind` bytes in front of `at` may be read, too.
inline digits leading_digits(const char* at, const char* end, std::ptrdiff_t behind) noexcept {
    std::uint64_t word = 0;
    const std::ptrdiff_t size = end - at;
    if constexpr (std::endian::native == std::endian::little) {
        if (size >= 8) {
            std::memcpy(&word, at, 8);
            return leading_digits(word);
        }
        if (size + behind >= 8 && size > 0) {
            std::memcpy(&word, end - 8, 8);
            return leading_digits(word >> (64 - 8 * size));
        }
    }
    digits found{0, 0};
    for (; at != end && found.count < 8 && *at >= '0' && *at <= '9'; ++at, ++found.count)
        found.value = found.value * 10 + static_cast<std::uint32_t>(*at - '0');
    return found;
}

// Adds the digits at `at` to a number, up to sixteen of them, and returns where they end. What has more than nineteen
// in all does not fit, and the number is then any.
inline const char* read_digits(const char* at, const char* end, std::uint64_t& number) noexcept {
    digits found = leading_digits(at, end, 0);
    number = number * whole_powers_of_ten[found.count] + found.value;
    at += found.count;
    if (found.count < 8) return at;
    found = leading_digits(at, end, 8);
    number = number * whole_powers_of_ten[found.count] + found.value;
    return at + found.count;
}

}  // namespace vafast::message_detail
