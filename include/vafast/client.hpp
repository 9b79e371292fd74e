// The client: a WebSocket connection that heals itself.
//
//   auto client = vafast::create_websocket_client("wss://example.org/ws");
//   client.on<"message">([](const vafast::message& message) { … });
//   client.connect().get();
//   client.send("Hello!");
//
// Any thread may call any method at any time, handlers included; none of them blocks but future::get(). Every connect()
// is followed, in the end, by one `close` event with will_reconnect = false; after it no handler is called until
// connect() is called again.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/client_options.hpp>
#include <vafast/close_code.hpp>
#include <vafast/encryption.hpp>
#include <vafast/error.hpp>
#include <vafast/event.hpp>
#include <vafast/event_emitter.hpp>
#include <vafast/future.hpp>
#include <vafast/message.hpp>
#include <vafast/room.hpp>
#include <vafast/runtime.hpp>
#include <vafast/statistics.hpp>
#include <vafast/subscription.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace vafast {

namespace client_detail {
class driver;
}
namespace detail {
struct description;
}

// What became of a message that was given to send().
enum class send_status : std::uint8_t {
    sent,           // it is on its way: written, or next in line on this connection
    queued,         // the message queue has it: it goes out in its turn, on this connection or another
    not_connected,  // dropped: there is no open connection, and no message queue
    queue_full,     // dropped: limits.send_buffer is reached, or the queue is full; `drain` tells when there is room
    too_big,        // dropped: it is larger than limits.send_buffer, or than message_queue.max_bytes
    invalid,        // dropped: not UTF-8 (RFC 6455 section 5.6), or not what the message has to be (`validation_error`)
};

// What the message queue holds now.
struct message_queue_status {
    std::size_t size = 0;                 // messages that wait
    std::size_t bytes = 0;                // of these messages
    bool is_full = false;                 // max_size or max_bytes is reached
    std::chrono::milliseconds oldest{0};  // for how long the first of them has waited
};

namespace detail {

// When a message is to go out: as soon as it can, or at the message queue's next flush.
enum class departure : std::uint8_t { now, at_flush };

// Makes a value of the client's own type of a received text and gives it to `use`; false, and why, where it is no such.
using message_decoder = bool (*)(std::string_view text, void* context, void (*use)(void* context, const void* value),
                                 validation_error& why);

// A message as rooms carry it: one JSON value. Or why it cannot be.
struct room_data {
    std::string json{};
    std::optional<error> problem{};
};
room_data make_room_data(std::string_view text);  // as a JSON string
room_data make_room_data(const json& value);
room_data make_room_data(const message& value);
room_data make_room_data(const void* value, const description& type);

template <class Message>
concept room_message = std::is_convertible_v<const Message&, std::string_view> || std::is_same_v<Message, message>;

template <room_message Message>
room_data to_room_data(const Message& value) {
    if constexpr (std::is_same_v<Message, message>)
        return make_room_data(value);
    else
        return make_room_data(std::string_view(value));
}

}  // namespace detail

// The part of a client that does not depend on what its messages are.
class client_base {
 public:
    // Ends the connection as close(close_code::going_away) does, in the background. Returns at once. No handler begins
    // after it returned; on another thread than the runtime's one may still be running: where it uses what is
    // destroyed next, wait for close().get() before.
    ~client_base();
    client_base(client_base&&) noexcept;
    client_base& operator=(client_base&&) noexcept;

    // Connects. Fails with an error that says which step failed: resolve, connect, proxy, tls, handshake, timeout. A
    // connection that stands already, or is being made, is shared. Where auto_reconnect is on and the error is
    // retryable, the client goes on trying in the background, and a further connect() waits for its next attempt.
    future<> connect();

    // Starts the closing handshake (RFC 6455 section 7), after what was sent before; it is bounded by close_timeout.
    // Ends reconnection. The future succeeds once the last handler has returned; it may be ignored. Throws
    // error(invalid_argument) for a code other than 1000 to 1003, 1007 to 1014 and 3000 to 4999, and for a reason
    // that is not UTF-8 or longer than 123 bytes.
    future<> close(std::uint16_t code = close_code::normal, std::string_view reason = {});

    // Drops the connection now, without a closing handshake: `close` says 1006. Ends reconnection.
    future<> force_close();

    // A fresh connection: closes the present one, where there is one, and connects at once. Handlers stay.
    future<> reconnect();

    // Whether a connection is open now.
    bool is_connected() const noexcept;
    // How the connection is now; without credentials.
    connection_info get_connection_info() const;
    // What a report about this client should say: connection, rooms, options, trace; without secrets. An object.
    json get_debug_info() const;

    // Rooms (docs/rooms.md): they need a hub at the other end, and fail with not_supported where there is none. Each
    // gives the hub's answer, which may be ignored: a refusal that nobody waits for becomes an `error` event. What is
    // asked for without a connection is done once there is one; what a connection did not answer is asked for again on
    // the next, and fails when no other follows. These throw error(invalid_argument) for a name that no room can have
    // (1 to 255 bytes of UTF-8 without control characters, beginning with neither * nor @).

