// Reads values of each kind, but for those that have a file of their own.
#include "message/json_read.hpp"
#include "message/read_parts.hpp"
#include "message/read_scalar.hpp"

#include <vafast/message.hpp>
#include <vafast/message/codec.hpp>

#include <cmath>
#include <limits>

namespace vafast::detail {

using message_detail::json_number;

namespace {

template <class Type>
const Type& more(const description& type) {
    return *static_cast<const Type*>(type.more);
}

bool read_boolean(reader& in, void* value) {
    const char next = in.peek();
    if (next != 't' && next != 'f') return in.refuse_type("true or false");
    if (!in.read_word(next == 't' ? "true" : "false")) return false;
    *static_cast<bool*>(value) = next == 't';
    return true;
}

bool read_null(reader& in) { return in.peek() == 'n' ? in.read_word("null") : in.refuse_type("null"); }

template <class Real>
bool read_floating(reader& in, void* value) {
    in.peek();
    const char* const begin = in.at();
    double number = 0;
    if (!read_real(in, number)) return false;
    if (std::abs(number) > double{std::numeric_limits<Real>::max()})
        return in.refuse(number < 0 ? "minimum" : "maximum", "a number that fits into a float",
                         quoted_number(begin, in.at()), begin);
    *static_cast<Real*>(value) = static_cast<Real>(number);
    return true;
}

bool read_view(reader& in, void* value) {
    if (in.peek() != '"') return in.refuse_type("a string");
    const char* const begin = in.at();
    std::string_view text;
    if (!in.read_string(text)) return false;
    if (!in.is_in_text(text)) {
        if (in.storage() == nullptr)
            return in.refuse("type", "a string without escapes, since it is read into a std::string_view", "escapes",
                             begin);
        text = in.storage()->keep(text);
    }
    *static_cast<std::string_view*>(value) = text;
    return true;
}

bool read_any(reader& in, void* value) { return message_detail::read_json(in, *static_cast<json*>(value)); }

// The text of a value, as it stands.
bool read_raw(reader& in, std::string_view& text) {
    in.peek();
    const char* const begin = in.at();
    if (!in.skip_value()) return false;
    text = std::string_view(begin, static_cast<std::size_t>(in.at() - begin));
    return true;
}

bool read_raw_copy(reader& in, void* value) {
    std::string_view text;
    if (!read_raw(in, text)) return false;
    *static_cast<raw_json*>(value) = raw_json(std::string(text));
    return true;
}

bool read_raw_view(reader& in, void* value) {
    std::string_view text;
    if (!read_raw(in, text)) return false;
    *static_cast<raw_json_view*>(value) = raw_json_view(text);
    return true;
}

bool read_optional(reader& in, void* value, const optional_type& type) {
    if (in.peek() == 'n') {
        type.reset(value);
        return in.read_word("null");
    }
    return read_value(in, type.emplace(value), *type.value);
}

}  // namespace

bool read_unusual_integer(reader& in, std::int64_t low, std::uint64_t high, std::int64_t& out) {
    const char next = in.peek();
    if (next != '-' && (next < '0' || next > '9')) return in.refuse_type("an integer");
    const char* const begin = in.at();
    json_number number;
    if (!in.read_number(number)) return false;
    const std::string found = quoted_number(begin, in.at());
    if (const double* real = std::get_if<double>(&number)) {
        // 1.0 and 1e3 are integers to JSON Schema and JavaScript.
        if (*real != std::trunc(*real)) return in.refuse("type", "an integer", found, begin);
        if (*real < 0 && *real >= -0x1p63) {
            number = static_cast<std::int64_t>(*real);
        } else if (*real >= 0 && *real < 0x1p64) {
            number = static_cast<std::uint64_t>(*real);
        } else if (*real < 0) {
            return in.refuse("minimum", "a number of at least " + std::to_string(low), found, begin);
        } else {
            return in.refuse("maximum", "a number of at most " + std::to_string(high), found, begin);
        }
    }
    const auto* signed_number = std::get_if<std::int64_t>(&number);
    if (signed_number != nullptr && *signed_number < low)
        return in.refuse("minimum", "a number of at least " + std::to_string(low), found, begin);
    const std::uint64_t magnitude =
        signed_number != nullptr ? static_cast<std::uint64_t>(*signed_number) : std::get<std::uint64_t>(number);
    if ((signed_number == nullptr || *signed_number >= 0) && magnitude > high)
        return in.refuse("maximum", "a number of at most " + std::to_string(high), found, begin);
    out = static_cast<std::int64_t>(magnitude);
    return true;
}

bool read_real(reader& in, double& out) {
    const char next = in.peek();
    if (next != '-' && (next < '0' || next > '9')) return in.refuse_type("a number");
    if (const char* const behind = message_detail::plain_real(in.at(), in.end(), out)) {
        in.go_on(behind);
        return true;
    }
    json_number number;
    if (!in.read_number(number)) return false;
    out = std::visit([](auto value) { return static_cast<double>(value); }, number);
    return true;
}

bool read_value(reader& in, void* value, const description& type) {
    switch (type.what) {
        case kind::boolean: return read_boolean(in, value);
        case kind::int8: return read_integer<std::int8_t>(in, value);
        case kind::int16: return read_integer<std::int16_t>(in, value);
        case kind::int32: return read_integer<std::int32_t>(in, value);
        case kind::int64: return read_integer<std::int64_t>(in, value);
        case kind::uint8: return read_integer<std::uint8_t>(in, value);
        case kind::uint16: return read_integer<std::uint16_t>(in, value);
        case kind::uint32: return read_integer<std::uint32_t>(in, value);
        case kind::uint64: return read_integer<std::uint64_t>(in, value);
        case kind::float32: return read_floating<float>(in, value);
        case kind::float64: return read_floating<double>(in, value);
        case kind::string: return read_string(in, value);
        case kind::string_view: return read_view(in, value);
        case kind::null: return read_null(in);
        case kind::any: return read_any(in, value);
        case kind::raw: return read_raw_copy(in, value);
        case kind::raw_view: return read_raw_view(in, value);
        case kind::binary: return read_binary(in, value);
        case kind::literal: return read_literal(in, more<std::string_view>(type));
        case kind::enumeration: return read_enumeration(in, value, more<enumeration_type>(type));
        case kind::time: return read_time(in, value, more<time_type>(type));
        case kind::structure: return read_structure(in, value, more<structure_type>(type));
        case kind::sequence: return read_sequence(in, value, more<sequence_type>(type));
        case kind::bits: return read_bits(in, value, more<bits_type>(type));
        case kind::array: return read_array(in, value, more<array_type>(type));
        case kind::tuple: return read_tuple(in, value, more<tuple_type>(type));
        case kind::map: return read_map(in, value, more<map_type>(type));
        case kind::optional: return read_optional(in, value, more<optional_type>(type));
        case kind::variant: return read_variant(in, value, more<variant_type>(type));
        case kind::custom: return more<custom_type>(type).read(in, value);
    }
    return false;
}

}  // namespace vafast::detail
