// For tests: counts what operator new hands out in this program. (zlib does not ask it.)
#pragma once

#include <cstddef>

namespace vafast::websocket {

struct allocations {
    std::size_t count = 0;
    std::size_t bytes = 0;    // in all
    std::size_t largest = 0;  // at once
};

// Since the last call.
allocations take_allocations() noexcept;

}  // namespace vafast::websocket
