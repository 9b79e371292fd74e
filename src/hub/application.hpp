// What a route does with its connections. An application outlives the server; its connections call it on the thread
// that owns them, one call at a time for each connection, several at a time for connections of different threads.
#pragma once

#include "hub/policy/encoded_frame.hpp"
#include "hub/policy/http_answer.hpp"
#include "hub/policy/time.hpp"
#include "websocket/frame.hpp"
#include "websocket/handshake.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace vafast::hub_detail {

// What an application keeps of a connection, as long as that lives.
class attachment {
 public:
    virtual ~attachment() = default;
};

// An open connection, as its application sees it. Valid from on_open until on_close returns. None of these calls the
// application back before it returned.
class peer {
 public:
    // Queues a message; ignored once the connection is closing. `op` is text or binary.
    virtual void send(websocket::opcode op, base::bytes payload) = 0;
    virtual void send(const encoded_frame& frame) = 0;
    // Begins the closing handshake, after what was sent. Idempotent: the first one counts.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    // The same, but what still waits is forgotten: for peers that do not read.
    virtual void cut(std::uint16_t code, std::string_view reason) = 0;
    // Bytes that wait for the peer to read.
    virtual std::size_t queued() const noexcept = 0;

    // Calls on_alarm once, at `when`; the last call counts, and time_point::max() is never.
    virtual void wake_at(time_point when) = 0;
    // Calls on_drained once, when no more than `bytes` wait.
    virtual void tell_when_below(std::size_t bytes) = 0;

    virtual std::size_t thread() const noexcept = 0;  // the index of the one that owns it
    virtual std::string remote_address() const = 0;   // "192.0.2.7:51234"
    // What admit() gave, or attach().
    virtual const std::shared_ptr<attachment>& shared_attachment() const noexcept = 0;
    virtual void attach(std::shared_ptr<attachment> kept) = 0;

 protected:
    ~peer() = default;
};

class application {
 public:
    virtual ~application() = default;

    // A subprotocol that it speaks, besides those of the options; empty: none.
    virtual std::string_view protocol() const { return {}; }
    // Takes a handshake for which `protocol` was chosen, or says what to answer instead.
    virtual tl::expected<std::shared_ptr<attachment>, http_answer> admit(const websocket::http_request&,
                                                                         std::string_view /*protocol*/,
                                                                         const std::string& /*remote_address*/) {
        return nullptr;
    }

    virtual void on_open(peer&, const websocket::http_request&) {}
    // `payload` is valid during the call, and may be changed in place.
    virtual void on_message(peer&, websocket::opcode, base::mutable_bytes) {}
    virtual void on_alarm(peer&, time_point) {}
    virtual void on_drained(peer&) {}
    // The server stops: says goodbye.
    virtual void on_stop(peer& to) { to.close(1001, "The server is going down"); }
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
