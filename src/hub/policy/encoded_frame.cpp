#include "hub/policy/encoded_frame.hpp"

#include "websocket/frame.hpp"

#include <array>
#include <atomic>

namespace vafast::hub_detail {

std::uint64_t encoded_frame::next_id() noexcept {
    static std::atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

void encoded_frame::write_header() noexcept {
    std::array<std::byte, websocket::max_header_size> header{};
    const std::size_t size =
        websocket::write_header(header.data(), websocket::opcode::text, text().size(), nullptr, false);
    begin_ = room_for_header - size;
    std::memcpy(memory_.data() + begin_, header.data(), size);
}

}  // namespace vafast::hub_detail
