// Hands received messages to the handlers, as what the client's messages are: bytes, values of vafast::message, or
// values of the program's own type. What is no such message becomes a validation_error. One thread at a time (the
// strand).
#pragma once

#include "client/emitter.hpp"

#include <vafast/client.hpp>

#include <string>

namespace vafast::client_detail {

class delivery {
 public:
    // `events` outlives this. Without `decode` the client is untyped, and `binaries` says how bytes are delivered.
    delivery(emitter& events, detail::message_decoder decode, binary_type binaries) noexcept
        : events_(events), decode_(decode), binaries_(binaries) {}

    void message(const message_event& event);
    void room_message(const std::string& room, const message_event& event);

 private:
    template <class Emit>
    void typed(event_id id, const message_event& event, Emit emit);

    emitter& events_;
    detail::message_decoder decode_;
    binary_type binaries_;
};

}  // namespace vafast::client_detail