    // Joins a room, and again after each reconnect, until it is left. Joining twice is no error.
    future<receipt> join_room(std::string_view room);
    // Leaves a room: `room_left` comes, and nothing more of the room. Leaving what was not joined is no error.
    future<receipt> leave_room(std::string_view room);
    // Those that were joined, or are to be, and were not left or refused. Sorted.
    std::vector<std::string> get_current_rooms() const;
    // What the hub still has of a room.
    future<room_history> history(std::string_view room, history_range range = {});
    // The users who are in a room.
    future<std::vector<std::string>> presence(std::string_view room);

    // The message queue (docs/queue.md): off unless message_queue.enabled. What waits goes out now, or, where there is
    // no connection, as soon as there is one.
    void flush_message_queue();
    // What waits there now.
    message_queue_status get_message_queue_status() const;

    // What the client counts of itself (docs/statistics.md). The event `performance_metric` tells it at an interval.
    client_stats get_stats() const;

    // Whether the server accepted who we are: on this connection it accepted a token, or a hub greeted us. The program
    // may say so itself, where its own messages authenticate it. False again when the connection ends.
    bool is_authenticated() const noexcept;
    void set_authenticated(bool authenticated) noexcept;

    // Bytes given to send() that have not reached the system's network buffers.
    std::size_t buffered_bytes() const noexcept;

    // Seals a value for those who share the key, to be sent as any other message: {"encrypted": true, …}; opens such a
    // message. Throws error(invalid_argument) where the option encryption is not set; decrypt() also
    // error(invalid_message) where the message was not sealed with our key in this context, or was altered.
    json encrypt(const json& value, const encryption_context& context = {}) const;
    json decrypt(const json& sealed, const encryption_context& context = {}) const;

    // For the application's own events; it is no part of the client.
    template <class... Events>
    event_emitter<Events...> create_event_emitter() const {
        return {};
    }

    // Removes one handler, or all of an event's.
    void off(const subscription& subscription) { subscription.off(); }
    template <detail::event_name Name>
    void off() {
        remove_handlers(detail::existing_event<Name>::id);
    }

 protected:
    // `decode` makes values of the client's own type; without one it is untyped.
    client_base(std::string_view url, client_options&& options, detail::message_decoder decode = nullptr);
    // With the options' defaults, which a program then need not know how to make.
    client_base(std::string_view url, detail::message_decoder decode);

    send_status send_text(std::string_view text, detail::departure when = detail::departure::now);
    send_status send_json(const json& value, detail::departure when = detail::departure::now);
    send_status send_binary(std::span<const std::byte> data, detail::departure when = detail::departure::now);
    // A value of the program's own type. What cannot be sent becomes a `validation_error` event.
    send_status send_value(const void* value, const detail::description& type, detail::departure when);
    future<receipt> publish_to_all(detail::room_data data);
    future<receipt> publish_to_room(std::string_view room, detail::room_data data);
    future<receipt> publish_to_rooms(std::vector<std::string> rooms, detail::room_data data);
    future<receipt> publish_to_user(std::string_view user, detail::room_data data);
    subscription add_handler(event_id id, detail::handler handler, bool once);
    void remove_handlers(event_id id);

 private:
    void let_go() noexcept;
    const key_ring& keys() const;

    std::shared_ptr<const key_ring> keys_;  // nullptr where encryption is off
    std::shared_ptr<runtime> runtime_;      // outlives the driver
    std::shared_ptr<client_detail::driver> driver_;
};

// A client that receives messages of type Incoming, and sends Outgoing: structs, or std::variants of structs
// (vafast/typed_client.hpp); or, where they are vafast::message, the untyped one below.
template <class Incoming = message, class Outgoing = Incoming>
class websocket_client;

// The untyped client: text, JSON, binary data and blobs.
template <>
class websocket_client<message, message> : public client_base {
 public:
    // Throws error(invalid_argument) that names what is wrong with the URL or an option. Does not connect.
    explicit websocket_client(std::string_view url);
    websocket_client(std::string_view url, client_options&& options);
    websocket_client(std::string_view url, const client_options& options);

    // Sends one message. Never blocks and never throws on a network fault.
    template <class Text>
        requires std::is_convertible_v<const Text&, std::string_view>
    send_status send(const Text& text) {
        return send_text(text);
    }
    send_status send(const json& value) { return send_json(value); }
    template <class Bytes>
        requires(std::is_convertible_v<const Bytes&, std::span<const std::byte>> &&
                 !std::is_convertible_v<const Bytes&, std::string_view>)
    send_status send(const Bytes& data) {
        return send_binary(data);
    }
    template <std::same_as<blob> Blob>
    send_status send(const Blob& value) {
        return send_binary(value.data);
    }
    template <std::same_as<message> Message>
    send_status send(const Message& value) {
        return std::visit([this](const auto& alternative) { return this->send(alternative); }, value);
    }

