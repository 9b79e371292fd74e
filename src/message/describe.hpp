// Words for JSON values, for the sentences of errors. Pure; any thread.
#pragma once

#include <vafast/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vafast::message_detail {

// `17`, `"text"`, cut where it is long; "an object", "an array of 3".
std::string describe(const json& value);

// The same, with what is in arrays and objects: `{"a":[1,2]}`.
std::string show(const json& value);

// "a, b or c"
std::string one_of(const std::vector<std::string>& words);

// "1 character", "2 characters"
std::string count_of(std::size_t count, std::string_view what);

}  // namespace vafast::message_detail
