// Decides when a silent connection gets a ping and when it is given up. Whatever is heard counts as life, not only
// pongs. Pure; one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace vafast::hub_detail {

class liveness {
 public:
    using clock = std::chrono::steady_clock;
    enum class verdict : std::uint8_t { fine, ping, gone };

    explicit liveness(clock::time_point now) noexcept : heard_(now) {}

    // True where a ping waited for this: then next() is another, perhaps earlier.
    bool heard(clock::time_point now) noexcept {
        heard_ = now;
        return std::exchange(pinged_, false);
    }

    // What to do at `now`. After `ping` it expects to hear something within `timeout`.
    verdict judge(clock::time_point now, clock::duration interval, clock::duration timeout) noexcept {
        if (now < next(interval, timeout)) return verdict::fine;
        if (pinged_) return verdict::gone;
        pinged_ = true;
        heard_ = now;  // counts from the ping on
        return verdict::ping;
    }

    // When to judge next.
    clock::time_point next(clock::duration interval, clock::duration timeout) const noexcept {
        return heard_ + (pinged_ ? timeout : interval);
    }

 private:
    clock::time_point heard_;  // or pinged, where that came later
    bool pinged_ = false;
};

}  // namespace vafast::hub_detail
