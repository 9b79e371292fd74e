// Writes values of each kind. Each function is given a place with room for 32 bytes, and returns where what it wrote
// ends, with writer::spare bytes behind it; or null where a value cannot be written.
// So the place stays in a register, which no byte that is written can change.
#include "base/base64.hpp"
#include "message/check.hpp"
#include "message/json_reader.hpp"
#include "message/number_text.hpp"
#include "message/time_text.hpp"
#include "message/writer.hpp"

#include <vafast/json.hpp>
#include <vafast/message.hpp>
#include <vafast/raw_json.hpp>

#include <span>
#include <string>
#include <vector>

namespace vafast::detail {
namespace {

char* write(writer& out, char* to, const void* value, const description& type);
char* write_structure(writer& out, char* to, const void* object, const structure_type& type);

template <class Type>
const Type& more(const description& type) {
    return *static_cast<const Type*>(type.more);
}
template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

char* refuse(writer& out, const char* rule, const char* expected, std::string found) {
    return out.refuse({.path = {}, .rule = rule, .expected = expected, .found = std::move(found)});
}

static_assert(writer::spare >= 16 + 16 + 32);  // a discriminator and a key, of which nobody asks for room, and a value

// What the peer would not read, we do not write; and a struct that holds itself for ever does not end us.
class deeper {
 public:
    explicit deeper(writer& out) : out_(out) { ++out.depth; }
    ~deeper() { --out_.depth; }
    deeper(const deeper&) = delete;
    deeper& operator=(const deeper&) = delete;
    bool is_too_deep() const { return out_.depth > message_detail::max_json_depth; }
    char* refuse() const {
        return detail::refuse(out_, "depth", "at most 256 arrays and objects in one another", "more");
    }

 private:
    writer& out_;
};

char* write_boolean(writer& out, char* to, bool value) {
    std::memcpy(to, value ? "true " : "false", 5);
    return out.room(to + 5 - value);
}
char* write_integer(writer& out, char* to, std::int64_t number) {
    return out.room(message_detail::write_integer(to, number));
}
char* write_unsigned(writer& out, char* to, std::uint64_t number) {
    return out.room(message_detail::write_unsigned(to, number));
}
template <class Real>
inline char* write_real(writer& out, char* to, Real number) {
    char* const behind = message_detail::write_real(to, number);
    return behind != nullptr ? out.room(behind) : refuse(out, "type", "a number that is finite", "one that is not");
}

char* write_strings(writer& out, char* to, const std::vector<std::string>& strings) {
    const deeper here(out);
    if (here.is_too_deep()) return here.refuse();
    if (strings.empty()) return out.put(to, "[]");
    char before = '[';
    for (const std::string& each : strings) {
        *to = std::exchange(before, ',');
        to = out.put_string(to + 1, each);
    }
    return out.put(to, ']');
}

// A value of the kinds that most are, without a call for it.
inline char* write_usual(writer& out, char* to, const void* value, const description& type) {
    switch (type.what) {
        case kind::string: return out.put_string(to, as<std::string>(value));
        case kind::int32: return write_integer(out, to, as<std::int32_t>(value));
        case kind::int64: return write_integer(out, to, as<std::int64_t>(value));
        case kind::float64: return write_real(out, to, as<double>(value));
        case kind::boolean: return write_boolean(out, to, as<bool>(value));
        case kind::sequence:
            if (more<sequence_type>(type).is_strings)
                return write_strings(out, to, as<std::vector<std::string>>(value));
            break;
        case kind::structure: return write_structure(out, to, value, more<structure_type>(type));
        default: break;
    }
    return write(out, to, value, type);
}

bool is_absent(const description& type, const void* value) {
    return type.what == kind::optional && more<optional_type>(type).get(value) == nullptr;
}

inline char* write_member(writer& out, char* to, const field& member, const void* value) {
    if (!member.is_required && is_absent(*member.type, value)) return to;
    if (member.rule_count != 0 && !check_rules(out, {member.rules, member.rule_count}, *member.type, value))
        return nullptr;
    to = out.put_padded(to, member.key, member.key_size);
    return write_usual(out, to, value, *member.type);
}

// Every member brings its comma along; the first one becomes the brace.
char* write_structure(writer& out, char* to, const void* object, const structure_type& type) {
    const deeper here(out);
    if (here.is_too_deep()) return here.refuse();
    to = out.room(to);
    const std::size_t begin = out.size(to);
    if (!type.tag_text.empty()) to = out.put_padded(to, type.tag_text.data(), type.tag_text.size());
    void* members[64];
    type.addresses(const_cast<void*>(object), members);
    {
        on_path path(out, path_frame::what::member);
        void* const* value = members;
        for (const field& member : std::span(type.fields, type.count)) {
            path.frame.member = &member;
            to = write_member(out, to, member, *value++);
            if (to == nullptr) return nullptr;
        }
    }
    if (out.size(to) == begin) to = out.put(to, '{');
    out.byte(begin) = '{';
    to = out.put(to, '}');
    const bool fine =
        type.rule_count == 0 || check_rules(out, {type.rules, type.rule_count}, {kind::structure, &type}, object);
    return fine ? to : nullptr;
}

// The elements of an array, each by a call of add().
class array_writer {
 public:
    array_writer(writer& out, char* to) : out_(out), to_(to), path_(out, path_frame::what::element), deeper_(out) {}
    bool is_too_deep() const { return deeper_.is_too_deep() && deeper_.refuse() == nullptr; }
    bool add(const void* element, const description& type) {
        begin_element();
        to_ = write_usual(out_, to_, element, type);
        ++path_.frame.index;
        return to_ != nullptr;
    }
    void add(bool element) {
        begin_element();
        to_ = write_boolean(out_, to_, element);
    }
    char* finish() {
        if (before_ == '[') begin_element();
        return out_.put(to_, ']');
    }

