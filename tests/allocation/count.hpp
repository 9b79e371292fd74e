// How often this program has asked for memory, and how much it holds: malloc and its relatives are replaced by such as
// count, and go on to those of the C library. Any thread.
#pragma once

#include <cstddef>

namespace allocation_count {

std::size_t requests() noexcept;
// Bytes that were asked for and not given back, with what malloc adds to each block.
std::size_t held() noexcept;

}  // namespace allocation_count
