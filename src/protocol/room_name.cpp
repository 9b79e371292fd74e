#include "protocol/room_name.hpp"

#include <algorithm>

namespace vafast::protocol {

bool is_room_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 255 || is_hubs_own(name)) return false;
    return std::none_of(name.begin(), name.end(), [](char byte) {
        const auto code = static_cast<unsigned char>(byte);
        return code < 0x20 || code == 0x7f;
    });
}

}  // namespace vafast::protocol
