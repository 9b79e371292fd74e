// Where in a text of JSON a value stands, for errors that were found in the value. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace vafast::message_detail {

// The byte at which the value begins to which the pointer (RFC 6901) leads. Nothing where there is no such value, or
// the text is not JSON.
std::optional<std::size_t> position_of(std::string_view pointer, std::string_view text);

}  // namespace vafast::message_detail
