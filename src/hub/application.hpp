// What a route does with its connections. An application outlives the server; its connections call it on the thread
// that owns them, one call at a time for each connection.
#pragma once

#include "websocket/frame.hpp"
#include "websocket/handshake.hpp"

#include <string_view>

namespace vafast::hub_detail {

// An open connection, as its application sees it. Valid from on_open until on_close returns.
class peer {
 public:
    // Queues a message; ignored once the connection is closing. `op` is text or binary.
    virtual void send(websocket::opcode op, base::bytes payload) = 0;
    // Begins the closing handshake, after what was sent. Idempotent: the first one counts.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    // Bytes that wait for the peer to read.
    virtual std::size_t queued() const noexcept = 0;

 protected:
    ~peer() = default;
};

class application {
 public:
    virtual ~application() = default;

    virtual void on_open(peer&, const websocket::http_request&) {}
    // `payload` is valid during the call, and may be changed in place.
    virtual void on_message(peer&, websocket::opcode, base::mutable_bytes) {}
    // Once for each on_open: the peer's code, 1005 where it gave none, 1006 where the connection just ended. The
    // reason is valid during the call. Nothing can be sent any more.
    virtual void on_close(peer&, std::uint16_t, std::string_view) {}
};

// Sends each message back as it came.
class echo final : public application {
 public:
    void on_message(peer& from, websocket::opcode op, base::mutable_bytes payload) override { from.send(op, payload); }
};

}  // namespace vafast::hub_detail
