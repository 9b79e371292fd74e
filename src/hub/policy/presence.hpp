// Who is in a room: users, each with the connections over which it is there. Entering or leaving twice over the same
// connection is the same as once, so that no ghost is left. Pure; one thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::hub_detail {

class presence {
 public:
    using connection_id = std::uint64_t;

    // True where it is the user's first connection here.
    bool enter(std::string_view user, connection_id over) {
        auto place = users_.find(user);
        const bool is_first = place == users_.end();
        if (is_first) place = users_.emplace(user, std::vector<connection_id>()).first;
        auto& connections = place->second;
        if (std::find(connections.begin(), connections.end(), over) == connections.end()) connections.push_back(over);
        return is_first;
    }

    // True where it was the user's last.
    bool leave(std::string_view user, connection_id over) {
        const auto place = users_.find(user);
        if (place == users_.end()) return false;
        std::erase(place->second, over);
        if (!place->second.empty()) return false;
        users_.erase(place);
        return true;
    }

    // In the order of their names.
    std::vector<std::string> users() const {
        std::vector<std::string> result;
        for (const auto& [user, connections] : users_) result.push_back(user);
        return result;
    }
    bool empty() const noexcept { return users_.empty(); }

 private:
    std::map<std::string, std::vector<connection_id>, std::less<>> users_;
};

}  // namespace vafast::hub_detail
