// Writes values of each kind.
#include "base/base64.hpp"
#include "message/check.hpp"
#include "message/json_reader.hpp"
#include "message/time_text.hpp"
#include "message/writer.hpp"

#include <vafast/json.hpp>
#include <vafast/message.hpp>
#include <vafast/raw_json.hpp>

#include <string>
#include <vector>

namespace vafast::detail {
namespace {

template <class Type>
const Type& more(const description& type) {
    return *static_cast<const Type*>(type.more);
}
template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

bool refuse(writer& out, const char* rule, const char* expected, std::string found) {
    return out.refuse({.path = {}, .rule = rule, .expected = expected, .found = std::move(found)});
}

// What the peer would not read, we do not write; and a struct that holds itself for ever does not end us.
class deeper {
 public:
    explicit deeper(writer& out) : out_(out) { ++out.depth; }
    ~deeper() { --out_.depth; }
    deeper(const deeper&) = delete;
    deeper& operator=(const deeper&) = delete;
    bool is_too_deep() const {
        return out_.depth > message_detail::max_json_depth &&
               !refuse(out_, "depth", "at most 256 arrays and objects in one another", "more");
    }

 private:
    writer& out_;
};

bool write_boolean(writer& out, bool value) {
    out.put(value ? "true" : "false");
    return true;
}

bool write_real(writer& out, double number, bool is_float) {
    return out.put_real(number, is_float) || refuse(out, "type", "a number that is finite", "one that is not");
}

bool write_strings(writer& out, const std::vector<std::string>& strings) {
    const deeper here(out);
    if (here.is_too_deep()) return false;
    char before = '[';
    for (const std::string& each : strings) {
        out.put(std::exchange(before, ','));
        out.put_string(each);
    }
    if (strings.empty()) out.put('[');
    out.put(']');
    return true;
}

// A value of the kinds that most are, without a call for it.
inline bool write_usual(writer& out, const void* value, const description& type) {
    switch (type.what) {
        case kind::string: out.put_string(as<std::string>(value)); return true;
        case kind::int32: out.put_integer(as<std::int32_t>(value)); return true;
        case kind::int64: out.put_integer(as<std::int64_t>(value)); return true;
        case kind::float64: return write_real(out, as<double>(value), false);
        case kind::boolean: return write_boolean(out, as<bool>(value));
        case kind::sequence:
            if (more<sequence_type>(type).is_strings) return write_strings(out, as<std::vector<std::string>>(value));
            break;
        default: break;
    }
    return write_value(out, value, type);
}

bool write_member(writer& out, const field& member, const void* value) {
    if (member.type->what == kind::optional && more<optional_type>(*member.type).get(value) == nullptr) return true;
    out.put_padded(member.key, member.key_size);
    if (member.rule_count != 0 && !check_rules(out, {member.rules, member.rule_count}, *member.type, value))
        return false;
    return write_usual(out, value, *member.type);
}

// Every member brings its comma along; the first one becomes the brace.
bool write_structure(writer& out, const void* object, const structure_type& type) {
    const deeper here(out);
    if (here.is_too_deep()) return false;
    const std::size_t begin = out.size();
    if (!type.tag_text.empty()) out.put_padded(type.tag_text.data(), type.tag_text.size());
    void* members[64];
    type.addresses(const_cast<void*>(object), members);
    {
        on_path path(out, path_frame::what::member);
        for (std::size_t i = 0; i < type.count; ++i) {
            path.frame.member = &type.fields[i];
            if (!write_member(out, type.fields[i], members[i])) return false;
        }
    }
    if (out.size() == begin) {
        out.put('{');
    } else {
        out.at(begin) = '{';
    }
    out.put('}');
    return type.rule_count == 0 || check_rules(out, {type.rules, type.rule_count}, {kind::structure, &type}, object);
}

// The elements of an array, each by a call of add().
class array_writer {
 public:
    explicit array_writer(writer& out) : out_(out), path_(out, path_frame::what::element), deeper_(out) {
        out.put('[');
    }
    bool is_too_deep() const { return deeper_.is_too_deep(); }
    void begin_element() {
        if (is_first_) {
            is_first_ = false;
        } else {
            out_.put(',');
            ++path_.frame.index;
        }
    }
    bool add(const void* element, const description& type) {
        begin_element();
        return write_usual(out_, element, type);
    }
    bool finish() {
        out_.put(']');
        return true;
    }

