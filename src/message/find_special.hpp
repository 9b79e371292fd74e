// Finds what ends a piece of plain text in a JSON string (RFC 8259 section 7): 16 bytes at a time, or 8. Pure.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace vafast::message_detail {

inline bool is_special(char character) noexcept {
    return character == '"' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
}

#ifdef __SSE2__
// A bit for each of 16 bytes that is a quote, a backslash or a control character.
inline std::uint32_t special_bits(__m128i bytes) noexcept {
    // Two comparisons for three: with the bit 2 changed, a quote comes right behind the control characters. The sign is
    // changed, too, as SSE2 compares signed bytes only.
    const __m128i moved = _mm_xor_si128(bytes, _mm_set1_epi8(static_cast<char>(0x82)));
    const __m128i low = _mm_cmpgt_epi8(_mm_set1_epi8(static_cast<char>(0xa1)), moved);
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(low, backslash)));
}
#endif

inline constexpr std::uint64_t each_byte(unsigned char byte) noexcept { return 0x0101010101010101u * byte; }

// The high bit of each byte that is 0; above the lowest such byte there may be others.
inline constexpr std::uint64_t zero_bytes(std::uint64_t word) noexcept {
    return (word - each_byte(0x01)) & ~word & each_byte(0x80);
}

// The same for quotes, backslashes and control characters.
inline constexpr std::uint64_t special_bytes(std::uint64_t word) noexcept {
    return zero_bytes(word ^ each_byte('"')) | zero_bytes(word ^ each_byte('\\')) |
           ((word - each_byte(0x20)) & ~word & each_byte(0x80));
}

// The next quote, backslash or control character from `at` on, or, where `beyond_ascii`, the next byte above 0x7f.
inline const char* find_special(const char* at, const char* end, bool beyond_ascii) noexcept {
#ifdef __SSE2__
    for (; end - at >= 16; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        std::uint32_t found = special_bits(bytes);
        if (beyond_ascii) found |= static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
        if (found != 0) return at + std::countr_zero(found);
    }
#endif
    if constexpr (std::endian::native == std::endian::little) {
        const std::uint64_t high_bits = beyond_ascii ? each_byte(0x80) : 0;
        for (std::uint64_t word = 0; end - at >= 8; at += 8) {
            std::memcpy(&word, at, 8);
            const std::uint64_t found = special_bytes(word) | (word & high_bits);
            if (found != 0) return at + std::countr_zero(found) / 8;
        }
    }
    while (at != end && !is_special(*at) && !(beyond_ascii && static_cast<unsigned char>(*at) >= 0x80)) ++at;
    return at;
}

}  // namespace vafast::message_detail
