#include "websocket/frame.hpp"

namespace vafast::websocket {

std::size_t write_header(std::byte* out, opcode op, std::size_t payload_size, const masking_key* key,
                         bool compressed) noexcept {
    constexpr unsigned fin = 0x80;
    constexpr unsigned rsv1 = 0x40;
    const unsigned masked = key != nullptr ? 0x80 : 0;
    const unsigned length = payload_size < 126 ? static_cast<unsigned>(payload_size) : payload_size < 65536 ? 126 : 127;
    const std::size_t length_size = length < 126 ? 0 : length == 126 ? 2 : 8;
    out[0] = static_cast<std::byte>(fin | (compressed ? rsv1 : 0) | static_cast<unsigned>(op));
    out[1] = static_cast<std::byte>(masked | length);
    for (std::size_t i = 0; i < length_size; ++i)
        out[2 + i] = static_cast<std::byte>(std::uint64_t{payload_size} >> (8 * (length_size - 1 - i)));
    if (key == nullptr) return 2 + length_size;
    std::memcpy(out + 2 + length_size, key->data(), key->size());
    return 2 + length_size + key->size();
}

}  // namespace vafast::websocket
