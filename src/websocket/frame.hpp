// The frame header (RFC 6455 section 5.2) and what the protocol counts in: roles, opcodes, close codes. Pure; any
// thread.
#pragma once

#include "base/bytes.hpp"

#include <array>
#include <cstdint>

namespace vafast::websocket {

using base::byte_buffer;
using base::bytes;
using base::mutable_bytes;

enum class role : std::uint8_t { client, server };

enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

inline constexpr std::size_t max_header_size = 14;
inline constexpr std::size_t max_control_payload = 125;  // section 5.5

using masking_key = std::array<std::byte, 4>;

// The codes that a close frame may carry (section 7.4; the IANA registry): 1000 to 1003, 1007 to 1014, 3000 to 4999.
constexpr bool is_valid_close_code(std::uint16_t code) noexcept {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

// Writes a header with FIN set for `payload_size` bytes at `out`, which has room for max_header_size; returns its
// size. `key` is null for an unmasked frame. `compressed` sets RSV1 (RFC 7692 section 6).
std::size_t write_header(std::byte* out, opcode op, std::size_t payload_size, const masking_key* key,
                         bool compressed) noexcept;

}  // namespace vafast::websocket
