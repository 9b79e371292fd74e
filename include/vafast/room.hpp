// What a hub says about rooms (docs/rooms.md). Values.
#pragma once

#include <vafast/error.hpp>
#include <vafast/raw_json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast {

// What a request came to in one room.
struct room_result {
    std::string room{};              // its name
    std::uint64_t offset = 0;        // of the publication; after a join: of the room's newest
    std::optional<error> refusal{};  // why it was not done in this room; its code() is the hub's
};

// The hub's answer to a request that it granted: one result for each room that it went to.
struct receipt {
    std::vector<room_result> rooms{};  // in the order of the request

    // False where a broadcast to several rooms did not go to all of them.
    bool is_complete() const noexcept;
};

// A publication as the hub keeps it.
struct stored_message {
    std::uint64_t offset = 0;  // counted from 1 in each room
    std::string from{};        // the user who published it; empty: the application on the hub's side
    raw_json data{};           // what was published
};

// What of a room's history to ask for: the messages after an offset, the oldest first; without one, the newest.
struct history_range {
    std::optional<std::uint64_t> after{};  // an offset
    std::uint64_t limit = 50;              // at most so many
};

// What the hub still has of a room, or the part that was asked for.
struct room_history {
    std::uint64_t offset = 0;                // of the room's newest
    std::vector<stored_message> messages{};  // the oldest first
};

// What a user did, as the event `presence` tells it.
enum class presence_change : std::uint8_t { joined, left };

// How coming back into a room after a reconnect ended.
struct recovery {
    bool is_complete = false;  // all that was missed was delivered; otherwise some of it is lost, and none was
    std::uint64_t count = 0;   // how many messages had been missed, and were delivered
};

}  // namespace vafast
