#include "hub/policy/encoded_frame.hpp"

#include "websocket/frame.hpp"

#include <array>

namespace vafast::hub_detail {

void encoded_frame::write_header() noexcept {
    std::array<std::byte, websocket::max_header_size> header{};
    const std::size_t size =
        websocket::write_header(header.data(), websocket::opcode::text, text().size(), nullptr, false);
    begin_ = room_for_header - size;
    std::memcpy(memory_.data() + begin_, header.data(), size);
}

}  // namespace vafast::hub_detail
