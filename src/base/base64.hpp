// Base64 (RFC 4648 section 4) and base64url without padding (section 5, as RFC 7515 uses it). Pure; any thread.
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

std::string encode_base64url(bytes data);
// Nothing where `text` is not canonical base64url, or has padding.
std::optional<std::vector<std::byte>> decode_base64url(std::string_view text);

}  // namespace vafast::base
