#include "client/debugger.hpp"

#include "client/debug_data.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vafast::client_detail {
namespace {

// In every string of it, but for the names of members, which are ours.
json without_secrets(const json& data, const trace::secrets& hides) {
    if (data.is_string()) {
        std::string text = data.get<std::string>();
        hides.hide_in(text);
        return text;
    }
    json result = data;
    if (data.is_object())
        for (const auto& [name, value] : data.items()) result[name] = without_secrets(value, hides);
    return result;
}

}  // namespace

std::unique_ptr<debugger> debugger::make(const client_options& options, const trace::secrets& hides, emitter& events,
                                         const surroundings& around) {
    if (!options.debug.enabled && options.debug.trace.empty()) return nullptr;
    return std::unique_ptr<debugger>(new debugger(options, hides, events, around));
}

debugger::debugger(const client_options& options, const trace::secrets& hides, emitter& events,
                   const surroundings& around)
    : options_(options.debug), secrets_(hides), events_(events), around_(around), began_(around.now()) {
    if (!options_.trace.empty()) {
        file_.emplace(options_.trace, options_.trace_limit);
        file_->write(trace::beginning{.began = now_ms()});
    }
    if (file_ || options_.log_messages || options_.log_performance)
        tap_.emplace(hides, std::max(options.limits.message, options.limits.send_buffer),
                     [this](trace::record&& made) { take(std::move(made)); });
    events.watch(*this);
}

std::int64_t debugger::at() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(around_.now() - began_).count();
}

// The steps of a connection

void debugger::connecting(const base::url& target, const std::optional<base::url>& proxy) {
    connecting_at_ = at();
    sent_bytes_ = received_bytes_ = 0;
    ping_at_.reset();
    messages_.restart();
    if (tap_) tap_->connect(target.display(), proxy ? std::optional(proxy->display()) : std::nullopt, connecting_at_);
}

void debugger::connected(trace::connected peers) {
    connected_at_ = peers.at = at();
    if (tap_) tap_->connected(std::move(peers));
    tell_duration("connect", connected_at_ - connecting_at_);
}

void debugger::crossed(trace::side from, base::bytes data) {
    (from == trace::side::client ? sent_bytes_ : received_bytes_) += data.size();
    if (tap_) tap_->crossed(from, data, at());
    tell_trace_failure();
}

void debugger::ended(trace::side by, std::optional<std::string> why) {
    if (tap_) tap_->end(by, std::move(why), at());
}

void debugger::take(trace::record&& made) {
    if (file_) file_->write(made);
    if (const auto* crossed = std::get_if<trace::frame>(&made); crossed != nullptr && options_.enabled)
        look_at(*crossed);
}

void debugger::look_at(const trace::frame& crossed) {
    if (options_.log_performance) measure_round_trip(crossed);
    auto message = messages_.add(crossed);
    if (message && options_.log_messages) tell("message", *std::move(message));
}

void debugger::measure_round_trip(const trace::frame& crossed) {
    if (crossed.opcode == trace::opcode::ping && crossed.from == trace::side::client) ping_at_ = crossed.at;
    if (crossed.opcode != trace::opcode::pong || crossed.from != trace::side::server || !ping_at_) return;
    tell_duration("round_trip", crossed.at - *std::exchange(ping_at_, std::nullopt));
}

// Events

void debugger::on_event(event_id event, const void* const* arguments) {
    if (event == event_id::open) {
        open_at_ = at();
        tell_duration("handshake", *open_at_ - connected_at_);
    }
    if (options_.enabled && options_.log_events) {
        if (json data = describe(event, arguments); !data.is_null()) tell("event", std::move(data));
    }
    if (event == event_id::close) {
        finish();
        if (file_ && !static_cast<const close_event*>(arguments[0])->will_reconnect)
            file_->flush(std::chrono::seconds(1));  // so that it is whole when close().get() returns
    }
}

void debugger::finish() {
    if (!open_at_ || !options_.log_performance) return;
    tell("performance", json::object({{"measure", "connection"},
                                      {"milliseconds", static_cast<double>(at() - *open_at_) / 1000},
                                      {"messages_sent", messages_.count(trace::side::client)},
                                      {"messages_received", messages_.count(trace::side::server)},
                                      {"bytes_sent", sent_bytes_},
                                      {"bytes_received", received_bytes_}}));
    open_at_.reset();
}

void debugger::tell_duration(const char* what, std::int64_t microseconds) {
    if (!options_.log_performance) return;
    tell("performance", json::object({{"measure", what}, {"milliseconds", static_cast<double>(microseconds) / 1000}}));
}

void debugger::tell_trace_failure() {
    if (!file_ || is_failure_told_ || !events_.has_handlers(event_id::debug)) return;
    const trace::file::status state = file_->state();
    if (state.failure.empty() && !state.is_full) return;
    is_failure_told_ = true;
    tell("trace", trace_state());
}

// What a handler of `debug` brings about, such as the error event of what it throws, is not told again: it would have
// no end.
void debugger::tell(const char* type, json data) {
    const bool is_wanted = options_.enabled || std::string_view(type) == "trace";
    if (!is_wanted || is_telling_ || !events_.has_handlers(event_id::debug)) return;
    is_telling_ = true;
    events_.emit(event_id::debug,
                 debug_event{.type = type, .data = without_secrets(data, secrets_), .timestamp = now_ms()});
    is_telling_ = false;
}

json debugger::trace_state() const {
    if (!file_) return {};
    const trace::file::status state = file_->state();
    json data = json::object({{"file", options_.trace}, {"bytes", state.size}, {"lost_records", state.lost}});
    if (state.is_full) data["is_full"] = json(true);
    if (!state.failure.empty()) data["failure"] = json(state.failure);
    return data;
}

}  // namespace vafast::client_detail
