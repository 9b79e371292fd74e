#include "hub/policy/room.hpp"

namespace vafast::hub_detail {

room::outcome room::publish(std::string_view name, const std::optional<std::string>& from,
                            const std::optional<std::string>& key, std::string_view data, time_point now,
                            const room_limits& limits) {
    use(now);
    const std::string_view user = from ? std::string_view(*from) : std::string_view();
    if (keys_) keys_->forget_older(now - limits.keys.age);
    if (key && keys_) {
        if (const auto before = keys_->find(user, *key)) return {*before, nullptr};
    }
    auto stored = std::make_shared<const publication>(name, ++offset_, from, data, now);
    stored_.add(stored, limits.stored);
    if (key) {
        if (!keys_) keys_ = std::make_unique<deduplication>();
        keys_->remember(user, *key, offset_, now, limits.keys);
    }
    return {offset_, std::move(stored)};
}

void room::tend(time_point now, const room_limits& limits) {
    stored_.forget_older(now - limits.stored.age);
    if (keys_) keys_->forget_older(now - limits.keys.age);
    if (keys_ && keys_->empty()) keys_.reset();
    if (is_empty()) who_.reset();
}

bool room::can_continue_after(std::uint64_t offset) const noexcept {
    if (offset >= offset_) return offset == offset_;  // who is ahead of us has seen another stream
    return !stored_.empty() && offset + 1 >= stored_.oldest();
}

}  // namespace vafast::hub_detail
