// Reading, in parts: what has a file of its own, and how errors quote. One thread at a time.
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

// As an error shows it: in quotes, and cut where it is long.
std::string quoted(std::string_view text);
std::string quoted_number(const char* begin, const char* end);

}  // namespace vafast::detail
