// Which keys of which users a room has stored already, and under which offset: bounded by number and age, the oldest
// are forgotten first. Pure; one thread at a time.
#pragma once

#include "hub/policy/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vafast::hub_detail {

struct deduplication_limits {
    std::size_t keys = 5'000;
    milliseconds age{5 * 60'000};
};

class deduplication {
 public:
    // The offset that was remembered, where it was; forget_older() first.
    std::optional<std::uint64_t> find(std::string_view user, std::string_view key) const;
    void remember(std::string_view user, std::string_view key, std::uint64_t offset, time_point now,
                  const deduplication_limits& limits);
    void forget_older(time_point than);

    bool empty() const noexcept { return order_.empty(); }
    std::size_t size() const noexcept { return order_.size(); }

 private:
    struct entry {
        std::uint64_t offset;
        time_point at;
    };
    using map = std::unordered_map<std::string, entry>;

    // Neither holds a zero byte: no two pairs look alike.
    static std::string join(std::string_view user, std::string_view key);
    void forget_oldest();

    map offsets_;
    std::deque<const map::value_type*> order_;  // the oldest first
};

}  // namespace vafast::hub_detail
