// What the program has decided about its hub: whom it lets in, what they may do, who hears of it, and the limits. Fixed
// while the hub runs; its functions are called on the hub's threads, several at a time.
#pragma once

#include "hub/policy/token_bucket.hpp"

#include <vafast/hub.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vafast::hub_detail {

struct conversation_limits {
    std::size_t rooms = 100;                          // that a connection joins
    rate requests{50, 200};                           // of a connection
    std::size_t publication = std::size_t{64} << 10;  // bytes of data
    std::size_t waiting = std::size_t{1} << 20;       // bytes that wait for a connection
    milliseconds hello{10'000};                       // until it has come
};

class rules {
 public:
    std::function<authentication(const handshake_request&, std::string_view token)> authenticate{};
    std::function<permission(const identity&, hub_action, std::string_view target)> authorize{};
    std::function<void(hub_connection&)> opened{};
    std::function<void(hub_connection&, const message_event&)> message{};
    std::function<void(hub_connection&, const hub_close_event&)> closed{};
    std::function<void(hub_connection&, const std::string& room)> joined{};
    std::function<void(hub_connection&, const std::string& room)> left{};
    conversation_limits limits{};
    const void* owner = nullptr;  // of futures that must not be waited for in these functions

    // Who a client is: what the program says, or `guest`. What it throws is a refusal, and so is a name that is none.
    authentication identify(const handshake_request& request, std::string_view token, const std::string& guest) const;
    // Nothing where `who` may, else why not: a sentence. What the program throws is a no.
    std::optional<std::string> forbids(const identity& who, hub_action what, std::string_view target) const;
};

// The token of the header "Authorization: Bearer …"; else empty.
std::string_view bearer_token(const handshake_request& request);

// What a user may be called: it becomes the name of a room.
bool is_user_name(std::string_view name) noexcept;

}  // namespace vafast::hub_detail
