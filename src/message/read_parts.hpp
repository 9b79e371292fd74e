// Reading, in parts: what has a file of its own, how a discriminator in front is found, how errors quote. One thread at
// a time.
#pragma once

#include "message/reader.hpp"

#include <vafast/message/description.hpp>

#include <string>
#include <string_view>

namespace vafast::detail {

bool read_structure(reader& in, void* object, const structure_type& type);
// The rest of an object that began at `begin`, whose discriminator came first and was read already.
bool read_behind_tag(reader& in, const char* begin, void* object, const structure_type& type);
bool read_sequence(reader& in, void* container, const sequence_type& type);
bool read_bits(reader& in, void* container, const bits_type& type);
bool read_array(reader& in, void* array, const array_type& type);
bool read_tuple(reader& in, void* tuple, const tuple_type& type);
bool read_map(reader& in, void* map, const map_type& type);
bool read_variant(reader& in, void* variant, const variant_type& type);
bool read_binary(reader& in, void* value);
bool read_time(reader& in, void* value, const time_type& type);
bool read_literal(reader& in, std::string_view wanted);
bool read_enumeration(reader& in, void* value, const enumeration_type& type);

// The whole text as a value that says all in the most usual way: false for what is longer to read, be it wrong or not.
bool read_plain(std::string_view text, bool check_utf8, void* value, const description& type);

inline const structure_type& as_structure(const description& type) {
    return *static_cast<const structure_type*>(type.more);
}

// Behind the discriminator of a struct, where it comes right here: `"type":"chat"`. Else null.
inline const char* skip_tag(const char* at, const char* end, const structure_type& type) {
    return message_detail::skip_text(at, end, type.tag_text.data() + 1, type.tag_text.size() - 1);
}

// Most senders put the discriminator first in an object.
struct tag_in_front {
    std::size_t index;             // of the alternative,
    const char* behind = nullptr;  // and what follows its discriminator; null where none of them comes
};
inline tag_in_front find_tag_in_front(const char* at, const char* end, const variant_type& type) {
    for (std::size_t i = type.tag.empty() ? type.count : 0; i < type.count; ++i) {
        if (i == type.rest) continue;
        if (const char* const behind = skip_tag(at, end, as_structure(*type.alternatives[i]))) return {i, behind};
    }
    return {type.count};
}

// The alternative, made where the variant holds another. (One that it holds already is fresh: see try_decode.)
inline void* hold(void* variant, const variant_type& type, std::size_t index) {
    return type.index(variant) == index ? const_cast<void*>(type.get(variant)) : type.emplace(variant, index);
}

// As an error shows it: in quotes, and cut where it is long.
std::string quoted(std::string_view text);
std::string quoted_number(const char* begin, const char* end);

}  // namespace vafast::detail
