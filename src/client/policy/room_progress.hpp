// Where a client is in one room: which publications are new to it, and whether it got all that it missed
// (docs/hub-protocol.md, Rooms). Pure; one thread at a time.
#pragma once

#include "protocol/frame.hpp"

#include <vafast/room.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace vafast::client_detail {

class room_progress {
 public:
    enum class verdict : std::uint8_t {
        next,  // deliver it
        seen,  // it was delivered before
        gap,   // something before it is missing
    };

    // The hub answered a join at least once.
    bool has_joined() const noexcept { return has_joined_; }

    // From where to ask for what was missed. Nothing before the first answer.
    std::optional<protocol::position> position() const { return has_joined_ ? std::optional(at_) : std::nullopt; }
    std::uint64_t offset() const noexcept { return at_.offset; }

    // A publication came. Before the first answer is there any may be the first.
    verdict take(std::uint64_t offset) noexcept {
        if (offset <= at_.offset) return verdict::seen;
        if (offset != at_.offset + 1 && (has_joined_ || at_.offset != 0)) return verdict::gap;
        at_.offset = offset;
        return verdict::next;
    }

    // The hub answered a join. Gives how the recovery ended, where that is known already.
    std::optional<recovery> answered(const protocol::position& newest, bool recovered) {
        if (!std::exchange(has_joined_, true)) {
            at_ = {.epoch = newest.epoch, .offset = std::max(at_.offset, newest.offset)};
            return std::nullopt;
        }
        if (!recovered || newest.epoch != at_.epoch || newest.offset < at_.offset) {
            at_ = newest;
            is_recovering_ = false;
            return recovery{.is_complete = false, .count = 0};
        }
        // Where an earlier recovery was cut off, what it delivered counts, too.
        missed_ = {.after = is_recovering_ ? missed_.after : at_.offset, .up_to = newest.offset};
        is_recovering_ = true;
        return caught_up();
    }

    // Asked after each delivery: the recovery, where that was its last.
    std::optional<recovery> caught_up() {
        if (!is_recovering_ || at_.offset < missed_.up_to) return std::nullopt;
        is_recovering_ = false;
        return recovery{.is_complete = true, .count = missed_.up_to - missed_.after};
    }

 private:
    struct range {
        std::uint64_t after = 0;
        std::uint64_t up_to = 0;
    };

    protocol::position at_;
    range missed_;
    bool has_joined_ = false;
    bool is_recovering_ = false;  // missed_ is on its way
};

}  // namespace vafast::client_detail
