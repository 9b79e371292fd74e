// Growing a message under a limit: doubling, so that appending is cheap, but never to memory beyond the limit. Pure;
// one thread at a time.
#pragma once

#include "websocket/frame.hpp"

#include <algorithm>

namespace vafast::websocket {

// Makes room for `count` bytes more in `buffer`, which was never consumed from, and holds at most `limit` with them.
inline void make_room(byte_buffer& buffer, std::size_t count, std::size_t limit) {
    const std::size_t wanted = buffer.size() + count;
    if (wanted <= buffer.capacity()) return;
    byte_buffer larger;
    larger.grow(std::max(wanted, std::min(buffer.capacity() * 2, limit)));
    larger.clear();
    larger.append(buffer.data());
    buffer.swap(larger);
}

}  // namespace vafast::websocket
