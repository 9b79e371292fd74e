#include "client/debug_data.hpp"

#include "base/url.hpp"
#include "websocket/utf8.hpp"

#include <string>
#include <string_view>

namespace vafast::client_detail {
namespace {

template <class T>
const T& argument(const void* const* arguments, std::size_t index) {
    return *static_cast<const T*>(arguments[index]);
}

// Sentences may quote what a server sent, which can be anything; JSON takes only UTF-8.
json words(std::string_view text) {
    std::string shown(text);
    if (!websocket::is_valid_utf8(base::as_bytes(text)))
        for (char& each : shown)
            if (static_cast<unsigned char>(each) >= 0x80) each = '?';
    return json(std::move(shown));
}

json named(const char* event) { return json::object({{"event", event}}); }

json of_room(const char* event, const void* const* arguments) {
    json data = named(event);
    data["room"] = words(argument<std::string>(arguments, 0));
    return data;
}

json of_attempt(const char* event, const void* const* arguments) {
    json data = named(event);
    data["attempt"] = json(argument<std::uint32_t>(arguments, 0));
    return data;
}

json of_error(const error& failure) {
    json data = named("error");
    data["kind"] = json(vafast::to_string(failure.kind()));
    data["message"] = words(failure.what());
    data["retryable"] = json(failure.retryable());
    if (failure.http_status() != 0) data["http_status"] = json(failure.http_status());
    if (!failure.code().empty()) data["code"] = words(failure.code());
    return data;
}

json of_close(const close_event& event) {
    json data = named("close");
    data["code"] = json(event.code);
    data["reason"] = words(event.reason);
    data["was_clean"] = json(event.was_clean);
    data["will_reconnect"] = json(event.will_reconnect);
    return data;
}

json names_of(const header_list& headers) {
    json names = json::array();
    for (const auto& header : headers) names.push_back(json(header.first));
    return names;
}

json in_milliseconds(std::chrono::milliseconds duration) { return json(duration.count()); }

}  // namespace

const char* to_string(ready_state state) noexcept {
    switch (state) {
        case ready_state::connecting: return "connecting";
        case ready_state::open: return "open";
        case ready_state::closing: return "closing";
        case ready_state::closed: break;
    }
    return "closed";
}

json describe(const connection_info& info) {
    json data =
        json::object({{"url", info.url}, {"ready_state", to_string(info.ready_state)}, {"attempt", info.attempt}});
    if (info.remote_address.empty()) return data;
    data["protocol"] = words(info.protocol);
    data["extensions"] = words(info.extensions);
    data["local_address"] = json(info.local_address);
    data["remote_address"] = json(info.remote_address);
    data["tls_version"] = json(info.tls_version);
    data["tls_cipher"] = json(info.tls_cipher);
    data["connected_since"] =
        json(std::chrono::duration_cast<std::chrono::milliseconds>(info.connected_since.time_since_epoch()).count());
    return data;
}

json describe(const client_stats& stats) {
    json data = json::object({{"messages_sent", stats.messages_sent},
                              {"messages_received", stats.messages_received},
                              {"bytes_sent", stats.bytes_sent},
                              {"bytes_received", stats.bytes_received},
                              {"average_message_size", stats.average_message_size},
                              {"reconnection_attempts", stats.reconnection_attempts},
                              {"dropped", stats.dropped},
                              {"recovered", stats.recovered},
                              {"validation_failures", stats.validation_failures},
                              {"uptime_ms", stats.uptime.count()},
                              {"queue_size", stats.queue_size},
                              {"queue_bytes", stats.queue_bytes},
                              {"send_buffer_bytes", stats.send_buffer_bytes}});
    if (stats.round_trip_time) data["round_trip_time_us"] = json(stats.round_trip_time->count());
    return data;
}

json describe(const client_options& options) {
    json data = json::object();
    data["auto_reconnect"] = json(options.auto_reconnect);
    if (options.max_reconnect_attempts != unlimited)
        data["max_reconnect_attempts"] = json(options.max_reconnect_attempts);
    data["reconnect_delay_ms"] = in_milliseconds(options.reconnect_delay);
    data["max_reconnect_delay_ms"] = in_milliseconds(options.max_reconnect_delay);
    data["connection_timeout_ms"] = in_milliseconds(options.connection_timeout);
    data["heartbeat_interval_ms"] = in_milliseconds(options.heartbeat_interval);
    data["heartbeat_timeout_ms"] = in_milliseconds(options.heartbeat_timeout);
    data["protocols"] = json(options.protocols);
    data["headers"] = names_of(options.headers);
    data["has_token"] = json(static_cast<bool>(options.auth.get_token));
    data["hub"] = json(options.hub.enabled);
    data["message_queue"] = json(options.message_queue.enabled);
    data["message_validation"] = json(options.message_validation.enabled);
    data["encryption"] = json(options.encryption.enabled);
    data["compression"] = json(options.compression.enabled);
    data["tls_verify"] = json(options.tls.verify);
    if (!options.proxy.url.empty())
        data["proxy"] = json(base::parse_url(options.proxy.url, "http socks5 socks5h").display());
    data["max_message"] = json(options.limits.message);
    data["send_buffer"] = json(options.limits.send_buffer);
    return data;
}

json describe(event_id event, const void* const* arguments) {
    switch (event) {
        case event_id::decoded_message:
        case event_id::raw_message:
        case event_id::room_message:
        case event_id::raw_room_message:
        case event_id::debug: return {};
        case event_id::open: {
            json data = named("open");
            const json info = describe(argument<connection_info>(arguments, 0));
            for (const auto& [name, value] : info.items()) data[name] = value;
            return data;
        }
        case event_id::close: return of_close(argument<close_event>(arguments, 0));
        case event_id::error: return of_error(argument<error>(arguments, 0));
        case event_id::validation_error: {
            json data = named("validation_error");
            data["message"] = words(argument<validation_error>(arguments, 0).what());
            return data;
        }
        case event_id::reconnect: {
            json data = of_attempt("reconnect", arguments);
            data["delay_ms"] = in_milliseconds(argument<std::chrono::milliseconds>(arguments, 1));
            return data;
        }
        case event_id::reconnect_success: return of_attempt("reconnect_success", arguments);
        case event_id::reconnect_failed: return of_attempt("reconnect_failed", arguments);
        case event_id::heartbeat: return named("heartbeat");
        case event_id::heartbeat_timeout: return named("heartbeat_timeout");
        case event_id::drain: return named("drain");
        case event_id::room_joined: return of_room("room_joined", arguments);
        case event_id::room_left: {
            json data = of_room("room_left", arguments);
            data["reason"] = words(argument<std::string>(arguments, 1));
            return data;
        }
        case event_id::presence: {
            json data = of_room("presence", arguments);
            data["user"] = words(argument<std::string>(arguments, 1));
            data["change"] =
                json(argument<presence_change>(arguments, 2) == presence_change::joined ? "joined" : "left");
            return data;
        }
        case event_id::performance_metric: {
            json data = named("performance_metric");
            const json stats = describe(argument<client_stats>(arguments, 0));
            for (const auto& [name, value] : stats.items()) data[name] = value;
            return data;
        }
        case event_id::recovered: {
            json data = of_room("recovered", arguments);
            data["is_complete"] = json(argument<recovery>(arguments, 1).is_complete);
            data["count"] = json(argument<recovery>(arguments, 1).count);
            return data;
        }
    }
    return {};
}

error without_secrets(const error& told, const trace::secrets& hides) {
    std::string sentence = told.what();
    hides.hide_in(sentence);
    if (sentence == told.what()) return told;
    error hidden = error(told.kind(), std::move(sentence))
                       .with_http_status(told.http_status())
                       .with_retry_after(told.retry_after())
                       .with_code(told.code());
    return told.retryable() ? hidden : std::move(hidden).final();
}

}  // namespace vafast::client_detail
