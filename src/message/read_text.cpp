// Reads values that JSON writes as strings of a certain form.
#include "base/base64.hpp"
#include "message/read_parts.hpp"
#include "message/time_text.hpp"

#include <vafast/message.hpp>

namespace vafast::detail {
namespace {

// A string of a certain form: `take` makes something of it, or says false.
template <class Take>
bool read_formed(reader& in, const char* expected, const char* rule, Take take) {
    if (in.peek() != '"') return in.refuse_type(expected);
    const char* const begin = in.at();
    std::string_view text;
    if (!in.read_string(text)) return false;
    return take(text) || in.refuse(rule, expected, "another string", begin);
}

std::string names_of(const enumeration_type& type) {
    std::string names = "one of ";
    for (std::size_t i = 0; i < type.count; ++i) {
        names.append(i == 0 ? "\"" : ", \"").append(type.enumerators[i].name).append("\"");
    }
    return names;
}

}  // namespace

bool read_binary(reader& in, void* value) {
    return read_formed(in, "a string of base64", "contentEncoding", [value](std::string_view text) {
        auto data = base::decode_base64(text);
        if (data) *static_cast<binary*>(value) = std::move(*data);
        return data.has_value();
    });
}

bool read_time(reader& in, void* value, const time_type& type) {
    return read_formed(in, "a date and time like \"2026-01-31T12:00:00Z\"", "format", [&](std::string_view text) {
        const auto nanoseconds = message_detail::parse_time(text);
        if (nanoseconds) type.set(value, *nanoseconds);
        return nanoseconds.has_value();
    });
}

bool read_literal(reader& in, std::string_view wanted) {
    const auto expected = [&] { return '"' + std::string(wanted) + '"'; };
    if (in.peek() != '"') return in.refuse_type(expected());
    const char* const begin = in.at();
    std::string_view text;
    if (!in.read_string(text)) return false;
    return text == wanted || in.refuse("const", expected(), "another string", begin);
}

bool read_enumeration(reader& in, void* value, const enumeration_type& type) {
    if (in.peek() != '"') return in.refuse_type(names_of(type));
    const char* const begin = in.at();
    std::string_view text;
    if (!in.read_string(text)) return false;
    for (std::size_t i = 0; i < type.count; ++i) {
        if (type.enumerators[i].name != text) continue;
        type.set(value, type.enumerators[i].number);
        return true;
    }
    return in.refuse("enum", names_of(type), quoted(text), begin);
}

}  // namespace vafast::detail
