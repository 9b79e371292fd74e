// JSON pointers (RFC 6901): the way from a document to one of its values, "/users/2/name". Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vafast::message_detail {

// Adds a step at the end of the way, "~" and "/" escaped; a path may thus be built from the document down...
void append_step(std::string& pointer, std::string_view key);
// ...or, by those who learn where they were only while they return, from the value up.
void prepend_step(std::string& pointer, std::string_view key);

// The same for an element of an array.
void append_step(std::string& pointer, std::size_t index);
void prepend_step(std::string& pointer, std::size_t index);

// The key that a step means: "~1" is "/", and "~0" is "~".
std::string unescape_step(std::string_view step);

}  // namespace vafast::message_detail
