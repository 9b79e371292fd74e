// What a room may be called (docs/hub-protocol.md, Rooms). Pure; any thread.
#pragma once

#include <string_view>

namespace vafast::protocol {

// 1 to 255 bytes without control characters, beginning with neither `*` nor `@`. That it is UTF-8 is known from the
// frame that it came in.
bool is_room_name(std::string_view name) noexcept;

}  // namespace vafast::protocol
