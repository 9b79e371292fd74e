// The hub: rooms, broadcast, users and presence for WebSocket clients, and nothing missed after a reconnect
// (docs/hub-protocol.md). Clients that do not speak its protocol are served as well, without rooms.
//
//   vafast::hub hub({.listen = {"0.0.0.0:3000"}});
//   hub.on<"message">([](vafast::hub_connection& from, const vafast::message& message) { from.send(message); });
//   hub.start();
//   hub.publish("general", "Welcome!");
//   …
//   hub.stop().get();
//
// Handlers, authenticate and authorize are set before start(). They run on the hub's threads: one call at a time for a
// connection, several at a time for different ones; while one runs, the connections of its thread wait, and everybody
// for what it publishes. Where nothing else is said, any thread may call any method.
#pragma once

#include <vafast/close_code.hpp>
#include <vafast/future.hpp>
#include <vafast/hub_server_options.hpp>
#include <vafast/identity.hpp>
#include <vafast/message.hpp>
#include <vafast/raw_json.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace vafast {

namespace hub_detail {
class running_hub;
}

// A client, as the handlers see it; valid while they run, on their thread. `on<"close">` is its last.
class hub_connection {
 public:
    hub_connection(const hub_connection&) = delete;
    hub_connection& operator=(const hub_connection&) = delete;

    // Unique in this process, and never used again.
    virtual std::uint64_t id() const noexcept = 0;
    // Who it is, as authenticate said.
    virtual const vafast::identity& identity() const noexcept = 0;
    const std::string& user() const noexcept { return identity().user; }
    // False where the client speaks another subprotocol than vafast.v1, or none: it has no rooms.
    virtual bool speaks_hub_protocol() const noexcept = 0;
    // The path of the hub's options at which it came: "/ws".
    virtual const std::string& path() const noexcept = 0;
    // "192.0.2.7:51234".
    virtual std::string remote_address() const = 0;
    // The rooms that it joined.
    virtual std::vector<std::string> rooms() const = 0;

    // Sends one message of the application. Never blocks; ignored once the connection is closing.
    template <class Text>
        requires std::is_convertible_v<const Text&, std::string_view>
    void send(const Text& text) {
        send_text(text);
    }
    void send(const json& value) { send_text(value.dump()); }
    template <class Bytes>
        requires(std::is_convertible_v<const Bytes&, std::span<const std::byte>> &&
                 !std::is_convertible_v<const Bytes&, std::string_view>)
    void send(const Bytes& data) {
        send_binary(data);
    }
    template <std::same_as<blob> Blob>
    void send(const Blob& value) {
        send_binary(value.data);
    }
    template <std::same_as<message> Message>
    void send(const Message& value) {
        std::visit([this](const auto& alternative) { this->send(alternative); }, value);
    }

    // Publishes to a room in the name of the client's user, who is its `from`. No, with the reason, where the client
    // could not have done so itself: it may not, it publishes too fast, it is too much, or no room has such a name.
    permission publish(std::string_view room, const json& data) { return publish_text(room, data.dump()); }
    permission publish(std::string_view room, raw_json_view data) { return publish_text(room, data.text()); }
    // The same with a message that is not stored, and that the user's own connections do not get (hub_base::notify):
    // somebody is typing. It counts as a publication for how fast the client may be.
    permission notify(std::string_view room, const json& data) { return notify_text(room, data.dump()); }

    // Begins the closing handshake, after what was sent. Idempotent: the first one counts.
    virtual void close(std::uint16_t code = close_code::normal, std::string_view reason = {}) = 0;

 protected:
    hub_connection() = default;
    ~hub_connection() = default;

 private:
    virtual void send_text(std::string_view text) = 0;
    virtual void send_binary(std::span<const std::byte> data) = 0;
    virtual permission publish_text(std::string_view room, std::string_view data) = 0;
    virtual permission notify_text(std::string_view room, std::string_view data) = 0;
};

// How a connection ended: the client's code, 1005 where it gave none, 1006 where TCP just ended.
struct hub_close_event {
    std::uint16_t code = close_code::abnormal;  // RFC 6455 section 7.4
    std::string reason{};                       // the client's words, or empty
};

// What happened until now, and how much there is at the moment.
struct hub_stats {
    std::uint64_t connections = 0;         // open now
    std::uint64_t connections_opened = 0;  // and told to on<"open">
    std::uint64_t messages_sent = 0;       // given to connections; both: of the application and of the protocol
    std::uint64_t messages_received = 0;   // the same
    std::uint64_t bytes_sent = 0;          // answers to handshakes, and frames, as they are on the wire but for TLS
    std::uint64_t bytes_received = 0;      // as they are on the wire but for TLS
    std::uint64_t publications = 0;        // stored
    std::uint64_t deliveries = 0;          // of publications, to members
    std::uint64_t refused = 0;             // requests that were answered with an error
    std::uint64_t slow_consumers = 0;      // connections that were closed with 4002
    std::uint64_t accept_pauses = 0;  // of 100 ms, in which nobody is accepted: descriptors, memory or room ran out
    std::uint64_t rooms = 0;          // known now
    std::uint64_t history_bytes = 0;  // stored now
};

namespace detail {

template <std::size_t Size>
struct hub_event_name {
    char text[Size]{};
    consteval hub_event_name(const char (&literal)[Size]) {
        for (std::size_t i = 0; i < Size; ++i) text[i] = literal[i];
    }
    constexpr std::string_view view() const noexcept { return {text, Size - 1}; }
};

}  // namespace detail

