#include "trace/player.hpp"

#include "protocol/codec.hpp"
#include "websocket/mask.hpp"

#include <vafast/json.hpp>

#include <algorithm>
#include <utility>

namespace vafast::trace {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_payload = std::size_t{1} << 30;

// The end of a message, or a close frame: what one side says to the other. Pings and pongs are each side's own matter.
bool is_said(const frame& each) noexcept {
    return each.opcode == opcode::close || (each.opcode < opcode::close && each.fin);
}

// The hub's frames of a client, with a token that is its own.
std::string with_token(std::string_view text, const std::string& token) {
    json read;
    if (!protocol::is_hub_frame(text) || !json::try_parse(text, read)) return std::string(text);
    json* const hidden = read.find("token");
    if (hidden == nullptr) return std::string(text);
    *hidden = json(token);
    return read.dump();
}

}  // namespace

player::player(std::vector<record> script, play_options options, base::random& keys, time_point now)
    : script_(std::move(script)),
      options_(std::move(options)),
      keys_(keys),
      reader_(other(options_.plays), most_payload, options_.compression),
      last_(now),
      deadline_(now) {
    for (const record& each : script_) {
        if (meaning_of(each) == step::hear) ++counts_.expected;
        // Before the first frame, the handshake took the time that it took.
        if (std::holds_alternative<http>(each)) last_at_ = time_of(each);
    }
}

player::step player::meaning_of(const record& each) const noexcept {
    if (const auto* over = std::get_if<trace::end>(&each))
        return over->by == options_.plays ? step::hang_up : step::see_the_end;
    const auto* const told = std::get_if<frame>(&each);
    if (told == nullptr) return step::skip;
    if (told->from == options_.plays) return told->opcode == opcode::pong ? step::skip : step::say;
    return is_said(*told) ? step::hear : step::skip;
}

void player::received(base::bytes data) {
    reader_.add(data, [this](frame&& told, std::string&& payload) { heard(told, std::move(payload)); });
}

void player::heard(const frame& told, std::string&& payload) {
    if (is_said(told)) ++counts_.received;
    if (told.opcode != opcode::ping) return;
    const auto data = base::as_bytes(payload);
    append({.opcode = opcode::pong, .masked = options_.plays == side::client, .length = data.size()}, data);
}

void player::advance(time_point now) {
    for (; next_ < script_.size() && !is_over_; ++next_) {
        const record& each = script_[next_];
        const step what = meaning_of(each);
        if (what == step::skip) continue;
        if (!(what == step::hear || what == step::see_the_end ? is_heard(each, what, now) : is_due(each, now))) return;
        if (what == step::say) say(std::get<frame>(each));
        if (what == step::hang_up) break;
        last_at_ = time_of(each);
        last_ = now;
    }
    is_over_ = true;
}

// The time between this and what came before is as it was, divided by the speed.
bool player::is_due(const record& each, time_point now) {
    if (options_.speed <= 0) return true;
    const double gap = static_cast<double>(time_of(each) - last_at_) / options_.speed;
    deadline_ = last_ + std::chrono::microseconds(static_cast<std::int64_t>(std::max(gap, 0.0)));
    return now >= deadline_;
}

bool player::is_heard(const record& each, step what, time_point now) {
    if (has_ended_) return true;
    if (what == step::hear && counts_.received > awaited_) {
        ++awaited_;
        return true;
    }
    const auto gap = std::chrono::microseconds(time_of(each) - last_at_);
    deadline_ = last_ + (options_.speed <= 0 ? 0us : gap) + options_.patience;
    if (now < deadline_) return false;
    ++counts_.missed;
    return true;
}

void player::say(frame told) {
    if (is_said(told)) ++counts_.sent;
    const base::bytes payload = payload_of(told);
    if (!options_.token.empty() && told.text) {
        const std::string own = with_token(*told.text, options_.token);
        told.length = own.size();
        return append(told, base::as_bytes(own));
    }
    // Inflated, perhaps. One that was cut announces more than comes.
    told.length = told.cut ? std::max<std::uint64_t>(told.length, payload.size() + 1) : payload.size();
    append(told, payload);
}

void player::append(const frame& header, base::bytes payload) {
    const auto key = keys_.draw<websocket::masking_key>();
    std::byte* const begin = output_.grow(websocket::max_header_size);
    const std::size_t size =
        websocket::write_header(begin, websocket::opcode::continuation, static_cast<std::size_t>(header.length),
                                header.masked ? &key : nullptr, false);
    const unsigned rsv = header.rsv & ~unsigned{options_.compression ? rsv1 : 0U};
    begin[0] = static_cast<std::byte>((header.fin ? 0x80U : 0U) | rsv << 4 | header.opcode);
    output_.shrink(websocket::max_header_size - size);
    if (payload.empty()) return;
    std::byte* const data = output_.grow(payload.size());
    std::copy(payload.begin(), payload.end(), data);
    if (header.masked) websocket::mask({data, payload.size()}, key);
}

}  // namespace vafast::trace
