// Reads values in the form that most senders give them: without blanks, escapes or exponents. Each function returns
// where what it read ends, or null where something is unusual, be it an error; then the careful reader (read.cpp) reads
// it from its beginning. So a struct is filled without leaving the registers. Pure.
#pragma once

#include "message/digits.hpp"
#include "message/find_special.hpp"

#include <vafast/message/description.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace vafast::message_detail {

#ifdef __SSE2__
// Whether the first `size` of 16 bytes are the same; at least one.
inline bool begin_alike(const char* one, const char* other, std::size_t size) noexcept {
    const __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(one)),
                                        _mm_loadu_si128(reinterpret_cast<const __m128i*>(other)));
    const std::uint32_t differences = 0xffff ^ static_cast<std::uint32_t>(_mm_movemask_epi8(same));
    return differences << (32 - size) == 0;
}
#endif

// Whether what comes is exactly `text`, behind which 16 more bytes may be read.
inline const char* skip_text(const char* at, const char* end, const char* text, std::size_t size) noexcept {
#ifdef __SSE2__
    for (; size > 16 && end - at >= 16; size -= 16, at += 16, text += 16) {
        if (!begin_alike(at, text, 16)) return nullptr;
    }
    if (end - at >= 16) return begin_alike(at, text, size) ? at + size : nullptr;
#endif
    return static_cast<std::size_t>(end - at) >= size && std::memcmp(at, text, size) == 0 ? at + size : nullptr;
}

inline const char* plain_string(const char* at, const char* end, bool check_utf8, std::string_view& out) noexcept {
    if (at == end || *at != '"') return nullptr;
    const char* const special = find_special(++at, end, check_utf8);
    if (special == end || *special != '"') return nullptr;
    out = std::string_view(at, static_cast<std::size_t>(special - at));
    return special + 1;
}

// A short text in front of `end` is copied as the 15 bytes that a std::string has room for by itself, and then cut: a
// copy of a size that is known takes no branch that depends on the text.
inline constexpr std::size_t own_room = 15;
inline bool is_short(std::string_view text, const char* end) noexcept {
    return text.size() <= own_room && end - text.data() >= std::ptrdiff_t{own_room};
}

inline bool goes_on(const char* at, const char* end) noexcept {
    return at != end && (*at == 'e' || *at == 'E' || *at == '.' || (*at >= '0' && *at <= '9'));
}

// Up to 16 digits. A needless 0 and -0 are none of ours.
inline const char* plain_integer(const char* at, const char* end, std::int64_t& out) noexcept {
    const char* const digits = at + (at != end && *at == '-');
    std::uint64_t magnitude = 0;
    const char* const behind = read_digits(digits, end, magnitude);
    if (behind == digits || (*digits == '0' && (behind - digits > 1 || digits != at))) return nullptr;
    if (goes_on(behind, end)) return nullptr;
    const auto number = static_cast<std::int64_t>(magnitude);
    out = digits != at ? -number : number;
    return behind;
}

// Up to 16 digits, or 15 with a point among them: both the digits and the power of ten are exact as doubles then, and
// so the quotient is the nearest double.
inline const char* plain_real(const char* at, const char* end, double& out) noexcept {
    const char* const digits = at + (at != end && *at == '-');
    std::uint64_t magnitude = 0;
    const char* behind = read_digits(digits, end, magnitude);
    if (behind == digits || (*digits == '0' && behind - digits > 1)) return nullptr;
    double value = static_cast<double>(magnitude);
    if (end - behind > 1 && *behind == '.') {
        const char* const fraction = behind + 1;
        behind = read_digits(fraction, end, magnitude);
        if (behind == fraction || behind - digits > 16) return nullptr;
        value = static_cast<double>(magnitude) / powers_of_ten[behind - fraction];
    }
    if (goes_on(behind, end) || (magnitude == 0 && digits != at)) return nullptr;
    out = digits != at ? -value : value;
    return behind;
}

