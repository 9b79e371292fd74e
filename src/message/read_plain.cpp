// The shortest way through a message: a struct, or one of a tagged variant, that says its members in order and in their
// plain form, as most senders write it. No reader is made for it, which most of a short message's time would go to.
#include "message/read_parts.hpp"

namespace vafast::message_detail {

// Made in place: what a list has most of is short strings.
const char* plain_strings(const char* at, const char* end, bool check_utf8, std::vector<std::string>& out) {
    out.clear();
    if (at == end || *at != '[') return nullptr;
    std::string_view text;
    while ((at = plain_string(at + 1, end, check_utf8, text)) != nullptr && at != end) {
        if (out.capacity() == 0) out.reserve(4);
        if (is_short(text, end))
            out.emplace_back(text.data(), own_room).resize(text.size());
        else
            out.emplace_back(text);
        if (*at == ']') return at + 1;
        if (*at != ',') return nullptr;
    }
    return nullptr;
}

}  // namespace vafast::message_detail

namespace vafast::detail {
namespace {

// What follows the brace, or the discriminator.
bool read_members(const char* at, const char* end, bool check_utf8, void* object, const structure_type& type,
                  bool is_first) {
    void* members[64];
    type.addresses(object, members);
    const auto read = message_detail::read_plain_members(at, end, check_utf8, type, members, is_first, 0, 0);
    return (type.required & ~read.seen) == 0 && end - read.at == 1 && *read.at == '}' && type.rule_count == 0;
}

}  // namespace

bool read_plain(std::string_view text, bool check_utf8, void* value, const description& type) {
    const bool is_variant = type.what == kind::variant;
    if ((!is_variant && type.what != kind::structure) || text.empty() || text.front() != '{') return false;
    const char* const begin = text.data() + 1;
    const char* const end = text.data() + text.size();
    if (is_variant) {
        const auto& variant = *static_cast<const variant_type*>(type.more);
        const tag_in_front tag = find_tag_in_front(begin, end, variant);
        return tag.behind != nullptr && read_members(tag.behind, end, check_utf8, hold(value, variant, tag.index),
                                                     as_structure(*variant.alternatives[tag.index]), false);
    }
    const structure_type& structure = as_structure(type);
    if (structure.tag_text.empty()) return read_members(begin, end, check_utf8, value, structure, true);
    const char* const behind = skip_tag(begin, end, structure);
    return behind != nullptr && read_members(behind, end, check_utf8, value, structure, false);
}

}  // namespace vafast::detail
