// What a room may be called (docs/hub-protocol.md, Rooms). Pure; any thread.
#pragma once

#include "protocol/frame.hpp"

#include <string_view>

namespace vafast::protocol {

// 1 to 255 bytes without control characters, beginning with neither `*` nor `@`. That it is UTF-8 is known from the
// frame that it came in.
bool is_room_name(std::string_view name) noexcept;

// Of those that exist: the one of everybody, or that of a user's connections.
inline bool is_hubs_own(std::string_view room) noexcept {
    return room.starts_with(everybody) || room.starts_with(user_prefix);
}

}  // namespace vafast::protocol
