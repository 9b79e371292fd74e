// The events of a client. A handler runs on the runtime's thread, one at a time for a
// client, and may call anything, the client's destruction included. What it throws becomes an `error` event.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/error.hpp>
#include <vafast/handler.hpp>
#include <vafast/message.hpp>
#include <vafast/message/validation_error.hpp>
#include <vafast/room.hpp>
#include <vafast/statistics.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace vafast {

// What a client is doing.
enum class ready_state : std::uint8_t {
    connecting,  // an attempt is under way, or waits for its time
    open,
    closing,  // the closing handshake is under way
    closed,
};

// A client's connection, as it is now.
struct connection_info {
    std::string url{};                                              // without credentials; after a redirect the new one
    std::string protocol{};                                         // the subprotocol that the server chose, or empty
    std::string extensions{};                                       // "permessage-deflate; …" as agreed, or empty
    vafast::ready_state ready_state = vafast::ready_state::closed;  // what the client is doing
    std::string local_address{};   // "127.0.0.1:51234"; empty while there is no connection, as all below
    std::string remote_address{};  // of the server, or of the proxy that leads to it
    std::string tls_version{};     // "TLSv1.3"; empty without TLS
    std::string tls_cipher{};      // by OpenSSL's name
    std::uint32_t attempt = 0;     // reconnection attempts since the last stable connection
    std::chrono::system_clock::time_point connected_since{};  // when the handshake was done
};

// How a connection ended, and whether another follows.
struct close_event {
    std::uint16_t code = 1006;    // from the server's close frame; 1005: it had none; 1006: there was no close frame
    std::string reason{};         // the server's words, or our own
    bool was_clean = false;       // both sides exchanged close frames
    bool will_reconnect = false;  // false: nothing more comes until connect() is called again
};

// What a client tells about itself where the option `debug` asks for it; docs/debugging.md says what there is.
struct debug_event {
    std::string type{};          // "message", "event", "performance" or "trace"
    json data{};                 // an object; secrets are hidden
    std::int64_t timestamp = 0;  // milliseconds since 1970
};

// The events as numbers, for the library; programs name them.
enum class event_id : std::uint8_t {
    open,
    close,
    error,
    decoded_message,
    raw_message,  // the same, for handlers that take its bytes only
    validation_error,
    reconnect,
    reconnect_success,
    reconnect_failed,
    heartbeat,
    heartbeat_timeout,
    drain,
    room_joined,
    room_left,
    room_message,
    raw_room_message,  // the same, for handlers that take its bytes only
    presence,
    recovered,
    performance_metric,
    debug,
};
inline constexpr std::size_t event_count = 20;  // of event_id

namespace detail {

// What is known of the event of a name: where there is none, nothing.
template <event_name Name>
struct event {
    static constexpr bool exists = false;
};

template <event_id Id, class... Arguments>
struct event_of {
    static constexpr bool exists = true;
    static constexpr event_id id = Id;
    using arguments_type = arguments<Arguments...>;
};

template <event_name Name>
struct existing_event : event<Name> {
    static_assert(event<Name>::exists,
                  "vafast: there is no event of this name. The events are: open, close, error, message, "
                  "validation_error, reconnect, reconnect_success, reconnect_failed, heartbeat, heartbeat_timeout, "
                  "drain, room_joined, room_left, room_message, presence, recovered, performance_metric, debug.");
};

template <>
struct event<"open"> : event_of<event_id::open, connection_info> {};
template <>
struct event<"close"> : event_of<event_id::close, close_event> {};
template <>
struct event<"error"> : event_of<event_id::error, error> {};
template <>
struct event<"message"> : event_of<event_id::decoded_message, message, message_event> {};
template <>
struct event<"validation_error"> : event_of<event_id::validation_error, validation_error, std::string> {};
template <>
struct event<"reconnect"> : event_of<event_id::reconnect, std::uint32_t, std::chrono::milliseconds> {};
template <>
struct event<"reconnect_success"> : event_of<event_id::reconnect_success, std::uint32_t> {};
template <>
struct event<"reconnect_failed"> : event_of<event_id::reconnect_failed, std::uint32_t> {};
template <>
struct event<"heartbeat"> : event_of<event_id::heartbeat> {};
template <>
struct event<"heartbeat_timeout"> : event_of<event_id::heartbeat_timeout> {};
template <>
struct event<"drain"> : event_of<event_id::drain> {};
template <>
struct event<"room_joined"> : event_of<event_id::room_joined, std::string> {};
template <>
struct event<"room_left"> : event_of<event_id::room_left, std::string, std::string> {};
template <>
struct event<"room_message"> : event_of<event_id::room_message, std::string, message, message_event> {};
template <>
struct event<"presence"> : event_of<event_id::presence, std::string, std::string, presence_change> {};
template <>
struct event<"recovered"> : event_of<event_id::recovered, std::string, recovery> {};
template <>
struct event<"performance_metric"> : event_of<event_id::performance_metric, client_stats> {};
template <>
struct event<"debug"> : event_of<event_id::debug, debug_event> {};

// A handler may leave out arguments from the end.
template <class Handler, class... Arguments>
handler make_handler(Handler&& given, arguments<Arguments...>) {
    using fitting = taken<Handler, arguments<Arguments...>>;
    static_assert(
        !std::is_void_v<fitting>,
        "vafast: a handler takes the arguments of its event by const reference or by value: open (const "
        "connection_info&), close (const close_event&), error (const error&), message (const message&, "
        "const message_event&), validation_error (const validation_error&, const std::string& text), reconnect "
        "(attempt, delay), reconnect_success and reconnect_failed "
        "(attempt), room_joined (room), room_left (room, reason), room_message (room, const message&, "
        "const message_event&), presence (room, user, presence_change), recovered (room, const "
        "recovery&), performance_metric (const client_stats&), debug (const debug_event&), the others none. Arguments "
        "may be left out from the end.");
    if constexpr (!std::is_void_v<fitting>) return take_arguments(std::forward<Handler>(given), fitting{});
}

}  // namespace detail
}  // namespace vafast
