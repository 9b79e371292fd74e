// Any bytes on an open connection, to both roles, with compression and without. What is understood does not depend on
// how the network cut the bytes, stays within the limits, and what is written in between reaches the peer in order:
// a pong for each ping, an echo for each message, and the close frame last.
#include "fuzz/hold.hpp"
#include "fuzz/websocket/cut.hpp"
#include "websocket/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using namespace vafast;
using namespace vafast::websocket;
using fuzz::hold;

struct setting {
    role self;
    receive_limits limits{};
    std::optional<deflate_parameters> compression{};
};

// The window is the largest: of a smaller one, zlib notices only where its output was cut that a peer went past it.
setting choose_setting(FuzzedDataProvider& input) {
    setting chosen{.self = input.ConsumeBool() ? role::client : role::server};
    chosen.limits.max_frame = input.ConsumeIntegralInRange<std::size_t>(0, 0xffff);
    chosen.limits.max_message = input.ConsumeIntegralInRange<std::size_t>(0, 0xffff);
    if (!input.ConsumeBool()) return chosen;
    chosen.compression.emplace();
    chosen.compression->client_no_context_takeover = input.ConsumeBool();
    chosen.compression->server_no_context_takeover = input.ConsumeBool();
    return chosen;
}

// The owner of a connection, as client and hub are: echoes, answers closing, and writes when there is room.
class owner {
 public:
    owner(const setting& given, chops room)
        : keys_(1),
          connection_(given.self, given.limits, given.compression, keys_),
          writer_(given.self, keys_),
          room_(std::move(room)) {}

    event next(mutable_bytes& input) {
        const event found = connection_.next(input);
        if (found.what == event::kind::message) echo(found);
        if (found.what == event::kind::close) connection_.close(found.code, {});
        if (found.what == event::kind::failure) connection_.close(found.code, found.reason);
        write();
        return found;
    }

    std::string finish() {
        while (!connection_.output().empty()) write();
        hold(connection_.queued() == 0);
        return written_;
    }

    connection::state state() const { return connection_.current_state(); }

 private:
    void echo(const event& message) {
        byte_buffer frame;
        writer_.message(message.op, message.payload, frame);
        connection_.send(frame);
    }

    void write() {
        const bytes output = connection_.output();
        if (output.empty()) return;
        const std::size_t count = room_(output.size());
        written_ += base::as_text(output.first(count));
        connection_.wrote(count);
    }

    seeded_random keys_;
    connection connection_;
    frame_writer writer_;
    chops room_;
    std::string written_;
};

std::vector<heard> only(event::kind kind, const std::vector<heard>& events) {
    std::vector<heard> chosen;
    for (const heard& each : events)
        if (each.what == kind) chosen.push_back(each);
    return chosen;
}

// What the peer has to understand of what we wrote.
void check_answers(const setting& given, std::string_view written, const std::vector<heard>& events) {
    receiver peer(peer_of(given.self), {}, std::nullopt);
    const std::vector<heard> answers = hear(peer, written, whole()).events;
    hold(only(event::kind::message, answers) == only(event::kind::message, events));
    std::vector<heard> pings = only(event::kind::ping, events);
    for (heard& each : pings) each.what = event::kind::pong;
    hold(only(event::kind::pong, answers) == pings);
    const bool over = !events.empty() && events.back().what >= event::kind::close;
    const auto closes = only(event::kind::close, answers);
    hold(closes.size() == (over ? 1 : 0));
    if (over) hold(answers.back() == closes.front() && closes.front().code == events.back().code);
}

std::vector<heard> play(const setting& given, std::string_view wire, const chops& cut, const chops& room) {
    owner subject(given, room);
    std::vector<heard> events = hear(subject, wire, cut).events;
    const bool over = !events.empty() && events.back().what >= event::kind::close;
    hold(subject.state() == (over ? connection::state::closed : connection::state::open));
    for (const heard& each : events) hold(each.payload.size() <= std::max<std::size_t>(given.limits.max_message, 125));
    check_answers(given, subject.finish(), events);
    return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const setting given = choose_setting(input);
    const chops cut = fuzz::choose_chops(input);
    const chops room = fuzz::choose_chops(input);
    const std::string wire = input.ConsumeRemainingBytesAsString();
    hold(play(given, wire, whole(), whole()) == play(given, wire, cut, room));
    return 0;
}
