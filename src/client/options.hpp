// Checks what the program passes, so that mistakes show at the call that makes them. Pure; any thread.
#pragma once

#include <vafast/client_options.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::client_detail {

// Throws error(invalid_argument) that names the option which is out of its range.
client_options checked(client_options options);

// Throws error(invalid_argument) for a code or reason that no close frame may carry (RFC 6455 sections 5.5 and 7.4).
void check_close(std::uint16_t code, std::string_view reason);

// Throw error(invalid_argument) for what no room, or no user, can be called (docs/hub-protocol.md, Rooms).
std::string checked_room(std::string_view room);
void check_rooms(const std::vector<std::string>& rooms);  // at least one
std::string checked_user(std::string_view user);

}  // namespace vafast::client_detail
