#include "message/writer.hpp"

#include "message/find_special.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

namespace vafast::detail {
namespace {

// The eight digits of a number, the first one in the lowest byte. All at a time: halves of four, quarters of two, then
// single ones, each divided by a multiplication.
std::uint64_t eight_digits(std::uint64_t number) noexcept {
    const std::uint64_t fours = number / 10'000 | (number % 10'000) << 32;
    const std::uint64_t hundreds = (fours * 10'486 >> 20) & 0x0000'007f'0000'007f;
    const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
    const std::uint64_t tens = (twos * 103 >> 10) & 0x000f'000f'000f'000f;
    return tens | (twos - tens * 10) << 8;
}

// As text; always eight bytes.
void write_digits(char* to, std::uint64_t digits) noexcept {
    digits += message_detail::each_byte('0');
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(to, &digits, 8);
    } else {
        for (std::size_t i = 0; i < 8; ++i, digits >>= 8) to[i] = static_cast<char>(digits & 0xff);
    }
}

// Returns how many characters it takes, and may write some more.
std::size_t write_unsigned(char* to, std::uint64_t number) noexcept {
    constexpr std::uint64_t nine_digits = 100'000'000;
    if (number >= nine_digits) {
        const std::size_t count = write_unsigned(to, number / nine_digits);
        write_digits(to + count, eight_digits(number % nine_digits));
        return count + 8;
    }
    const std::uint64_t digits = eight_digits(number);
    const int zeros = std::countr_zero(digits | std::uint64_t{1} << 56) / 8;  // in front
    write_digits(to, digits >> 8 * zeros);
    return static_cast<std::size_t>(8 - zeros);
}

std::size_t write_escape(char* to, char character) noexcept {
    constexpr char hex[] = "0123456789abcdef";
    to[0] = '\\';
    switch (character) {
        case '"': to[1] = '"'; return 2;
        case '\\': to[1] = '\\'; return 2;
        case '\b': to[1] = 'b'; return 2;
        case '\f': to[1] = 'f'; return 2;
        case '\n': to[1] = 'n'; return 2;
        case '\r': to[1] = 'r'; return 2;
        case '\t': to[1] = 't'; return 2;
        default: break;
    }
    std::memcpy(to + 1, "u00", 3);
    to[4] = hex[(character >> 4) & 15];
    to[5] = hex[character & 15];
    return 6;
}

// Whether there is nothing to escape in two words.
template <class Word>
bool are_plain(Word first, Word last) noexcept {
    constexpr std::size_t bits = 8 * sizeof(Word);
#ifdef __SSE2__
    if constexpr (bits == 64) {
        const __m128i bytes = _mm_set_epi64x(static_cast<long long>(last), static_cast<long long>(first));
        return message_detail::special_bits(bytes) == 0;
    } else {
        const std::uint64_t both = first | std::uint64_t{last} << bits;
        const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(&both));
        return (message_detail::special_bits(bytes) & ((1U << bits / 4) - 1)) == 0;
    }
#else
    // What stands for the missing part of a short word is nothing special.
    constexpr std::uint64_t filling = bits == 64 ? 0 : message_detail::each_byte(' ') << bits % 64;
    return (message_detail::special_bytes(first | filling) | message_detail::special_bytes(last | filling)) == 0;
#endif
}

// Copies a text that is one or two words long, which may overlap. False where it has something to escape.
template <class Word>
bool copy_short(char* to, const char* from, std::size_t size) noexcept {
    Word first = 0;
    Word last = 0;
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
    return are_plain(first, last);
}
// The same for at most 16 bytes.
bool copy_up_to_16(char* to, const char* from, std::size_t size) noexcept {
    if (size >= 8) return copy_short<std::uint64_t>(to, from, size);
    if (size >= 4) return copy_short<std::uint32_t>(to, from, size);
    if (size >= 2) return copy_short<std::uint16_t>(to, from, size);
    return size == 0 || copy_short<std::uint8_t>(to, from, size);
}

