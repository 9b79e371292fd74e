// Words for JSON values, for the sentences of errors. Pure; any thread.
#pragma once

#include <vafast/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vafast::message_detail {

// What there is, without the text of strings, which may be secret: `17`, `true`, "a string", "an object".
std::string describe(const json& value);

// With what is in strings, arrays and objects, cut where it is long: `"text"`, `{"a":[1,2]}`. For constants, and what
// stands where a constant should.
std::string show(const json& value);

// "a, b or c"
std::string one_of(const std::vector<std::string>& words);

// "1 character", "2 characters"
std::string count_of(std::size_t count, std::string_view what);

}  // namespace vafast::message_detail
