#include "hub/policy/deduplication.hpp"

namespace vafast::hub_detail {

std::string deduplication::join(std::string_view user, std::string_view key) {
    std::string result(user);
    result.push_back('\0');
    return result.append(key);
}

std::optional<std::uint64_t> deduplication::find(std::string_view user, std::string_view key) const {
    const auto found = offsets_.find(join(user, key));
    return found == offsets_.end() ? std::nullopt : std::optional(found->second.offset);
}

void deduplication::remember(std::string_view user, std::string_view key, std::uint64_t offset, time_point now,
                             const deduplication_limits& limits) {
    const auto [place, is_new] = offsets_.try_emplace(join(user, key), entry{offset, now});
    if (!is_new) return;
    order_.push_back(&*place);
    if (order_.size() > limits.keys) forget_oldest();
}

void deduplication::forget_older(time_point than) {
    while (!order_.empty() && order_.front()->second.at < than) forget_oldest();
}

void deduplication::forget_oldest() {
    const auto oldest = offsets_.find(order_.front()->first);
    order_.pop_front();
    offsets_.erase(oldest);
}

}  // namespace vafast::hub_detail
