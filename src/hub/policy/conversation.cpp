// From the handshake to the end: hello, tokens, messages of the application, and how it ends.
#include "hub/policy/conversation.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <utility>

namespace vafast::hub_detail {
namespace {

namespace code = protocol::error_code;
constexpr std::size_t pages_waiting = 8;  // a page of history is this part of what may wait
const char* const no_hello =
    R"(The first frame has to be hello: {"$":"hello", then the rest, with "$" before all else)";

}  // namespace

conversation::conversation(peer& to, house& in, std::uint64_t id, const std::string& path, admitted_address place)
    : guest(to, in, id, path, std::move(place)),
      membership_(*this, in.around, in.rules.limits.waiting / pages_waiting),
      session_(session_id::draw(base::secure_random())) {}

void conversation::open(arrival& came) {
    if (!came.request.query.empty()) query_ = std::make_unique<const std::string>(came.request.query);
    greeting_ = std::make_unique<greeting>(greeting{.request = std::move(came.request)});
    to_.wake_at(in_.around.now + in_.rules.limits.hello);
}

// ---- what comes in

void conversation::receive(websocket::opcode op, base::mutable_bytes payload) {
    if (is_over()) return;
    counters::count(in_.counted.messages);
    if (has_expired()) return alarm();
    const bool is_text = op == websocket::opcode::text;
    if (stage_ == stage_of_it::greeting) {
        greeting_->early_bytes += payload.size();
        if (greeting_->early_bytes > in_.rules.limits.waiting)
            return end(close_code::hub_protocol_error, "Too much came before hello was answered");
        greeting_->early.emplace_back(op, base::as_text(payload));
        return;
    }
    const std::string_view text = base::as_text(payload);
    if (is_text && protocol::is_hub_frame(text)) return receive_text(text);
    if (stage_ == stage_of_it::silent) return end(close_code::hub_protocol_error, no_hello);
    tell_message(is_text, payload);
}

void conversation::receive_text(std::string_view text) {
    auto frame = protocol::read_client_frame(text);
    if (stage_ == stage_of_it::silent) {
        auto* const hello = frame ? std::get_if<protocol::hello>(&*frame) : nullptr;
        if (hello) return greet(*hello);
        if (!frame) misunderstood(frame.error());
        return end(close_code::hub_protocol_error, no_hello);
    }
    if (const auto wait = requests_.take(in_.around.now, in_.rules.limits.requests)) {
        const request_id id = frame ? std::visit(
                                          [](const auto& each) -> request_id {
                                              if constexpr (requires { each.id; }) return each.id;
                                              return std::nullopt;
                                          },
                                          *frame)
                                    : frame.error().id;
        return refuse({.id = id,
                       .code = std::string(code::rate_limited),
                       .reason = "There are too many requests on this connection",
                       .retry = true,
                       .after = static_cast<std::uint64_t>(wait->count())});
    }
    if (!frame) return misunderstood(frame.error());
    std::visit([this](auto& each) { handle(each); }, *frame);
}

void conversation::misunderstood(const protocol::codec_error& why) {
    refuse(why.id, why.is_unknown ? code::unknown : code::invalid, why.reason);
}

void conversation::handle(protocol::ping&) { say(protocol::pong{}); }

void conversation::handle(protocol::message& frame) {
    if (frame.data.has_value() == frame.text.has_value())
        return refuse({}, code::invalid, "A message has either data or text");
    const std::string_view content = frame.data ? frame.data->text() : std::string_view(*frame.text);
    tell_message(true, base::as_bytes(content));
}

// ---- hello

void conversation::handle(protocol::hello& frame) { refuse(frame.id, code::invalid, "There was a hello before"); }

void conversation::greet(protocol::hello& frame) {
    // Each room costs an answer, also where it is refused: a message full of names must not become a larger one.
    if (frame.rooms.size() > 2 * in_.rules.limits.rooms + 2) {
        refuse(frame.id, code::too_many_rooms, "These are far more rooms than a connection may be in");
        return end(close_code::hub_protocol_error, "hello asks for too many rooms");
    }
    if (!introduce(frame)) return;
    stage_ = stage_of_it::greeting;
    greeting_->id = frame.id;
    if (frame.session) in_.around.engine.control(take_over{user(), session_.text(), id()});

    std::map<std::string, std::optional<position>> wanted{{std::string(protocol::everybody), {}}, {own_room(), {}}};
    for (const protocol::room_request& each : frame.rooms) wanted[each.room] = position_of(each.epoch, each.offset);
    greeting_->pending += wanted.size();
    for (const auto& [room, from] : wanted) {
        join(room, from, [weak = weak_from_this(), name = room](room_answer answer) {
            const auto self = weak.lock();
            if (!self || self->stage_ != stage_of_it::greeting) return;
            self->greeting_->rooms[name] = std::move(answer);
            if (--self->greeting_->pending == 0) self->greeted();
        });
        if (stage_ != stage_of_it::greeting) return;
    }
    if (--greeting_->pending == 0) greeted();
}

// False where it is over by that.
bool conversation::introduce(const protocol::hello& frame) {
    if (const auto given = frame.session ? session_id::parse(*frame.session) : std::nullopt) session_ = *given;
    const std::string_view token = frame.token ? std::string_view(*frame.token) : bearer_token(greeting_->request);
    authentication decided = in_.rules.identify(greeting_->request, token, session_.guest_name());
    vafast::identity* const who = std::get_if<vafast::identity>(&decided);
    const bool is_expired = who && who->expires && *who->expires <= in_.around.wall;
    if (!who || is_expired) {
        const std::string why = who ? "The token has expired" : std::get<refusal>(decided).reason;
        refuse(frame.id, code::expired, why);
        end(close_code::unauthorized, "Unauthorized");
        return false;
    }
    if (!settle_in(std::move(*who), frame.session.has_value())) {
        end(close_code::too_many_connections, "This user has as many connections as it may");
        return false;
    }
    return true;
}

std::optional<std::uint64_t> conversation::expires_in() const {
    if (expires_ == time_point::max()) return std::nullopt;
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(expires_ - in_.around.now);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(left.count(), 0));
}

