// The driver's part in rooms, broadcasts and authentication.
#include "client/driver.hpp"

#include <vafast/close_code.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace vafast::client_detail {

// Requests, from any thread

template <class Result>
promise<Result> driver::make_promise() {
    promise<Result> made(runtime_.get());
    made.when_unwatched([weak = weak_from_this()](const error& failure) {
        if (const auto self = weak.lock()) self->tell_unwatched(failure);
    });
    return made;
}

// From any thread: whoever let go of the future last.
void driver::tell_unwatched(const error& failure) {
    if (failure.kind() == error_kind::cancelled) return;  // the program knows that it did that
    if (is_in_step()) return emitter_->emit(event_id::error, failure);
    post([failure](driver& self) {
        if (self.session_.current_state() != ready_state::closed) self.emitter_->emit(event_id::error, failure);
    });
}

template <class Result, class Ask>
future<Result> driver::ask_hub(Ask ask) {
    auto done = make_promise<Result>();
    future<Result> result = done.get_future();
    post([ask = std::move(ask), done = std::move(done)](driver& self) mutable { ask(self.hub_, std::move(done)); });
    return result;
}

template <class Change>
future<receipt> driver::change_room(std::string room, Change change) {
    {
        const std::lock_guard lock(mutex_);
        ++room_commands_;
    }
    auto done = make_promise<receipt>();
    future<receipt> result = done.get_future();
    post([change, room = std::move(room), done = std::move(done)](driver& self) mutable {
        {
            const std::lock_guard lock(self.mutex_);
            --self.room_commands_;
        }
        (self.hub_.*change)(room, std::move(done));
        self.on_rooms_changed();
    });
    return result;
}

future<receipt> driver::join_room(std::string room) {
    {
        const std::lock_guard lock(mutex_);
        const auto place = std::lower_bound(rooms_.begin(), rooms_.end(), room);
        if (place == rooms_.end() || *place != room) rooms_.insert(place, room);
    }
    return change_room(std::move(room), &hub_link::join);
}

future<receipt> driver::leave_room(std::string room) {
    {
        const std::lock_guard lock(mutex_);
        std::erase(rooms_, room);
    }
    return change_room(std::move(room), &hub_link::leave);
}

std::vector<std::string> driver::current_rooms() const {
    const std::lock_guard lock(mutex_);
    return rooms_;
}

future<receipt> driver::publish(protocol::target to, detail::room_data data) {
    if (validator_ != nullptr && !data.problem) {
        if (const auto why = validator_->check_text(data.json))
            data.problem = error(error_kind::invalid_message, why->what());
    }
    if (data.problem) {
        auto done = make_promise<receipt>();
        done.fail(*data.problem);
        return done.get_future();
    }
    return ask_hub<receipt>(
        [to = std::move(to), text = std::move(data.json)](hub_link& hub, promise<receipt> done) mutable {
            hub.publish(std::move(to), std::move(text), std::move(done));
        });
}

future<room_history> driver::history(protocol::history question) {
    return ask_hub<room_history>([question = std::move(question)](hub_link& hub, promise<room_history> done) mutable {
        hub.history(std::move(question), std::move(done));
    });
}

future<std::vector<std::string>> driver::presence(protocol::presence question) {
    return ask_hub<std::vector<std::string>>(
        [question = std::move(question)](hub_link& hub, promise<std::vector<std::string>> done) mutable {
            hub.presence(std::move(question), std::move(done));
        });
}

// The strand; under the mutex.
void driver::write_hub_frames() {
    wraps_ = hub_.is_spoken();
    for (const std::string& text : hub_.take_output()) {
        if (!writer_) continue;
        ++messages_sent_;
        message_bytes_sent_ += text.size();
        writer_->message(websocket::opcode::text, base::as_bytes(text), pending_);
    }
}

void driver::on_rooms_changed() {
    std::vector<std::string> rooms = hub_.rooms();
    const std::lock_guard lock(mutex_);
    if (room_commands_ == 0)  // else the program wants something newer, and we come here again
        rooms_ = std::move(rooms);
}

void driver::give_up(const error& why, std::uint16_t code) { session_.give_up(why, code, now()); }

// Who we are

void driver::ask_token() {
    const auto deliver = [weak = weak_from_this()](const tl::expected<std::string, error>& token) {
        const auto self = weak.lock();
        if (!self) return;
        self->post([token](driver& asked) {
            if (token) asked.secrets_.add(*token);
            asked.session_.token_ready(token, asked.now());
            asked.hub_.token_ready(token, asked.now());
        });
    };
    options_->auth.get_token().then([deliver](const std::string& token) { deliver(token); },
                                    [deliver](const error& failure) { deliver(tl::unexpected(failure)); });
}

void driver::on_auth_failure(const error& refusal) {
    set_authenticated(false);
    if (std::exchange(refusal_told_, true)) return;  // the close code says it once more
    if (!options_->auth.on_auth_failure || emitter_->is_silent()) return;
    try {
        options_->auth.on_auth_failure(refusal);
    } catch (const std::exception& thrown) {
        emitter_->emit(event_id::error,
                       error(error_kind::handler, std::string("on_auth_failure threw: ") + thrown.what()));
    } catch (...) {
        emitter_->emit(event_id::error, error(error_kind::handler, "on_auth_failure threw no std::exception."));
    }
}

// The close codes by which a hub says that it does not want who we are.
void driver::tell_refusal(const close_event& event) {
    switch (event.code) {
        case close_code::unauthorized:
        case close_code::token_expired:
        case close_code::banned: break;
        default: return;
    }
    on_auth_failure(error(error_kind::refused, "The server closed the connection with " + std::to_string(event.code) +
                                                   (event.reason.empty() ? "." : ": " + event.reason))
                        .final()
                        .with_code(event.code == close_code::token_expired ? "expired" : "denied"));
}

}  // namespace vafast::client_detail