 private:
    void begin_element() { to_ = out_.put(to_, std::exchange(before_, ',')); }

    writer& out_;
    char* to_;
    char before_ = '[';
    on_path<writer> path_;
    deeper deeper_;
};

char* write_elements(writer& out, char* to, const void* first, std::size_t count, std::size_t stride,
                     const description& type) {
    array_writer array(out, to);
    if (array.is_too_deep()) return nullptr;
    const auto* element = static_cast<const std::byte*>(first);
    for (; count != 0; --count, element += stride) {
        if (!array.add(element, type)) return nullptr;
    }
    return array.finish();
}

char* write_sequence(writer& out, char* to, const void* container, const sequence_type& type) {
    if (type.data != nullptr)
        return write_elements(out, to, type.data(container), type.size(container), type.stride, *type.element);
    struct state {
        array_writer array;
        const description& element;
    } state{array_writer(out, to), *type.element};
    if (state.array.is_too_deep()) return nullptr;
    const bool fine = type.each(container, &state, [](void* context, const void* element) {
        auto& at = *static_cast<struct state*>(context);
        return at.array.add(element, at.element);
    });
    return fine ? state.array.finish() : nullptr;
}

char* write_bits(writer& out, char* to, const void* container, const bits_type& type) {
    array_writer array(out, to);
    if (array.is_too_deep()) return nullptr;
    for (std::size_t i = 0, count = type.size(container); i < count; ++i) array.add(type.get(container, i));
    return array.finish();
}

char* write_tuple(writer& out, char* to, const void* tuple, const tuple_type& type) {
    std::vector<void*> elements(type.count);
    type.addresses(const_cast<void*>(tuple), elements.data());
    array_writer array(out, to);
    if (array.is_too_deep()) return nullptr;
    for (std::size_t i = 0; i < type.count; ++i) {
        if (!array.add(elements[i], *type.elements[i])) return nullptr;
    }
    return array.finish();
}

char* write_map(writer& out, char* to, const void* map, const map_type& type) {
    const deeper here(out);
    if (here.is_too_deep()) return here.refuse();
    on_path path(out, path_frame::what::key);
    struct state {
        writer& out;
        char* to;
        on_path<writer>& path;
        const description& type;
        char before = '{';
    } state{out, to, path, *type.value};
    const bool fine = type.each(map, &state, [](void* context, std::string_view key, const void* value) {
        auto& at = *static_cast<struct state*>(context);
        at.path.frame.key = key;
        *at.to = std::exchange(at.before, ',');
        at.to = at.out.put(at.out.put_string(at.to + 1, key), ':');
        at.to = write_usual(at.out, at.to, value, at.type);
        return at.to != nullptr;
    });
    if (!fine) return nullptr;
    return out.put(state.before == '{' ? out.put(state.to, '{') : state.to, '}');
}

char* write_optional(writer& out, char* to, const void* optional, const optional_type& type) {
    const void* const value = type.get(optional);
    return value != nullptr ? write_usual(out, to, value, *type.value) : out.put(to, "null");
}

char* write_enumeration(writer& out, char* to, const void* value, const enumeration_type& type) {
    const std::int64_t number = type.get(value);
    for (std::size_t i = 0; i < type.count; ++i) {
        if (type.enumerators[i].number == number) return out.put_string(to, type.enumerators[i].name);
    }
    return refuse(out, "enum", "an enumerator", std::to_string(number));
}

char* write_variant(writer& out, char* to, const void* variant, const variant_type& type) {
    const std::size_t index = type.index(variant);
    if (index >= type.count) return refuse(out, "anyOf", "a value", "a variant that lost its own to an exception");
    return write_usual(out, to, type.get(variant), *type.alternatives[index]);
}

char* write_any(writer& out, char* to, const json& value) {
    std::string text;
    try {
        value.append_to(text);
    } catch (const vafast::error& unusable) {
        return refuse(out, "type", "JSON that can be written", unusable.what());
    }
    return out.put(to, text);
}

// What a codec makes of its value, it writes by write_value().
char* write_custom(writer& out, char* to, const void* value, const custom_type& type) {
    out.go_on(to);
    return type.write(out, value) ? out.at() : nullptr;
}

char* write(writer& out, char* to, const void* value, const description& type) {
    switch (type.what) {
        case kind::boolean: return write_boolean(out, to, as<bool>(value));
        case kind::int8: return write_integer(out, to, as<std::int8_t>(value));
        case kind::int16: return write_integer(out, to, as<std::int16_t>(value));
        case kind::int32: return write_integer(out, to, as<std::int32_t>(value));
        case kind::int64: return write_integer(out, to, as<std::int64_t>(value));
        case kind::uint8: return write_unsigned(out, to, as<std::uint8_t>(value));
        case kind::uint16: return write_unsigned(out, to, as<std::uint16_t>(value));
        case kind::uint32: return write_unsigned(out, to, as<std::uint32_t>(value));
        case kind::uint64: return write_unsigned(out, to, as<std::uint64_t>(value));
        case kind::float32: return write_real(out, to, as<float>(value));
        case kind::float64: return write_real(out, to, as<double>(value));
        case kind::string: return out.put_string(to, as<std::string>(value));
        case kind::string_view: return out.put_string(to, as<std::string_view>(value));
        case kind::null: return out.put(to, "null");
        case kind::any: return write_any(out, to, as<json>(value));
        case kind::raw: return out.put(to, as<raw_json>(value).text());
        case kind::raw_view: return out.put(to, as<raw_json_view>(value).text());
        case kind::binary: return out.put_string(to, base::encode_base64(as<binary>(value)));
        case kind::literal: return out.put_string(to, more<std::string_view>(type));
        case kind::enumeration: return write_enumeration(out, to, value, more<enumeration_type>(type));
        case kind::time: return out.put_string(to, message_detail::format_time(more<time_type>(type).get(value)));
        case kind::structure: return write_structure(out, to, value, more<structure_type>(type));
        case kind::sequence: return write_sequence(out, to, value, more<sequence_type>(type));
        case kind::bits: return write_bits(out, to, value, more<bits_type>(type));
        case kind::array: {
            const array_type& array = more<array_type>(type);
            return write_elements(out, to, value, array.count, array.stride, *array.element);
        }
        case kind::tuple: return write_tuple(out, to, value, more<tuple_type>(type));
        case kind::map: return write_map(out, to, value, more<map_type>(type));
        case kind::optional: return write_optional(out, to, value, more<optional_type>(type));
        case kind::variant: return write_variant(out, to, value, more<variant_type>(type));
        case kind::custom: return write_custom(out, to, value, more<custom_type>(type));
    }
    return nullptr;
}

}  // namespace

bool write_value(writer& out, const void* value, const description& type) {
    char* const behind = write(out, out.room(out.at(), 1), value, type);
    if (behind != nullptr) out.go_on(behind);
    return behind != nullptr;
}

}  // namespace vafast::detail
