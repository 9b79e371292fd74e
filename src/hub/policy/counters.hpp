// What the hub counts of itself. Any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace vafast::hub_detail {

struct counters {
    using counter = std::atomic<std::uint64_t>;

    counter opened{0};      // connections that a handler heard of
    counter messages{0};    // received, of the application and of the protocol
    counter deliveries{0};  // publications given to members
    counter refused{0};     // requests answered with an error
    counter slow{0};        // connections closed with 4002

    static void count(counter& what) noexcept { what.fetch_add(1, std::memory_order_relaxed); }
};

}  // namespace vafast::hub_detail