template <class Integer>
const char* plain_integer_into(const char* at, const char* end, void* value) noexcept {
    using limits = std::numeric_limits<Integer>;
    std::int64_t number = 0;
    const char* const behind = plain_integer(at, end, number);
    if (behind == nullptr) return nullptr;
    // 16 digits fit into an int64_t; what else they fit into is for the compiler to say.
    if constexpr (std::is_unsigned_v<Integer>) {
        if (number < 0) return nullptr;
    }
    if constexpr (sizeof(Integer) < 8) {
        if (number < std::int64_t{limits::min()} || number > std::int64_t{limits::max()}) return nullptr;
    }
    *static_cast<Integer*>(value) = static_cast<Integer>(number);
    return behind;
}

inline const char* plain_boolean(const char* at, const char* end, bool& out) noexcept {
    if (end - at < 5) return nullptr;
    out = *at == 't';
    if (std::memcmp(at, "true", 4) == 0) return at + 4;
    return std::memcmp(at, "false", 5) == 0 ? at + 5 : nullptr;
}

const char* plain_strings(const char* at, const char* end, bool check_utf8, std::vector<std::string>& out);

// A value of the kinds that most members are.
inline const char* plain_value(const char* at, const char* end, bool check_utf8, void* value,
                               const detail::description& type) {
    switch (type.what) {
        case detail::kind::boolean: return plain_boolean(at, end, *static_cast<bool*>(value));
        case detail::kind::int32: return plain_integer_into<std::int32_t>(at, end, value);
        case detail::kind::int64: return plain_integer_into<std::int64_t>(at, end, value);
        case detail::kind::uint32: return plain_integer_into<std::uint32_t>(at, end, value);
        case detail::kind::uint64: return plain_integer_into<std::uint64_t>(at, end, value);
        case detail::kind::float64: return plain_real(at, end, *static_cast<double*>(value));
        case detail::kind::string: {
            std::string_view text;
            const char* const behind = plain_string(at, end, check_utf8, text);
            if (behind == nullptr) return nullptr;
            auto& string = *static_cast<std::string*>(value);
            if (is_short(text, end))
                string.assign(text.data(), own_room).resize(text.size());
            else
                string.assign(text);
            return behind;
        }
        case detail::kind::string_view:
            return plain_string(at, end, check_utf8, *static_cast<std::string_view*>(value));
        case detail::kind::sequence:
            if (!static_cast<const detail::sequence_type*>(type.more)->is_strings) return nullptr;
            return plain_strings(at, end, check_utf8, *static_cast<std::vector<std::string>*>(value));
        default: return nullptr;
    }
}

// How far the members of a struct come in its order and are plain.
struct plain_members {
    std::size_t index;            // the next field
    std::uint64_t seen;           // a bit for each that was read
    const char* at;               // behind the last one that was read
    const char* value = nullptr;  // of the next field, where that comes and is unusual
};

// From the field `index` on, up to one that was seen; `is_first`: the first in its object, which no comma precedes.
// Optional ones may be absent.
inline plain_members read_plain_members(const char* at, const char* end, bool check_utf8,
                                        const detail::structure_type& type, void* const* members, bool is_first,
                                        std::size_t index, std::uint64_t seen) {
    // Whatever is written might be one of ours, for all that the compiler knows: so what is read is copied.
    const detail::field* const fields = type.fields;
    std::uint64_t bit = std::uint64_t{1} << index;
    const std::uint64_t seen_later = seen & (0 - bit);
    const std::size_t stop = std::min<std::size_t>(type.count, static_cast<std::size_t>(std::countr_zero(seen_later)));
    for (; index < stop; ++index, bit <<= 1) {
        const detail::field& field = fields[index];
        const char* const value = skip_text(at, end, field.key + is_first, std::size_t{field.key_size} - is_first);
        if (value == nullptr) {
            if (field.is_required) break;
            continue;
        }
        const char* behind = nullptr;
        if (field.rule_count == 0) behind = plain_value(value, end, check_utf8, members[index], *field.type);
        if (behind == nullptr) return {index, seen, at, value};
        seen |= bit;
        at = behind;
        is_first = false;
    }
    return {index, seen, at};
}

}  // namespace vafast::message_detail
