// When clients come back to a hub that goes: not all at once. Pure; any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace vafast::hub_detail {

// The window, in milliseconds, in which each of `connections` chooses its own time, so that no more than `per_second`
// come in a second; from half a second on, which is what it takes to start another hub.
inline std::array<std::uint64_t, 2> reconnect_window(std::size_t connections, double per_second) noexcept {
    constexpr double soonest = 500, shortest = 1'000, longest = 15 * 60'000;
    const double wanted = static_cast<double>(connections) / per_second * 1'000;
    return {static_cast<std::uint64_t>(soonest),
            static_cast<std::uint64_t>(soonest + std::clamp(wanted, shortest, longest))};
}

}  // namespace vafast::hub_detail
