// SHA-256 (FIPS 180-4). Pure; any thread.
#pragma once

#include "base/bytes.hpp"

#include <array>

namespace vafast::base {

std::array<std::byte, 32> sha256(bytes data);

}  // namespace vafast::base