    // Puts a message into the message queue, which sends what it gathered together, in the order of the calls, those
    // of send() included. `queued`, or why not. Throws error(invalid_argument) where message_queue.enabled is false.
    template <class Text>
        requires std::is_convertible_v<const Text&, std::string_view>
    send_status queue_message(const Text& text) {
        return send_text(text, detail::departure::at_flush);
    }
    send_status queue_message(const json& value) { return send_json(value, detail::departure::at_flush); }
    template <class Bytes>
        requires(std::is_convertible_v<const Bytes&, std::span<const std::byte>> &&
                 !std::is_convertible_v<const Bytes&, std::string_view>)
    send_status queue_message(const Bytes& data) {
        return send_binary(data, detail::departure::at_flush);
    }
    template <std::same_as<blob> Blob>
    send_status queue_message(const Blob& value) {
        return send_binary(value.data, detail::departure::at_flush);
    }
    template <std::same_as<message> Message>
    send_status queue_message(const Message& value) {
        return std::visit([this](const auto& alternative) { return this->queue_message(alternative); }, value);
    }

    // Publishes a message to everybody, to the members of rooms, or to all connections of a user. A room carries text
    // and JSON; a message that holds bytes fails with invalid_message. Keeps it until the hub has answered, so that it
    // is stored once whatever happens to the connection.
    template <detail::room_message Message>
    future<receipt> broadcast(const Message& value) {
        return publish_to_all(detail::to_room_data(value));
    }
    template <detail::room_message Message>
    future<receipt> broadcast_to_room(std::string_view room, const Message& value) {
        return publish_to_room(room, detail::to_room_data(value));
    }
    // Not all or nothing: the receipt says for each room what became of it.
    template <detail::room_message Message>
    future<receipt> broadcast_to_rooms(std::vector<std::string> rooms, const Message& value) {
        return publish_to_rooms(std::move(rooms), detail::to_room_data(value));
    }
    template <detail::room_message Message>
    future<receipt> broadcast_to_user(std::string_view user, const Message& value) {
        return publish_to_user(user, detail::to_room_data(value));
    }
    // The same of JSON, which may be written in braces: broadcast({{"type", "chat"}, {"message", "Hello"}}).
    future<receipt> broadcast(const json& value);
    future<receipt> broadcast_to_room(std::string_view room, const json& value);
    future<receipt> broadcast_to_rooms(std::vector<std::string> rooms, const json& value);
    future<receipt> broadcast_to_user(std::string_view user, const json& value);

    // Calls `handler` at every event of that name: on<"open">, on<"message">, … (vafast/event.hpp says with which
    // arguments). A handler of `message` that takes only a const message_event& gets the bytes, and nothing is decoded;
    // so does one of `room_message` that takes only the room and a const message_event&.
    template <detail::event_name Name, class Handler>
    subscription on(Handler&& handler) {
        return subscribe<Name>(std::forward<Handler>(handler), false);
    }
    // The same, for one time only.
    template <detail::event_name Name, class Handler>
    subscription once(Handler&& handler) {
        return subscribe<Name>(std::forward<Handler>(handler), true);
    }

 private:
    template <detail::event_name Name, class Handler>
    subscription subscribe(Handler&& handler, bool once) {
        using event = detail::existing_event<Name>;
        if constexpr (event::id == event_id::decoded_message && std::is_invocable_v<Handler&, const message_event&> &&
                      !std::is_invocable_v<Handler&, const message&>) {
            return add_handler(event_id::raw_message,
                               detail::make_handler(std::forward<Handler>(handler), detail::arguments<message_event>{}),
                               once);
        } else if constexpr (event::id == event_id::room_message &&
                             std::is_invocable_v<Handler&, const std::string&, const message_event&> &&
                             !std::is_invocable_v<Handler&, const std::string&, const message&>) {
            return add_handler(
                event_id::raw_room_message,
                detail::make_handler(std::forward<Handler>(handler), detail::arguments<std::string, message_event>{}),
                once);
        } else {
            return add_handler(event::id,
                               detail::make_handler(std::forward<Handler>(handler), typename event::arguments_type{}),
                               once);
        }
    }
};

// Makes a client; it does not connect yet. `url` begins with ws:// or wss://. A malformed URL or option throws
// error(invalid_argument), which names it.
template <class Incoming = message, class Outgoing = Incoming>
websocket_client<Incoming, Outgoing> create_websocket_client(std::string_view url, client_options options) {
    return {url, std::move(options)};
}
// The same, with the options' defaults.
template <class Incoming = message, class Outgoing = Incoming>
websocket_client<Incoming, Outgoing> create_websocket_client(std::string_view url) {
    return websocket_client<Incoming, Outgoing>(url);
}

}  // namespace vafast

#include <vafast/typed_client.hpp>
