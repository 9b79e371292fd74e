// Masks payload bytes (RFC 6455 section 5.3). Masking twice with the same key gives back the original. Pure; any
// thread.
#pragma once

#include "websocket/frame.hpp"

namespace vafast::websocket {

// XORs `data` in place; `offset` is where in the payload its first byte stands.
void mask(mutable_bytes data, masking_key key, std::size_t offset = 0) noexcept;

// Writes the masked `from` to `to`, which has as much room and does not overlap it.
void mask_copy(std::byte* to, bytes from, masking_key key) noexcept;

}  // namespace vafast::websocket
