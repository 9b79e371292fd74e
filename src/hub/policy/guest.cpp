#include "hub/policy/guest.hpp"

#include <utility>

namespace vafast::hub_detail {

guest::guest(peer& to, house& in, std::uint64_t id, const std::string& path, admitted_address place)
    : to_(to), in_(in), id_(id), path_(path), place_(std::move(place)), who_(std::make_shared<vafast::identity>()) {}

guest::~guest() {
    if (counted_) in_.gate.leave_user(who_->user);
}

bool guest::settle_in(vafast::identity who) {
    if (!counted_) counted_ = in_.gate.enter_user(who.user);
    who_ = std::make_shared<const vafast::identity>(std::move(who));
    return counted_;
}

void guest::open(arrival& came) {
    if (!settle_in(std::move(*came.who)))
        return close(close_code::too_many_connections, "This user has as many connections as it may");
    tell_opened();
}

void guest::receive(websocket::opcode op, base::mutable_bytes payload) {
    counters::count(in_.counted.messages);
    tell_message(op == websocket::opcode::text, payload);
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
