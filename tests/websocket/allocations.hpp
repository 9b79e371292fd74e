// For tests: counts what operator new hands out in this program. (zlib does not ask it.)
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define VAFAST_UNCOUNTED_ALLOCATIONS
#endif
#endif

namespace vafast::websocket {

// The thread sanitizer has an operator new of its own: under it nothing is counted.
#ifdef VAFAST_UNCOUNTED_ALLOCATIONS
inline constexpr bool allocations_are_counted = false;
#else
inline constexpr bool allocations_are_counted = true;
#endif

struct allocations {
    std::size_t count = 0;
    std::size_t bytes = 0;    // in all
    std::size_t largest = 0;  // at once
};

// Since the last call.
allocations take_allocations() noexcept;

}  // namespace vafast::websocket