// The part of a hub that does not depend on what its messages are.
class hub_base {
 public:
    // Throws error(invalid_argument) that names the option which is out of its range. Does not listen yet.
    explicit hub_base(hub_server_options options);
    // Drops all connections and waits for the hub's threads: not in a handler. stop() before it is kinder.
    ~hub_base();
    hub_base(hub_base&&) noexcept;
    hub_base& operator=(hub_base&&) noexcept;

    // Decides who a client is, from its handshake and its token: that of `hello`, else of the header `Authorization:
    // Bearer …`, else empty. Asked again with each fresh token, then without the handshake's headers. Default:
    // everybody is let in, under a name that the hub makes up.
    void authenticate(std::function<authentication(const handshake_request&, std::string_view token)> decide);

    // Decides what a client may do; `target` is the room or the user, empty for everybody. Default: everything.
    void authorize(std::function<permission(const identity&, hub_action, std::string_view target)> decide);

    // Listens, and serves on threads of its own. Throws error(invalid_argument) that names the address which cannot be
    // listened on. Once.
    void start();

    // Accepts no more, tells everybody to come back later (`goodbye`, close code 4001), after all that was published,
    // and drops who has not closed after stop_timeout. Not get() in a handler, which would wait for itself. Idempotent.
    future<> stop();

    // "ws://127.0.0.1:3000/ws" for each address, with the real port. After start().
    std::vector<std::string> urls() const;
    // Counted since start().
    hub_stats stats() const;

    // Publishes in the name of the application: `from` is absent (hub_connection::publish names a user). The future
    // succeeds once it is stored; it may be ignored. A room's name that is not allowed throws error(invalid_argument).
    future<> publish(std::string_view room, const json& data) { return publish(room, data.dump(), encoded{}); }
    future<> publish(std::string_view room, raw_json_view data) {
        return publish(room, std::string(data.text()), encoded{});
    }
    future<> publish_to_user(std::string_view user, const json& data);
    future<> publish_to_all(const json& data);

    // Sends a message of the application to those who are in the room at the moment, but for the user `except`. It is
    // not stored, and who is away never gets it: who is typing, where the mouse is.
    void notify(std::string_view room, const json& data, std::string_view except = {});

    // Serves a page to GET at `path`. Before start().
    void add_page(std::string path, std::string media_type, std::string content);

    // Takes a user out of a room: all its connections are told `removed`.
    void remove(std::string_view user, std::string_view room, std::string_view reason);
    // Closes all connections of a user: 4502 bans.
    void disconnect(std::string_view user, std::uint16_t code = close_code::banned, std::string_view reason = {});

 protected:
    struct encoded {};
    future<> publish(std::string_view room, std::string data, encoded);

    void set_open_handler(std::function<void(hub_connection&)> call);
    // The handler gets the bytes, valid during the call.
    void set_message_handler(std::function<void(hub_connection&, const message_event&)> call);
    void set_close_handler(std::function<void(hub_connection&, const hub_close_event&)> call);
    void set_join_handler(std::function<void(hub_connection&, const std::string& room)> call);
    void set_leave_handler(std::function<void(hub_connection&, const std::string& room)> call);

 private:
    std::unique_ptr<hub_detail::running_hub> running_;
};

// What a message of the application is, for a handler that takes a message: text that is JSON as json.
message to_message(const message_event& event);

// The untyped hub.
class hub : public hub_base {
 public:
    // Throws error(invalid_argument) that names the option which is out of its range. Does not listen yet.
    explicit hub(hub_server_options options = {}) : hub_base(std::move(options)) {}

    // Calls `handler` at every event of that name: "open" (hub_connection&), "message" (hub_connection&, const
    // message& or const message_event&), "close" (hub_connection&, const hub_close_event&, which may be left out),
    // "join" and "leave" (hub_connection&, const std::string& room; a connection that ends leaves its rooms before).
    // Without a handler of "message", what clients send to the application is dropped.
    template <detail::hub_event_name Name, class Handler>
    void on(Handler handler) {
        if constexpr (Name.view() == "open") {
            set_open_handler(std::move(handler));
        } else if constexpr (Name.view() == "message") {
            if constexpr (std::is_invocable_v<Handler&, hub_connection&, const message_event&> &&
                          !std::is_invocable_v<Handler&, hub_connection&, const message&>) {
                set_message_handler(std::move(handler));
            } else {
                set_message_handler(
                    [call = std::move(handler)](hub_connection& from, const message_event& event) mutable {
                        call(from, to_message(event));
                    });
            }
        } else if constexpr (Name.view() == "close") {
            if constexpr (std::is_invocable_v<Handler&, hub_connection&>) {
                set_close_handler(
                    [call = std::move(handler)](hub_connection& of, const hub_close_event&) mutable { call(of); });
            } else {
                set_close_handler(std::move(handler));
            }
        } else if constexpr (Name.view() == "join") {
            set_join_handler(std::move(handler));
        } else if constexpr (Name.view() == "leave") {
            set_leave_handler(std::move(handler));
        } else {
            static_assert(
                Name.view() == "open",
                "vafast: there is no event of this name. The events of a hub are: open, message, close, join, "
                "leave.");
        }
    }
};

}  // namespace vafast
