#include "message/writer.hpp"

#include "message/find_special.hpp"

#include <algorithm>

namespace vafast::detail {
namespace {

char* write_escape(char* to, char character) noexcept {
    constexpr char hex[] = "0123456789abcdef";
    *to++ = '\\';
    switch (character) {
        case '"': *to++ = '"'; return to;
        case '\\': *to++ = '\\'; return to;
        case '\b': *to++ = 'b'; return to;
        case '\f': *to++ = 'f'; return to;
        case '\n': *to++ = 'n'; return to;
        case '\r': *to++ = 'r'; return to;
        case '\t': *to++ = 't'; return to;
        default: break;
    }
    std::memcpy(to, "u00", 3);
    to[3] = hex[(character >> 4) & 15];
    to[4] = hex[character & 15];
    return to + 5;
}

// What has to be escaped in two words: 0 where nothing has.
template <class Word>
std::uint64_t specials(Word first, Word last) noexcept {
    constexpr std::size_t bits = 8 * sizeof(Word);
#ifdef __SSE2__
    if constexpr (bits == 64) {
        return message_detail::special_bits(
            _mm_set_epi64x(static_cast<long long>(last), static_cast<long long>(first)));
    } else {
        const std::uint64_t both = first | std::uint64_t{last} << bits;
        const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(&both));
        return message_detail::special_bits(bytes) & ((1U << bits / 4) - 1);
    }
#else
    // What stands for the missing part of a short word is nothing special.
    constexpr std::uint64_t filling = bits == 64 ? 0 : message_detail::each_byte(' ') << bits % 64;
    return message_detail::special_bytes(first | filling) | message_detail::special_bytes(last | filling);
#endif
}

// These copy a text, and return 0 where nothing in it has to be escaped.

// One or two words, which may overlap.
template <class Word>
std::uint64_t copy_words(char* to, const char* from, std::size_t size) noexcept {
    Word first = 0;
    Word last = 0;
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
    return specials(first, last);
}

// At most 16 bytes.
inline std::uint64_t copy_short(char* to, const char* from, std::size_t size) noexcept {
    if (size >= 8) return copy_words<std::uint64_t>(to, from, size);
    if (size >= 4) return copy_words<std::uint32_t>(to, from, size);
    if (size >= 2) return copy_words<std::uint16_t>(to, from, size);
    return size == 0 ? 0 : copy_words<std::uint8_t>(to, from, size);
}

// More.
#ifdef __SSE2__
inline std::uint64_t copy_long(char* to, const char* from, std::size_t size) noexcept {
    const auto copy = [&](std::size_t at) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + at));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), bytes);
        return message_detail::special_bits(bytes);
    };
    for (std::size_t at = 0; at + 16 < size; at += 16) {
        if (const std::uint64_t found = copy(at); found != 0) return found;
    }
    return copy(size - 16);  // which may overlap what came before
}
#else
std::uint64_t copy_long(char* to, const char* from, std::size_t size) noexcept {
    std::memcpy(to, from, size);
    return message_detail::find_special(from, from + size, false) != from + size;
}
#endif

}  // namespace

void writer::give_back() noexcept { *this = writer(); }

char* writer::grow(char* to, std::size_t count) {
    const std::size_t used = size(to);
    const auto capacity = static_cast<std::size_t>(limit_ - memory_.get());
    const std::size_t larger = std::max({capacity * 2, used + count, std::size_t{512}});
    auto memory = std::make_unique_for_overwrite<char[]>(larger + spare);
    if (used != 0) std::memcpy(memory.get(), memory_.get(), used);
    memory_ = std::move(memory);
    limit_ = memory_.get() + larger;
    return memory_.get() + used;
}

char* writer::put_string(char* to, std::string_view text) {
    const char* const from = text.data();
    const std::size_t size = text.size();
    *to++ = '"';
    if (limit_ - to <= static_cast<std::ptrdiff_t>(size)) return put_rest(to, from, from + size);
    if ((size <= 16 ? copy_short(to, from, size) : copy_long(to, from, size)) != 0)
        return put_rest(to, from, from + size);
    to[size] = '"';
    return to + size + 1;
}

char* writer::put_string(char* to, const std::string& text) {
#if defined(__SSE2__) && defined(__GLIBCXX__) && _GLIBCXX_USE_CXX11_ABI
    // A short one has 16 bytes of its own, whatever is in them: so it is copied without a branch for its size.
    if (const std::size_t size = text.size(); size < 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data()));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 1), bytes);
        if ((message_detail::special_bits(bytes) & ((1U << size) - 1)) == 0) {
            *to = '"';
            to[size + 1] = '"';
            return room(to + size + 2);
        }
    }
#endif
    return put_string(to, std::string_view(text));
}

// All of a string but the quote that opens it; also where there is something to escape, or no room yet.
char* writer::put_rest(char* to, const char* at, const char* end) {
    for (;; ++at) {
        const char* const special = message_detail::find_special(at, end, false);
        to = put(to, std::string_view(at, special));
        if (special == end) return put(to, '"');
        to = write_escape(room(to, 6), *special);
        at = special;
    }
}

char* writer::refuse(validation_error&& why) {
    if (first_) return nullptr;
    why.path.insert(0, to_pointer(path));
    first_ = std::move(why);
    return nullptr;
}

}  // namespace vafast::detail
