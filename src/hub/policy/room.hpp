// A room: the stream of its publications, what is kept of it, and who is there. Gives the offsets. Pure; one thread at
// a time: the room's owner.
#pragma once

#include "hub/policy/deduplication.hpp"
#include "hub/policy/history.hpp"
#include "hub/policy/presence.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vafast::hub_detail {

struct room_limits {
    history_limits stored{};
    deduplication_limits keys{};
};

class room {
 public:
    struct outcome {
        std::uint64_t offset;
        shared_publication stored;  // null: the key was there already, and nothing was stored
    };

    // `generation` tells apart rooms of the same name that one hub forgot and began again: it makes the epoch.
    explicit room(std::uint64_t generation) noexcept : generation_(generation) {}

    // Gives the next offset to `data`, JSON; or, where `from` used `key` before, says which it got then.
    outcome publish(std::string_view name, const std::optional<std::string>& from,
                    const std::optional<std::string>& key, std::string_view data, time_point now,
                    const room_limits& limits);
    // Forgets what is too old.
    void tend(time_point now, const room_limits& limits);

    std::uint64_t generation() const noexcept { return generation_; }
    std::uint64_t offset() const noexcept { return offset_; }  // the newest's; 0: nothing was published yet
    // Whether everything that follows `offset` is still stored.
    bool can_continue_after(std::uint64_t offset) const noexcept;

    const history& stored() const noexcept { return stored_; }
    void forget_oldest() noexcept { stored_.forget_oldest(); }
    presence& who() { return who_ ? *who_ : *(who_ = std::make_unique<presence>()); }
    bool is_empty() const noexcept { return !who_ || who_->empty(); }

    time_point used() const noexcept { return used_; }  // last
    void use(time_point now) noexcept { used_ = now; }

 private:
    std::uint64_t generation_;
    std::uint64_t offset_ = 0;
    time_point used_{};
    history stored_;
    // Made when needed: there is a room for each user, and most are silent.
    std::unique_ptr<deduplication> keys_;
    std::unique_ptr<presence> who_;
};

}  // namespace vafast::hub_detail
