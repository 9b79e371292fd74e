// What a hub's answers are to the program. Pure; any thread.
#pragma once

#include "protocol/frame.hpp"

#include <vafast/error.hpp>
#include <vafast/room.hpp>

#include <string>
#include <variant>
#include <vector>

namespace vafast::client_detail {

// What a request of the program's came to: of history() a room_history, of presence() the users, of all others a
// receipt.
using hub_answer = std::variant<receipt, room_history, std::vector<std::string>>;

receipt receipt_of(const protocol::ok& answer);
room_history history_of(const protocol::ok& answer);

error refusal_of(const protocol::error& said);
// Of one room; `said.error` is there.
error refusal_in_room(const protocol::room_answer& said);
error not_supported();

// For a room that the hub should have answered for, and did not.
protocol::room_answer no_answer();

}  // namespace vafast::client_detail
