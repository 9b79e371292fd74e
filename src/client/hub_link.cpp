#include "client/hub_link.hpp"

#include "base/bytes.hpp"
#include "protocol/codec.hpp"
#include "protocol/room_name.hpp"

#include <exception>

namespace vafast::client_detail {

hub_link::hub_link(const client_options& options, base::random& random, emitter& events, link_host& host)
    : events_(events), host_(host), session_(options, random, *this) {}

// Requests

ticket hub_link::wait_for(any_promise done) {
    const ticket asked = session_.next_ticket();
    waiting_.emplace(asked, std::move(done));
    return asked;
}

void hub_link::join(const std::string& room, promise<receipt> done) { session_.join(room, wait_for(std::move(done))); }

void hub_link::leave(const std::string& room, promise<receipt> done) {
    session_.leave(room, wait_for(std::move(done)));
}

void hub_link::publish(protocol::target to, std::string data, promise<receipt> done) {
    session_.publish(std::move(to), std::move(data), wait_for(std::move(done)));
}

void hub_link::history(protocol::history question, promise<room_history> done) {
    session_.ask(std::move(question), wait_for(std::move(done)));
}

void hub_link::presence(protocol::presence question, promise<std::vector<std::string>> done) {
    session_.ask(std::move(question), wait_for(std::move(done)));
}

void hub_link::closed(const std::optional<error>& for_good) {
    session_.closed(for_good);
    output_.clear();
}

// What the hub says

bool hub_link::received(const message_event& event, time_point now) {
    if (!event.is_text || !protocol::is_hub_frame(event.text())) {
        session_.received_other();
        return false;
    }
    received_at_ = event.time;
    received(event.text(), now);
    return true;
}

void hub_link::received(std::string_view text, time_point now) {
    // There are more of these than of all others.
    if (protocol::publication usual; protocol::read_plain(text, usual)) return session_.received(usual, now);
    text_storage storage;
    const auto frame = protocol::read_hub_frame(text, storage);
    if (!frame) {
        session_.received_other();
        if (session_.is_spoken() && !frame.error().is_unknown)  // one that we do not know is from the future
            events_.emit(event_id::error, error(error_kind::protocol, "The hub sent what its protocol does not have: " +
                                                                          frame.error().reason));
        return;
    }
    std::visit(overloaded{
                   [&](const protocol::ok& each) { session_.received(each, now); },
                   [&](const protocol::error& each) { session_.received(each, now); },
                   [&](const protocol::publication& each) { session_.received(each, now); },
                   [&](const protocol::user_joined& each) { session_.received(each); },
                   [&](const protocol::user_left& each) { session_.received(each); },
                   [&](const protocol::removed& each) { session_.received(each); },
                   [&](const protocol::goodbye& each) { session_.received(each); },
                   [](const protocol::pong&) {},
                   [&](const protocol::message& each) {
                       session_.received_other();
                       std::string_view wrapped;
                       if (each.text) wrapped = *each.text;
                       if (each.data) wrapped = each.data->text();
                       host_.on_hub_message({.is_text = true, .bytes = base::as_bytes(wrapped), .time = received_at_});
                   },
               },
               *frame);
}

// What the session asks for

void hub_link::send(const protocol::client_frame& frame) { protocol::append(frame, output_.emplace_back()); }

void hub_link::on_answer(ticket asked, tl::expected<hub_answer, error> answer) {
    auto waiting = waiting_.extract(asked);
    if (!answer) host_.on_rooms_changed();
    const auto complete = [&]<class T>(promise<T>& done) {
        if (answer) return done.succeed(std::get<T>(std::move(*answer)));
        done.fail(answer.error());
    };
    try {
        std::visit(complete, waiting.mapped());
    } catch (const std::exception& thrown) {
        events_.emit(event_id::error,
                     error(error_kind::handler, std::string("A continuation threw: ") + thrown.what()));
    } catch (...) {
        events_.emit(event_id::error, error(error_kind::handler, "A continuation threw no std::exception."));
    }
}

void hub_link::on_room_joined(const std::string& room) { events_.emit(event_id::room_joined, room); }

void hub_link::on_room_left(const std::string& room, const std::string& reason) {
    host_.on_rooms_changed();
    events_.emit(event_id::room_left, room, reason);
}

void hub_link::on_publication(const std::string& room, const protocol::publication& publication) {
    const message_event event{
        .is_text = true,
        .bytes = base::as_bytes(publication.data.text()),
        .time = received_at_,
        .from = publication.from.value_or(std::string_view()),
        .offset = publication.offset,
    };
    if (!protocol::is_hubs_own(room))
        host_.on_room_message(room, event);
    else
        host_.on_hub_message(event);
}

void hub_link::on_presence(const std::string& room, const std::string& user, presence_change change) {
    events_.emit(event_id::presence, room, user, change);
}

void hub_link::on_recovered(const std::string& room, const recovery& outcome) {
    recovered_.add(outcome.count);
    events_.emit(event_id::recovered, room, outcome);
}

}  // namespace vafast::client_detail
