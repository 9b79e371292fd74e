// Reads a value of one of several types: by its discriminator, which may come at any place in the object, or by trying
// what the first character does not rule out. What is read again is bounded, so that time stays linear in the text.
#include "message/read_parts.hpp"

#include <string>

namespace vafast::detail {
namespace {

bool is_tagged(const variant_type& type, std::size_t index) { return !type.tag.empty() && index != type.rest; }

std::string tags_of(const variant_type& type) {
    std::string tags = "one of ";
    for (std::size_t i = 0, shown = 0; i < type.count; ++i) {
        if (!is_tagged(type, i)) continue;
        tags += shown++ == 0 ? "\"" : ", \"";
        tags.append(as_structure(*type.alternatives[i]).tag_value).append("\"");
    }
    return tags;
}

bool refuse_as_expensive(reader& in, const char* begin) {
    return in.refuse("anyOf", "a message whose discriminator comes first", "one that costs too much to read", begin);
}

// Finds the value of the discriminator, wherever it is in the object; leaves the reader where it was.
enum class search : std::uint8_t { found, missing, failed };
search find_tag(reader& in, const variant_type& type, std::string& value, const char*& position) {
    const reader::place before = in.here();
    search result = search::missing;
    if (!in.enter()) return search::failed;
    for (bool first = true; result == search::missing; first = false) {
        std::string_view name;
        const reader::step next = in.next_member(first, name);
        if (next == reader::step::fault) return search::failed;
        if (next == reader::step::end) break;
        const bool is_tag = name == type.tag;
        if (is_tag && in.peek() == '"') {
            position = in.at();
            std::string_view text;
            if (!in.read_string(text)) return search::failed;
            value.assign(text);
            result = search::found;
        } else if (is_tag && type.rest == type.count) {
            on_path path(in, path_frame::what::member);
            path.frame.key = type.tag;
            in.refuse_type("a string");
            return search::failed;
        } else if (!in.skip_value()) {
            return search::failed;
        }
    }
    if (!in.pay_for(before.at)) {
        refuse_as_expensive(in, before.at);
        return search::failed;
    }
    in.go_back(before);
    return result;
}

bool read_rest(reader& in, void* variant, const variant_type& type) {
    return read_value(in, type.emplace(variant, type.rest), *type.alternatives[type.rest]);
}

bool read_searched(reader& in, void* variant, const variant_type& type) {
    const char* const begin = in.at();
    const char* position = begin;
    std::string tag;
    switch (find_tag(in, type, tag, position)) {
        case search::failed: return false;
        case search::missing:
            if (type.rest < type.count) return read_rest(in, variant, type);
            return in.refuse("required", "a member \"" + std::string(type.tag) + '"', "none", begin);
        case search::found: break;
    }
    for (std::size_t i = 0; i < type.count; ++i) {
        if (!is_tagged(type, i)) continue;
        const structure_type& alternative = as_structure(*type.alternatives[i]);
        if (alternative.tag_value == tag) return read_structure(in, type.emplace(variant, i), alternative);
    }
    if (type.rest < type.count) return read_rest(in, variant, type);
    on_path path(in, path_frame::what::member);
    path.frame.key = type.tag;
    return in.refuse("enum", tags_of(type), quoted(tag), position);
}

bool read_tagged(reader& in, void* variant, const variant_type& type) {
    if (in.peek() != '{') {
        if (type.rest < type.count) return read_rest(in, variant, type);
        return in.refuse_type("an object");
    }
    const reader::place begin = in.here();
    if (!in.enter()) return false;
    if (const tag_in_front tag = find_tag_in_front(in.at(), in.end(), type); tag.behind != nullptr) {
        in.go_on(tag.behind);
        return read_behind_tag(in, begin.at, hold(variant, type, tag.index),
                               as_structure(*type.alternatives[tag.index]));
    }
    in.go_back(begin);
    return read_searched(in, variant, type);
}

// Whether a value that begins with `first` may be of this type.
bool may_begin(const description& type, char first) {
    switch (type.what) {
        case kind::boolean: return first == 't' || first == 'f';
        case kind::int8:
        case kind::int16:
        case kind::int32:
        case kind::int64:
        case kind::uint8:
        case kind::uint16:
        case kind::uint32:
        case kind::uint64:
        case kind::float32:
        case kind::float64: return first == '-' || (first >= '0' && first <= '9');
        case kind::string:
        case kind::string_view:
        case kind::binary:
        case kind::literal:
        case kind::enumeration:
        case kind::time: return first == '"';
        case kind::null: return first == 'n';
        case kind::structure:
        case kind::map: return first == '{';
        case kind::sequence:
        case kind::bits:
        case kind::array:
        case kind::tuple: return first == '[';
        case kind::optional:
            return first == 'n' || may_begin(*static_cast<const optional_type*>(type.more)->value, first);
        case kind::custom: return may_begin(*static_cast<const custom_type*>(type.more)->as, first);
        case kind::variant:
        case kind::any:
        case kind::raw:
        case kind::raw_view: return true;
    }
    return true;
}

bool read_untagged(reader& in, void* variant, const variant_type& type) {
    const char first = in.peek();
    const reader::place begin = in.here();
    std::size_t candidates = 0;
    for (std::size_t i = 0; i < type.count; ++i) candidates += may_begin(*type.alternatives[i], first);
    const bool outer_trial = in.is_trial;
    for (std::size_t i = 0; i < type.count; ++i) {
        const description& alternative = *type.alternatives[i];
        if (!may_begin(alternative, first)) continue;
        in.is_trial = outer_trial || candidates > 1;
        const bool fine = read_value(in, type.emplace(variant, i), alternative);
        in.is_trial = outer_trial;
        if (fine || in.has_faulted() || candidates == 1) return fine;
        if (!in.pay_for(begin.at)) {
            in.forget_error();
            return refuse_as_expensive(in, begin.at);
        }
        in.forget_error();
        in.go_back(begin);
    }
    return in.refuse_type("a value of one of " + std::to_string(type.count) + " types", "anyOf");
}

}  // namespace

bool read_variant(reader& in, void* variant, const variant_type& type) {
    return type.tag.empty() ? read_untagged(in, variant, type) : read_tagged(in, variant, type);
}

}  // namespace vafast::detail
