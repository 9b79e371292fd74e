#include "trace/tap.hpp"

#include <algorithm>
#include <utility>

namespace vafast::trace {
namespace {

constexpr std::size_t longest_head = std::size_t{64} << 10;
constexpr std::string_view head_end = "\r\n\r\n";

std::optional<websocket::deflate_parameters> agreed_compression(const head& answer) {
    const auto agreed =
        websocket::accept_deflate(answer.field("Sec-WebSocket-Extensions"), websocket::deflate_options{});
    return agreed ? *agreed : std::nullopt;
}

}  // namespace

tap::tap(const secrets& hides, std::size_t max_payload, taker take)
    : secrets_(hides), max_payload_(max_payload), take_(std::move(take)) {}

void tap::connect(std::string url, std::optional<std::string> proxy, std::int64_t at) {
    flows_ = {};
    has_begun_ = true;
    secrets_.hide_in(url);
    take_(trace::connect{.at = at, .connection = ++connections_, .url = std::move(url), .proxy = std::move(proxy)});
}

void tap::crossed(side from, base::bytes data, std::int64_t at) {
    flow& here = of(from);
    while (here.now == flow::state::head && !data.empty()) data = read_head(from, data, at);
    if (data.empty()) return;
    if (here.now == flow::state::frames && here.frames)
        here.frames->add(data, frame_taker(at));
    else
        take_other(from, data, at);
}

void tap::end(side by, std::optional<std::string> why, std::int64_t at) {
    if (!std::exchange(has_begun_, false)) return;
    for (const side each : {side::client, side::server}) {
        flow& here = of(each);
        if (here.frames) here.frames->finish(frame_taker(at));
        if (here.now == flow::state::head && !here.head.empty()) take_http(each, std::exchange(here.head, {}), at);
    }
    if (why) secrets_.hide_in(*why);
    take_(trace::end{.at = at, .by = by, .why = std::move(why)});
}

// Returns what follows the header.
base::bytes tap::read_head(side from, base::bytes data, std::int64_t at) {
    flow& here = of(from);
    const std::size_t seen = here.head.size() - std::min(here.head.size(), head_end.size() - 1);
    const std::size_t before = here.head.size();
    here.head += base::as_text(data);
    const std::size_t end = here.head.find(head_end, seen);
    if (end == std::string::npos) {
        if (here.head.size() > longest_head) {  // no header at all
            here.now = flow::state::other;
            const std::string text = std::exchange(here.head, {});
            take_other(from, base::as_bytes(text), at);
        }
        return {};
    }
    const std::size_t size = end + head_end.size();
    here.head.resize(size);
    const std::string text = std::exchange(here.head, {});
    take_http(from, text, at);
    judge(from, text);
    return data.subspan(size - before);
}

// What follows a header: after the client's request nothing until the server has answered it with 101.
void tap::judge(side from, const std::string& text) {
    flow& here = of(from);
    if (from == side::client) {
        here.now = flow::state::frames;
        return;
    }
    const head answer = trace::read_head(text);
    const int status = answer.status();
    if (status != 101 && status >= 100 && status < 200) return;  // another answer follows (RFC 9110 section 15.2)
    here.now = status == 101 ? flow::state::frames : flow::state::other;
    if (status != 101) return;
    const auto compression = agreed_compression(answer);
    for (const side each : {side::client, side::server}) of(each).frames.emplace(each, max_payload_, compression);
}

void tap::take_http(side from, const std::string& text, std::int64_t at) {
    http made{.at = at, .from = from};
    set_payload(made, secrets_.hide_in_head(text));
    take_(std::move(made));
}

void tap::take_other(side from, base::bytes data, std::int64_t at) {
    raw made{.at = at, .from = from};
    std::string text(base::as_text(data));
    secrets_.hide_in(text);
    set_payload(made, std::move(text));
    take_(std::move(made));
}

frame_reader::taker tap::frame_taker(std::int64_t at) {
    return [this, at](frame&& made, std::string&& payload) {
        made.at = at;
        if (made.opcode == opcode::text)
            secrets_.hide_in_message(payload);
        else
            secrets_.hide_in(payload);
        set_payload(made, std::move(payload));
        take_(std::move(made));
    };
}

}  // namespace vafast::trace
