// Any bytes as the text of a trace, which is read, written again and played to both sides; and as what crosses a wire,
// in which no secret shows. The first byte says which.
#include "base/random.hpp"
#include "fuzz/hold.hpp"
#include "trace/player.hpp"
#include "trace/reader.hpp"
#include "trace/script.hpp"
#include "trace/tap.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace vafast;
using fuzz::hold;

std::string without_line_end(std::string line) {
    hold(line.ends_with('\n'));
    line.pop_back();
    return line;
}

void play(const trace::script& script, trace::side side) {
    const trace::player::time_point start{};
    trace::player player(script.records, {.plays = side, .speed = 0, .token = "fresh"}, base::secure_random(), start);
    player.received(base::as_bytes("\x81\x02ok"));
    player.advance(start);
    player.ended();
    player.advance(start + std::chrono::hours(1));
    hold(player.is_over());
}

void read(std::string_view text) {
    trace::reader reader;
    std::vector<trace::script> scripts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        auto record = reader.read(text.substr(0, end), end < text.size());
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!record) {
            hold(record.error().starts_with("Line "));
            break;
        }
        if (!*record) continue;
        const std::string line = trace::to_line(**record);
        const auto again = trace::from_line(without_line_end(line));
        hold(again && *again && trace::to_line(**again) == line);
        trace::add(scripts, **std::move(record));
    }
    for (const trace::script& each : trace::playable(std::move(scripts))) {
        const websocket::client_handshake_options handshake = each.client_handshake();
        websocket::check_request(handshake.headers, {});
        play(each, trace::side::client);
        play(each, trace::side::server);
    }
}

void tap(std::string_view bytes) {
    constexpr std::string_view secret = "opensesame";
    trace::secrets hides;
    hides.add(secret);
    trace::tap tapped(hides, 4096, [&](trace::record&& made) {
        const std::string line = trace::to_line(made);
        hold(line.find(secret) == line.npos);
        hold(trace::from_line(without_line_end(line)).has_value());
    });
    tapped.connect("ws://h/", std::nullopt, 0);
    std::int64_t at = 0;
    while (!bytes.empty()) {  // pieces of any size, of both sides
        const std::size_t size = std::min<std::size_t>(bytes.front() & 0x7f, bytes.size() - 1);
        const auto from = (bytes.front() & 0x80) != 0 ? trace::side::client : trace::side::server;
        tapped.crossed(from, base::as_bytes(bytes.substr(1, size)), ++at);
        bytes.remove_prefix(size + 1);
    }
    tapped.end(trace::side::server, std::nullopt, ++at);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (text.empty()) return 0;
    text.front() % 2 == 0 ? read(text.substr(1)) : tap(text.substr(1));
    return 0;
}
