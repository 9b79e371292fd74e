// Signatures as RFC 7518 section 3 and RFC 8037 section 3.1 have them. Pure; any thread.
#pragma once

#include "base/bytes.hpp"
#include "token/key.hpp"

#include <cstddef>
#include <vector>

namespace vafast::token_detail {

// With the key's own algorithm. Throws std::runtime_error where OpenSSL cannot.
std::vector<std::byte> sign(base::bytes data, const key& with);

bool is_signed_by(base::bytes data, base::bytes signature, const key& by);

}  // namespace vafast::token_detail
