// Notices a network that went silent (RFC 6455 section 5.5.2): a ping each interval, and anything received within the
// timeout after it is life. Silence is noticed within interval + timeout. Pure; one thread at a time.
#pragma once

#include "client/policy/time.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace vafast::client_detail {

class heartbeat {
 public:
    enum class action { none, send_ping, timed_out };

    heartbeat(milliseconds interval, milliseconds timeout) noexcept : interval_(interval), timeout_(timeout) {}

    void start(time_point now) noexcept {
        next_ping_ = interval_.count() == 0 ? never : now + interval_;
        give_up_ = pinged_at_ = never;
    }
    void stop() noexcept { next_ping_ = give_up_ = pinged_at_ = never; }

    // Bytes came.
    void received() noexcept { give_up_ = never; }

    // A pong came: how long after the ping that waited for it, where there is one.
    std::optional<time_point::duration> ponged(time_point now) noexcept {
        if (pinged_at_ == never) return std::nullopt;
        return now - std::exchange(pinged_at_, never);
    }

    // Bytes went out. As long as the ping itself still waits behind others, that is life, too: a large message on a
    // slow line is not silence. Afterwards it says nothing, since the system takes bytes for a dead network as well.
    void wrote(std::size_t count, time_point now) noexcept {
        if (ahead_of_ping_ == 0) return;
        ahead_of_ping_ -= std::min(count, ahead_of_ping_);
        if (give_up_ != never) give_up_ = now + timeout_;
    }

    time_point deadline() const noexcept { return std::min(next_ping_, give_up_); }

    // What is due at `now`. After send_ping the caller queues one, behind `queued` bytes.
    action tick(time_point now, std::size_t queued) noexcept {
        if (now >= give_up_) {
            stop();
            return action::timed_out;
        }
        if (now < next_ping_) return action::none;
        next_ping_ = now + interval_;
        pinged_at_ = std::min(pinged_at_, now);
        if (give_up_ == never) {
            give_up_ = now + timeout_;
            ahead_of_ping_ = queued;
        }
        return action::send_ping;
    }

 private:
    milliseconds interval_, timeout_;
    time_point next_ping_ = never;
    time_point give_up_ = never;
    time_point pinged_at_ = never;  // the first that has no pong yet
    std::size_t ahead_of_ping_ = 0;
};

}  // namespace vafast::client_detail
