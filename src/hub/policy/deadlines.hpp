// Who is due when: one deadline for each owner, so that a thread needs a single timer for all its connections. Pure;
// one thread at a time.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <utility>

namespace vafast::hub_detail {

// An owner calls forget() before it ends.
template <class Owner>
class deadlines {
 public:
    using time_point = std::chrono::steady_clock::time_point;
    // Kept by the owner; it finds its place in the order.
    using ticket = std::optional<time_point>;

    // Replaces the deadline that `held` stands for.
    void set(Owner& owner, ticket& held, time_point at) {
        forget(owner, held);
        order_.emplace(at, &owner);
        held = at;
    }
    void forget(Owner& owner, ticket& held) noexcept {
        if (held) order_.erase({*held, &owner});
        held.reset();
    }
    std::optional<time_point> earliest() const noexcept {
        return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
    }
    // The owner that is longest due at `now`, or null.
    Owner* due(time_point now) const noexcept {
        return order_.empty() || now < order_.begin()->first ? nullptr : order_.begin()->second;
    }

 private:
    std::set<std::pair<time_point, Owner*>> order_;
};

}  // namespace vafast::hub_detail
