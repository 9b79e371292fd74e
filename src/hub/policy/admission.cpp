#include "hub/policy/admission.hpp"

namespace vafast::hub_detail {

bool admission::enter_address(const std::string& address) {
    const std::lock_guard lock(mutex_);
    std::uint32_t& count = addresses_[address];
    if (limits_.per_address != 0 && count >= limits_.per_address) return false;
    ++count;
    return true;
}

void admission::leave_address(const std::string& address) noexcept {
    const std::lock_guard lock(mutex_);
    const auto place = addresses_.find(address);
    if (place != addresses_.end() && --place->second == 0) addresses_.erase(place);
}

bool admission::enter_user(const std::string& user, bool comes_back) {
    const std::lock_guard lock(mutex_);
    account& found = users_[user];
    if (limits_.per_user != 0 && found.connections >= limits_.per_user + (comes_back ? 1 : 0)) return false;
    ++found.connections;
    return true;
}

// The bucket goes with the last connection: its burst is the price of a reconnect, which is dearer.
void admission::leave_user(const std::string& user) noexcept {
    const std::lock_guard lock(mutex_);
    const auto place = users_.find(user);
    if (place != users_.end() && --place->second.connections == 0) users_.erase(place);
}

std::optional<milliseconds> admission::publish(const std::string& user, std::size_t rooms, time_point now) {
    const std::lock_guard lock(mutex_);
    const auto place = users_.find(user);
    return place == users_.end() ? std::nullopt
                                 : place->second.publishing.take(now, limits_.publishing, static_cast<double>(rooms));
}

}  // namespace vafast::hub_detail
