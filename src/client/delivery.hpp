// Hands received messages to the handlers, as what the client's messages are: bytes, values of vafast::message, or
// values of the program's own type. What is no such message, or not what the options demand, becomes a
// validation_error. One thread at a time (the strand).
#pragma once

#include "base/tally.hpp"
#include "client/emitter.hpp"

#include <vafast/client.hpp>

#include <cstdint>
#include <string>

namespace vafast::client_detail {

class delivery {
 public:
    // `events` and `validates` outlive this. Without `decode` the client is untyped, and `binaries` says how bytes are
    // delivered; without `validates` nothing is demanded of text.
    delivery(emitter& events, detail::message_decoder decode, const validator* validates, binary_type binaries) noexcept
        : events_(events), decode_(decode), validator_(validates), binaries_(binaries) {}

    void message(const message_event& event) {
        if (!is_valid(event)) return;
        events_.emit(event_id::raw_message, event);
        if (decode_ != nullptr || events_.has_handlers(event_id::decoded_message)) decoded(event);
    }
    void room_message(const std::string& room, const message_event& event) {
        if (!is_valid(event)) return;
        events_.emit(event_id::raw_room_message, room, event);
        if (decode_ != nullptr || events_.has_handlers(event_id::room_message)) decoded_in(room, event);
    }

    // How many messages became a validation_error, from any thread.
    std::uint64_t failures() const noexcept { return failures_.get(); }

 private:
    void fail(const validation_error& why, const message_event& event);
    bool is_valid(const message_event& event) { return validator_ == nullptr || !event.is_text || check(event); }
    bool check(const message_event& event);
    void decoded(const message_event& event);
    void decoded_in(const std::string& room, const message_event& event);
    template <class Emit>
    void typed(event_id id, const message_event& event, Emit emit);

    emitter& events_;
    detail::message_decoder decode_;
    const validator* validator_;
    binary_type binaries_;
    base::tally failures_;
};

}  // namespace vafast::client_detail