 private:
    writer& out_;
    on_path<writer> path_;
    deeper deeper_;
    bool is_first_ = true;
};

bool write_sequence(writer& out, const void* container, const sequence_type& type) {
    struct state {
        array_writer array;
        const description& element;
    } state{array_writer(out), *type.element};
    if (state.array.is_too_deep()) return false;
    return type.each(container, &state, [](void* context, const void* element) {
        auto& at = *static_cast<struct state*>(context);
        return at.array.add(element, at.element);
    }) && state.array.finish();
}

bool write_bits(writer& out, const void* container, const bits_type& type) {
    array_writer array(out);
    for (std::size_t i = 0, count = type.size(container); i < count; ++i) {
        array.begin_element();
        write_boolean(out, type.get(container, i));
    }
    return array.finish();
}

bool write_array(writer& out, const void* elements, const array_type& type) {
    array_writer array(out);
    if (array.is_too_deep()) return false;
    for (std::size_t i = 0; i < type.count; ++i) {
        if (!array.add(static_cast<const std::byte*>(elements) + i * type.stride, *type.element)) return false;
    }
    return array.finish();
}

bool write_tuple(writer& out, const void* tuple, const tuple_type& type) {
    std::vector<void*> elements(type.count);
    type.addresses(const_cast<void*>(tuple), elements.data());
    array_writer array(out);
    if (array.is_too_deep()) return false;
    for (std::size_t i = 0; i < type.count; ++i) {
        if (!array.add(elements[i], *type.elements[i])) return false;
    }
    return array.finish();
}

bool write_map(writer& out, const void* map, const map_type& type) {
    const deeper here(out);
    if (here.is_too_deep()) return false;
    on_path path(out, path_frame::what::key);
    struct state {
        writer& out;
        on_path<writer>& path;
        const description& type;
        bool is_first;
    } state{out, path, *type.value, true};
    out.put('{');
    const bool fine = type.each(map, &state, [](void* context, std::string_view key, const void* value) {
        auto& at = *static_cast<struct state*>(context);
        at.path.frame.key = key;
        if (!std::exchange(at.is_first, false)) at.out.put(',');
        at.out.put_string(key);
        at.out.put(':');
        return write_value(at.out, value, at.type);
    });
    if (fine) out.put('}');
    return fine;
}

bool write_optional(writer& out, const void* optional, const optional_type& type) {
    if (const void* const value = type.get(optional)) return write_value(out, value, *type.value);
    out.put("null");
    return true;
}

bool write_enumeration(writer& out, const void* value, const enumeration_type& type) {
    const std::int64_t number = type.get(value);
    for (std::size_t i = 0; i < type.count; ++i) {
        if (type.enumerators[i].number != number) continue;
        out.put_string(type.enumerators[i].name);
        return true;
    }
    return refuse(out, "enum", "an enumerator", std::to_string(number));
}

bool write_variant(writer& out, const void* variant, const variant_type& type) {
    const std::size_t index = type.index(variant);
    if (index >= type.count) return refuse(out, "anyOf", "a value", "a variant that lost its own to an exception");
    return write_value(out, type.get(variant), *type.alternatives[index]);
}

bool write_any(writer& out, const json& value) {
    std::string text;
    try {
        value.append_to(text);
    } catch (const vafast::error& unusable) {
        return refuse(out, "type", "JSON that can be written", unusable.what());
    }
    out.put(text);
    return true;
}

bool write_text(writer& out, std::string_view text) {
    out.put(text);
    return true;
}
bool write_string(writer& out, std::string_view text) {
    out.put_string(text);
    return true;
}
bool write_integer(writer& out, std::int64_t number) {
    out.put_integer(number);
    return true;
}
bool write_unsigned(writer& out, std::uint64_t number) {
    out.put_unsigned(number);
    return true;
}

}  // namespace

bool write_value(writer& out, const void* value, const description& type) {
    switch (type.what) {
        case kind::boolean: return write_boolean(out, as<bool>(value));
        case kind::int8: return write_integer(out, as<std::int8_t>(value));
        case kind::int16: return write_integer(out, as<std::int16_t>(value));
        case kind::int32: return write_integer(out, as<std::int32_t>(value));
        case kind::int64: return write_integer(out, as<std::int64_t>(value));
        case kind::uint8: return write_unsigned(out, as<std::uint8_t>(value));
        case kind::uint16: return write_unsigned(out, as<std::uint16_t>(value));
        case kind::uint32: return write_unsigned(out, as<std::uint32_t>(value));
        case kind::uint64: return write_unsigned(out, as<std::uint64_t>(value));
        case kind::float32: return write_real(out, as<float>(value), true);
        case kind::float64: return write_real(out, as<double>(value), false);
        case kind::string: return write_string(out, as<std::string>(value));
        case kind::string_view: return write_string(out, as<std::string_view>(value));
        case kind::null: return write_text(out, "null");
        case kind::any: return write_any(out, as<json>(value));
        case kind::raw: return write_text(out, as<raw_json>(value).text());
        case kind::raw_view: return write_text(out, as<raw_json_view>(value).text());
        case kind::binary: return write_string(out, base::encode_base64(as<binary>(value)));
        case kind::literal: return write_string(out, more<std::string_view>(type));
        case kind::enumeration: return write_enumeration(out, value, more<enumeration_type>(type));
        case kind::time: return write_string(out, message_detail::format_time(more<time_type>(type).get(value)));
        case kind::structure: return write_structure(out, value, more<structure_type>(type));
        case kind::sequence: return write_sequence(out, value, more<sequence_type>(type));
        case kind::bits: return write_bits(out, value, more<bits_type>(type));
        case kind::array: return write_array(out, value, more<array_type>(type));
        case kind::tuple: return write_tuple(out, value, more<tuple_type>(type));
        case kind::map: return write_map(out, value, more<map_type>(type));
        case kind::optional: return write_optional(out, value, more<optional_type>(type));
        case kind::variant: return write_variant(out, value, more<variant_type>(type));
        case kind::custom: return more<custom_type>(type).write(out, value);
    }
    return false;
}

}  // namespace vafast::detail