// Copies plain text up to what has to be escaped; returns how much. `to` has room for 16 bytes more.
std::size_t copy_plain(char* to, const char* from, const char* end) noexcept {
    const char* at = from;
#ifdef __SSE2__
    for (; end - at > 16; at += 16, to += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
        if (const std::uint32_t found = message_detail::special_bits(bytes); found != 0)
            return static_cast<std::size_t>(at - from) + static_cast<std::size_t>(std::countr_zero(found));
    }
#endif
    const auto left = static_cast<std::size_t>(end - at);
    if (left <= 16 && copy_up_to_16(to, at, left)) return static_cast<std::size_t>(end - from);
    const char* const special = message_detail::find_special(at, end, false);
    std::memcpy(to, at, static_cast<std::size_t>(special - at));
    return static_cast<std::size_t>(special - from);
}

}  // namespace

void writer::grow(std::size_t count) {
    std::size_t larger = capacity_ < 256 ? 512 : capacity_ * 2;
    if (larger < size_ + count) larger = size_ + count;
    auto memory = std::make_unique_for_overwrite<char[]>(larger);
    if (size_ != 0) std::memcpy(memory.get(), memory_.get(), size_);
    memory_ = std::move(memory);
    capacity_ = larger;
}

void writer::put_string(std::string_view text) {
    char* const to = room(text.size() + 2 + 16);
    *to = '"';
    const std::size_t count = copy_plain(to + 1, text.data(), text.data() + text.size());
    size_ += 1 + count;
    if (count != text.size()) return put_escaped(text.substr(count));
    to[1 + count] = '"';
    ++size_;
}

// The rest of a string, from what has to be escaped on.
void writer::put_escaped(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        size_ += write_escape(room(6), *at++);
        const char* const special = message_detail::find_special(at, end, false);
        put(std::string_view(at, special));
        at = special;
    }
    put('"');
}

void writer::put_unsigned(std::uint64_t number) { size_ += write_unsigned(room(20 + 7), number); }

void writer::put_integer(std::int64_t number) {
    if (number < 0) {
        put('-');
        put_unsigned(0 - static_cast<std::uint64_t>(number));
    } else {
        put_unsigned(static_cast<std::uint64_t>(number));
    }
}

// Prices, coordinates and counts: up to 15 digits, up to six of them behind the point. Such a decimal is nearest to one
// double only, and the shortest that is. False where the number is another.
bool writer::put_decimal(double number) {
    constexpr std::uint64_t whole = 1'000'000;
    const double magnitude = std::abs(number);
    if (!(magnitude < 1e9) || (number == 0 && std::signbit(number))) return false;
    const auto digits = static_cast<std::uint64_t>(magnitude * whole + 0.5);
    if (static_cast<double>(digits) / whole != magnitude) return false;
    char* const begin = room(32);
    char* to = begin;
    if (number < 0) *to++ = '-';
    to += write_unsigned(to, digits / whole);
    if (const std::uint64_t fraction = eight_digits(digits % whole * 100); fraction != 0) {
        *to++ = '.';
        write_digits(to, fraction);
        to += 8 - std::countl_zero(fraction) / 8;
    }
    size_ += static_cast<std::size_t>(to - begin);
    return true;
}

// The shortest text that is read as the same number.
bool writer::put_real(double number, bool is_float) {
    if (!is_float && put_decimal(number)) return true;
    if (!std::isfinite(number)) return false;
    char* const to = room(32);
    const auto result =
        is_float ? std::to_chars(to, to + 32, static_cast<float>(number)) : std::to_chars(to, to + 32, number);
    size_ += static_cast<std::size_t>(result.ptr - to);
    return true;
}

bool writer::refuse(validation_error&& why) {
    if (first_) return false;
    why.path.insert(0, to_pointer(path));
    first_ = std::move(why);
    return false;
}

}  // namespace vafast::detail
