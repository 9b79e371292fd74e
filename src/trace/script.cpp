#include "trace/script.hpp"

#include "base/secret_name.hpp"
#include "websocket/http_fields.hpp"

#include <algorithm>
#include <utility>

namespace vafast::trace {
namespace {

// What every handshake sets by itself; the last three are about the body of a refusal.
bool is_own(std::string_view name) noexcept {
    constexpr std::string_view names[] = {"Host",
                                          "Upgrade",
                                          "Connection",
                                          "Sec-WebSocket-Key",
                                          "Sec-WebSocket-Accept",
                                          "Sec-WebSocket-Version",
                                          "Sec-WebSocket-Protocol",
                                          "Sec-WebSocket-Extensions",
                                          "Content-Length",
                                          "Transfer-Encoding",
                                          "Trailer"};
    return std::any_of(std::begin(names), std::end(names),
                       [&](std::string_view own) { return websocket::equals_ignoring_case(name, own); });
}

// Those that can be written again as they are: a trace may have been edited.
websocket::header_list repeatable(const head& from) {
    websocket::header_list result;
    for (const auto& [name, value] : from.fields)
        if (!is_own(name) && value != base::hidden && websocket::is_token(name) && websocket::is_field_value(value))
            result.emplace_back(name, value);
    return result;
}

bool offers_compression(const head& of) { return !of.field("Sec-WebSocket-Extensions").empty(); }

}  // namespace

std::int64_t script::ended_at() const noexcept { return records.empty() ? begun.at : time_of(records.back()); }

websocket::client_handshake_options script::client_handshake() const {
    websocket::client_handshake_options options{.headers = repeatable(request)};
    for (const std::string_view each : websocket::split_list(request.field("Sec-WebSocket-Protocol")))
        if (websocket::is_token(each)) options.protocols.emplace_back(each);
    if (offers_compression(request)) options.compression = websocket::deflate_options{};
    return options;
}

script::answer_now script::answer_to(const websocket::server_handshake& asked) const {
    const auto& offered = asked.request().protocols;
    std::string protocol(answer.field("Sec-WebSocket-Protocol"));
    if (std::find(offered.begin(), offered.end(), protocol) == offered.end()) protocol.clear();
    std::optional<websocket::deflate_parameters> compression;
    if (offers_compression(answer)) {
        const auto before =
            websocket::accept_deflate(answer.field("Sec-WebSocket-Extensions"), websocket::deflate_options{});
        websocket::deflate_options wanted;
        if (before && *before)
            wanted = {.client_no_context_takeover = (*before)->client_no_context_takeover,
                      .server_no_context_takeover = (*before)->server_no_context_takeover,
                      .client_max_window_bits = (*before)->client_max_window_bits,
                      .server_max_window_bits = (*before)->server_max_window_bits};
        if (const auto chosen = websocket::choose_deflate(asked.request().extensions, wanted)) compression = *chosen;
    }
    return {asked.accept(protocol, compression, repeatable(answer)), compression};
}

std::string script::refusal() const {
    std::string text = answer.text();
    for (const record& each : records)
        if (const auto* body = std::get_if<raw>(&each); body != nullptr && body->from == side::server)
            text += base::as_text(payload_of(*body));
    return text;
}

void add(std::vector<script>& to, record&& next) {
    if (auto* begun = std::get_if<connect>(&next)) {
        to.push_back({.begun = std::move(*begun)});
    } else if (!to.empty()) {
        if (const auto* header = std::get_if<http>(&next))
            (header->from == side::client ? to.back().request : to.back().answer) =
                read_head(base::as_text(payload_of(*header)));
        to.back().records.push_back(std::move(next));
    }
}

std::vector<script> playable(std::vector<script>&& all) {
    std::erase_if(all, [](const script& each) { return each.request.start.empty(); });
    return std::move(all);
}

}  // namespace vafast::trace
