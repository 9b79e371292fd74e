// What an engine tells those who subscribed. Immutable, shared; any thread.
#pragma once

#include "hub/policy/publication.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace vafast::hub_detail {

// What is said in a room and not stored: that a user came with its first connection or left with its last, or a message
// of the application.
struct room_notice {
    std::string room;
    std::string except;  // the user who is not told; empty: everybody is
    bool is_presence;    // for those who may see who is there
    encoded_frame frame;
};
room_notice application_notice(std::string_view room, std::string_view except, std::string_view data);

// A word of command to every hub that shares the engine.
struct take_over {  // ends the other connections of a session
    std::string user;
    std::string session;
    std::uint64_t by;  // the connection that has it now
};
struct remove_user {  // takes a user out of a room
    std::string user;
    std::string room;
    std::string reason;
};
struct disconnect_user {
    std::string user;
    std::uint16_t code;
    std::string reason;
};
using command = std::variant<take_over, remove_user, disconnect_user>;

using engine_event =
    std::variant<shared_publication, std::shared_ptr<const room_notice>, std::shared_ptr<const command>>;

// A thread of the hub.
class subscriber {
 public:
    // Any thread, and quick: the room's owner waits. Publications of a room come in the order of their offsets.
    virtual void receive(engine_event event) = 0;

 protected:
    ~subscriber() = default;
};

}  // namespace vafast::hub_detail
