#include "message/writer.hpp"

#include "message/find_special.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

namespace vafast::detail {
namespace {

constexpr auto digit_pairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

std::size_t count_digits(std::uint64_t number) noexcept {
    std::size_t count = 1;
    for (;;) {
        if (number < 10) return count;
        if (number < 100) return count + 1;
        if (number < 1000) return count + 2;
        if (number < 10'000) return count + 3;
        number /= 10'000;
        count += 4;
    }
}

// All at a time: halves of four digits, quarters of two, then single ones, each divided by a multiplication.
void write_eight_digits(char* to, std::uint64_t number) noexcept {
    if constexpr (std::endian::native == std::endian::little) {
        const std::uint64_t fours = number / 10'000 | (number % 10'000) << 32;
        const std::uint64_t hundreds = (fours * 10'486 >> 20) & 0x0000'007f'0000'007f;
        const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
        const std::uint64_t tens = (twos * 103 >> 10) & 0x000f'000f'000f'000f;
        const std::uint64_t text = (tens | (twos - tens * 10) << 8) + message_detail::each_byte('0');
        std::memcpy(to, &text, 8);
    } else {
        for (std::size_t i = 8; i > 0; --i, number /= 10) to[i - 1] = static_cast<char>('0' + number % 10);
    }
}

// In place, from the last digit on.
void write_digits(char* to, std::size_t count, std::uint64_t number) noexcept {
    for (; count > 8; count -= 8, number /= 100'000'000) write_eight_digits(to + count - 8, number % 100'000'000);
    for (; count > 2; count -= 2, number /= 100) std::memcpy(to + count - 2, &digit_pairs[2 * (number % 100)], 2);
    if (count == 2) {
        std::memcpy(to, &digit_pairs[2 * number], 2);
    } else {
        *to = static_cast<char>('0' + number);
    }
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

// Copies a text that is one or two words long, which may overlap. False where it is not, or has something to escape.
template <class Word>
bool copy_short(char* to, const char* from, const char* end) noexcept {
    const auto size = static_cast<std::size_t>(end - from);
    if (size < sizeof(Word) || size > 2 * sizeof(Word)) return false;
    Word first = 0;
    Word last = 0;
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, end - sizeof last, sizeof last);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
    // What stands for the missing half of a short word must be nothing special.
    constexpr auto filling = static_cast<std::uint64_t>(sizeof(Word) == 8 ? 0 : message_detail::each_byte(' ') << 32);
    return (message_detail::special_bytes(first | filling) | message_detail::special_bytes(last | filling)) == 0;
}

// Copies plain text up to what has to be escaped; returns how much. `to` has room for 16 bytes more.
std::size_t copy_plain(char* to, const char* from, const char* end) noexcept {
    const char* at = from;
#ifdef __SSE2__
    for (; end - at >= 16; at += 16, to += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
        if (const std::uint32_t found = message_detail::special_bits(bytes); found != 0)
            return static_cast<std::size_t>(at - from) + static_cast<std::size_t>(std::countr_zero(found));
    }
#endif
    if (copy_short<std::uint64_t>(to, at, end) || copy_short<std::uint32_t>(to, at, end))
        return static_cast<std::size_t>(end - from);
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
    const char* at = text.data();
    const char* const end = at + text.size();
    char* to = room(text.size() + 2 + 16);
    *to++ = '"';
    ++size_;
    for (;;) {
        const std::size_t count = copy_plain(to, at, end);
        at += count;
        size_ += count;
        if (at == end) break;
        size_ += write_escape(room(6), *at++);
        to = room(static_cast<std::size_t>(end - at) + 1 + 16);
    }
    memory_[size_++] = '"';
}

void writer::put_unsigned(std::uint64_t number) {
    const std::size_t count = count_digits(number);
    write_digits(room(20), count, number);
    size_ += count;
}

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
    if (number < 0) put('-');
    put_unsigned(digits / whole);
    std::uint64_t fraction = digits % whole;
    if (fraction == 0) return true;
    std::size_t count = 6;
    for (; fraction % 10 == 0; fraction /= 10) --count;
    char* const to = room(1 + count);
    to[0] = '.';
    for (std::size_t i = count; i > 0; --i, fraction /= 10) to[i] = static_cast<char>('0' + fraction % 10);
    size_ += 1 + count;
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
