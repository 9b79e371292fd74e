// Base64 (RFC 4648 section 4). Pure; any thread.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::base {

std::string encode_base64(bytes data);
// Nothing where `text` is not canonical base64 with its padding.
std::optional<std::vector<std::byte>> decode_base64(std::string_view text);

}  // namespace vafast::base