void conversation::greeted() {
    const auto done = std::move(greeting_);
    stage_ = stage_of_it::open;
    protocol::ok answer{
        .session = session_.text(), .user = user(), .expires = expires_in(), .rooms = std::move(done->rooms)};
    std::vector<std::string> joined;
    for (const auto& [room, how] : *answer.rooms) joined.push_back(room);
    accept(done->id, std::move(answer));
    tell_opened();
    for (const std::string& room : joined) begin(room);
    for (auto& [op, text] : done->early) receive(op, {reinterpret_cast<std::byte*>(text.data()), text.size()});
}

// ---- tokens

void conversation::handle(protocol::token& frame) {
    if (!in_.rules.authenticate) return accept(frame.id);
    // The headers went with the greeting.
    const handshake_request request{
        .path = path(), .query = query_ ? *query_ : std::string(), .remote_address = remote_address()};
    authentication decided = in_.rules.identify(request, frame.token, user());
    if (const refusal* why = std::get_if<refusal>(&decided)) return refuse(frame.id, code::expired, why->reason);
    auto& who = std::get<vafast::identity>(decided);
    if (who.user != user()) return refuse(frame.id, code::denied, "The token is another user's");
    if (who.expires && *who.expires <= in_.around.wall) return refuse(frame.id, code::expired, "The token has expired");
    settle_in(std::move(who));
    accept(frame.id, {.expires = expires_in()});
}

void conversation::alarm() {
    if (stage_ == stage_of_it::silent) return end(close_code::hub_protocol_error, "No hello came in time");
    if (has_expired()) end(close_code::token_expired, "The token has expired");
}

// ---- what goes out

template <class Frame>
void conversation::say(const Frame& frame) {
    std::string text;
    protocol::append(protocol::hub_frame(frame), text);
    to_.send(websocket::opcode::text, base::as_bytes(text));
}

void conversation::accept(request_id id, protocol::ok answer) {
    if (!id) return;
    answer.id = id;
    say(answer);
}

void conversation::refuse(protocol::error why) {
    counters::count(in_.counted.refused);
    say(why);
}

void conversation::refuse(request_id id, std::string_view why, std::string reason) {
    refuse({.id = id, .code = std::string(why), .reason = std::move(reason)});
}

void conversation::deliver(const publication& next) {
    if (is_too_slow()) return cut("More waits for this connection than the hub keeps");
    counters::count(in_.counted.deliveries);
    to_.send(next.frame());
}

void conversation::notify(const encoded_frame& frame) {
    if (is_too_slow()) return cut("More waits for this connection than the hub keeps");
    to_.send(frame);
}

void conversation::send_text(std::string_view text) {
    if (!protocol::is_hub_frame(text)) return guest::send_text(text);
    std::string wrapped;
    protocol::append_application_text(text, wrapped);
    guest::send_text(wrapped);
}

// ---- the end

void conversation::obey(const command& word) {
    if (const auto* taken = std::get_if<take_over>(&word)) {
        // A younger connection is the client's present one, whatever order things come in.
        if (id() < taken->by && session_.text() == taken->session)
            end(close_code::session_taken_over, "Another connection took over this session");
    } else if (const auto* out = std::get_if<remove_user>(&word)) {
        if (!membership_.is_in(out->room)) return;
        leave(out->room);
        say(protocol::removed{.room = out->room, .reason = out->reason});
    } else {
        const auto& all = std::get<disconnect_user>(word);
        end(all.code, all.reason);
    }
}

void conversation::say_goodbye(const std::array<std::uint64_t, 2>& window) {
    if (stage_ == stage_of_it::open) say(protocol::goodbye{.after = window});
    end(close_code::draining, "The hub is draining");
}

void conversation::close(std::uint16_t code, std::string_view reason) { end(code, reason); }

void conversation::lost(const std::string& room) { cut("What it missed of " + room.substr(0, 64) + " is gone"); }

void conversation::end(std::uint16_t code, std::string_view reason) {
    if (!depart()) return;
    to_.close(code, reason);
}

void conversation::cut(std::string_view reason) {
    if (!depart()) return;
    counters::count(in_.counted.slow);
    to_.cut(close_code::slow_consumer, reason);
}

void conversation::gone(std::uint16_t code, std::string_view reason) {
    depart();
    guest::gone(code, reason);
}

bool conversation::depart() {
    if (std::exchange(stage_, stage_of_it::over) == stage_of_it::over) return false;
    std::vector<std::string> rooms;
    if (in_.rules.left) rooms = membership_.rooms();
    membership_.leave_all();
    for (const std::string& room : rooms) tell_left(room);
    give_up_place();  // TCP may take its time to end, where the peer is dead
    to_.wake_at(time_point::max());
    return true;
}

}  // namespace vafast::hub_detail
