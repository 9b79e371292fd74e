// What the exports that are source text have in common: they are written from the JSON Schema of the same types.
#pragma once

#include <vafast/json.hpp>

#include <string>
#include <string_view>

namespace vafast::message_detail {

// The name in {"$ref": "#/$defs/name"} as TypeScript may have it.
std::string referred_name(const json& schema);
// A name as TypeScript may have it: a word of the language gets a "_".
std::string declared_name(std::string_view name);
// The key of a member, in quotes where it has to be.
std::string member_key(const std::string& key);

bool is_required(const json& structure, const std::string& key);

// The lines of `text` moved to the right, but for the first.
std::string indented(const std::string& text);

}  // namespace vafast::message_detail
