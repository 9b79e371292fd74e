// When to ask for a fresh token, and when the present one is over (docs/hub-protocol.md, Beginning). Pure; one thread
// at a time.
#pragma once

#include "client/policy/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace vafast::client_detail {

class token_clock {
 public:
    enum class action { none, ask, over };

    // The hub accepted a token that ends in `seconds`, or never. Where nobody could give another, none is asked for.
    void start(std::optional<std::uint64_t> seconds, bool can_ask, time_point now) noexcept {
        stop();
        if (!seconds || *seconds > longest) return;
        lifetime_ = std::chrono::seconds(*seconds);
        over_ = now + lifetime_;
        if (can_ask) ask_ = now + lifetime_ * 4 / 5;
    }
    void stop() noexcept { ask_ = over_ = never; }

    // No token came: asks again while there is time.
    void failed(time_point now) noexcept {
        if (over_ != never) ask_ = now + std::max<milliseconds>(lifetime_ / 20, std::chrono::seconds(1));
    }

    time_point deadline() const noexcept { return std::min(ask_, over_); }

    action tick(time_point now) noexcept {
        if (now >= over_) {
            stop();
            return action::over;
        }
        if (now < ask_) return action::none;
        ask_ = never;
        return action::ask;
    }

 private:
    static constexpr std::uint64_t longest = 365ULL * 24 * 3600;  // what is valid for longer is not looked after

    milliseconds lifetime_{0};
    time_point ask_ = never;
    time_point over_ = never;
};

}  // namespace vafast::client_detail
