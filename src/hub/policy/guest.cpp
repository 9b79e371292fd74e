#include "hub/policy/guest.hpp"

#include "protocol/room_name.hpp"

#include <utility>

namespace vafast::hub_detail {

guest::guest(peer& to, house& in, std::uint64_t id, const std::string& path, admitted_address place)
    : to_(to), in_(in), id_(id), path_(path), place_(std::move(place)), who_(std::make_shared<vafast::identity>()) {}

guest::~guest() { give_up_place(); }

void guest::give_up_place() noexcept {
    if (std::exchange(counted_, false)) in_.gate.leave_user(who_->user);
}

bool guest::settle_in(vafast::identity who, bool comes_back) {
    if (!counted_) counted_ = in_.gate.enter_user(who.user, comes_back);
    expires_ = who.expires ? in_.around.now + (*who.expires - in_.around.wall) : time_point::max();
    who_ = std::make_shared<const vafast::identity>(std::move(who));
    if (counted_) to_.wake_at(expires_);
    return counted_;
}

void guest::open(arrival& came) {
    if (!settle_in(std::move(*came.who)))
        return close(close_code::too_many_connections, "This user has as many connections as it may");
    tell_opened();
}

void guest::receive(websocket::opcode op, base::mutable_bytes payload) {
    if (has_expired()) return alarm();
    counters::count(in_.counted.messages);
    tell_message(op == websocket::opcode::text, payload);
}

// Its token came with the handshake, and so does the next one.
void guest::alarm() {
    if (has_expired()) close(close_code::come_back, "The token has expired: connect with a fresh one");
}

void guest::say_goodbye(const std::array<std::uint64_t, 2>&) {
    to_.close(close_code::going_away, "The server is going down");
}

void guest::gone(std::uint16_t code, std::string_view reason) {
    if (!std::exchange(told_, false)) return;
    if (!in_.rules.closed) return;
    guarded([&] { in_.rules.closed(*this, {code, std::string(reason)}); });
}

void guest::close(std::uint16_t code, std::string_view reason) { to_.close(code, reason); }

void guest::send_text(std::string_view text) { to_.send(websocket::opcode::text, base::as_bytes(text)); }
void guest::send_binary(std::span<const std::byte> data) { to_.send(websocket::opcode::binary, data); }

permission guest::may_publish(std::string_view room, std::size_t size) {
    if (!protocol::is_room_name(room)) return denied("No room has such a name");
    if (size > in_.rules.limits.publication)
        return denied("A publication may have " + std::to_string(in_.rules.limits.publication) + " bytes");
    if (auto why = in_.rules.forbids(identity(), hub_action::publish, room)) return denied(std::move(*why));
    if (in_.gate.publish(user(), 1, in_.around.now)) return denied(user() + " publishes too fast");
    return true;
}

permission guest::publish_text(std::string_view room, std::string_view data) {
    permission may = may_publish(room, data.size());
    if (may.is_allowed())
        in_.around.engine.publish({std::string(room), user(), std::nullopt, data, in_.around.now}, [](const auto&) {});
    return may;
}

permission guest::notify_text(std::string_view room, std::string_view data) {
    permission may = may_publish(room, data.size());
    if (may.is_allowed()) in_.around.engine.notify(application_notice(room, user(), data));
    return may;
}

bool guest::is_too_slow() const noexcept { return to_.queued() > in_.rules.limits.waiting; }

template <class Call>
void guest::guarded(Call&& call) noexcept {
    const detail::future_state::completing_thread mark(in_.rules.owner);
    try {
        call();
    } catch (...) {  // whatever it is: one client's message must not end all of them
        to_.close(close_code::internal_error, "The hub's application failed");
    }
}

void guest::tell_opened() {
    told_ = true;
    counters::count(in_.counted.opened);
    if (in_.rules.opened) guarded([&] { in_.rules.opened(*this); });
}

void guest::tell_joined(const std::string& room) {
    if (in_.rules.joined) guarded([&] { in_.rules.joined(*this, room); });
}

void guest::tell_left(const std::string& room) {
    if (in_.rules.left) guarded([&] { in_.rules.left(*this, room); });
}

void guest::tell_message(bool is_text, base::bytes payload) {
    if (!in_.rules.message) return;
    guarded([&] { in_.rules.message(*this, {is_text, payload, in_.around.wall}); });
}

}  // namespace vafast::hub_detail
