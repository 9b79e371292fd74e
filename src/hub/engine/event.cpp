#include "hub/engine/event.hpp"

#include "protocol/codec.hpp"

namespace vafast::hub_detail {

room_notice application_notice(std::string_view room, std::string_view except, std::string_view data) {
    return {.room = std::string(room),
            .except = std::string(except),
            .is_presence = false,
            .frame = encoded_frame([&](std::string& out) { protocol::append_application_text(data, out); })};
}

}  // namespace vafast::hub_detail
