#include "client/delivery.hpp"

#include "client/decode.hpp"

namespace vafast::client_detail {

void delivery::fail(const validation_error& why, const message_event& event) {
    failures_.add(1);
    events_.emit(event_id::validation_error, why, std::string(event.text()));
}

// Calls `emit(value)` with a pointer to the decoded value, which lives until it returns.
template <class Emit>
void delivery::typed(event_id id, const message_event& event, Emit emit) {
    if (!events_.has_handlers(id) && !events_.has_handlers(event_id::validation_error)) return;
    if (!event.is_text)
        return fail({.path = {}, .rule = "type", .expected = "a text message", .found = "a binary one", .position = {}},
                    event);
    validation_error why;
    const auto use = [](void* context, const void* value) { (*static_cast<Emit*>(context))(value); };
    if (!decode_(event.text(), &emit, use, why)) fail(why, event);
}

bool delivery::check(const message_event& event) {
    const auto why = validator_->check_text(event.text());
    if (why) fail(*why, event);
    return !why;
}

void delivery::decoded(const message_event& event) {
    if (decode_ != nullptr) {
        typed(event_id::decoded_message, event, [&](const void* value) {
            const void* const values[] = {value, &event, nullptr};
            events_.emit_values(event_id::decoded_message, values);
        });
    } else {
        const bool is_published = event.offset != 0;  // to everybody, or to this user
        events_.emit(event_id::decoded_message, is_published ? decode_publication(event) : decode(event, binaries_),
                     event);
    }
}

void delivery::decoded_in(const std::string& room, const message_event& event) {
    if (decode_ != nullptr) {
        typed(event_id::room_message, event, [&](const void* value) {
            const void* const values[] = {&room, value, &event, nullptr};
            events_.emit_values(event_id::room_message, values);
        });
    } else {
        events_.emit(event_id::room_message, room, decode_publication(event), event);
    }
}

}  // namespace vafast::client_detail
