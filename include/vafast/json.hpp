// A JSON value (RFC 8259): null, boolean, number, string, array, or object with its members in the order in which they
// came. Numbers keep what they are: 64-bit integers exactly, everything else as double. A value; one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vafast {

// (written by the room `message`)
class json;

}  // namespace vafast
