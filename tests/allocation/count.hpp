// How often this program has asked for memory: malloc and its relatives are replaced by such as count, and go on to
// those of the C library. Any thread.
#pragma once

#include <cstddef>

namespace allocation_count {

std::size_t requests() noexcept;

}  // namespace allocation_count
