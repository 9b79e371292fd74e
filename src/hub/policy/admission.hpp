// How many connections there are of each user and from each address, how fast a user publishes, and whether one more is
// too many. Any thread.
#pragma once

#include "hub/policy/token_bucket.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace vafast::hub_detail {

struct admission_limits {
    std::uint32_t per_user = 0;  // 0: as many as come
    std::uint32_t per_address = 0;
    rate publishing{100, 400};
};

class admission {
 public:
    explicit admission(const admission_limits& limits) noexcept : limits_(limits) {}

    // False where there are as many as there may be; otherwise followed by the same leave.
    bool enter_address(const std::string& address);
    void leave_address(const std::string& address) noexcept;
    // `comes_back`: it takes the place of an earlier connection, which is about to leave; until then there is one more.
    bool enter_user(const std::string& user, bool comes_back = false);
    void leave_user(const std::string& user) noexcept;

    // How long a user who has entered has to wait before publishing to so many rooms; empty: not at all, and it counts.
    std::optional<milliseconds> publish(const std::string& user, std::size_t rooms, time_point now);

 private:
    struct account {
        std::uint32_t connections = 0;
        token_bucket publishing;
    };

    const admission_limits limits_;
    std::mutex mutex_;  // guards what follows
    std::unordered_map<std::string, std::uint32_t> addresses_;
    std::unordered_map<std::string, account> users_;
};

// A connection's place among those of its address, until it ends.
class admitted_address {
 public:
    admitted_address() = default;
    admitted_address(admission& gate, std::string address) noexcept : gate_(&gate), address_(std::move(address)) {}
    admitted_address(admitted_address&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), address_(std::move(other.address_)) {}
    admitted_address& operator=(admitted_address&& other) noexcept {
        std::swap(gate_, other.gate_);
        std::swap(address_, other.address_);
        return *this;
    }
    ~admitted_address() {
        if (gate_) gate_->leave_address(address_);
    }

 private:
    admission* gate_ = nullptr;
    std::string address_;
};

}  // namespace vafast::hub_detail
