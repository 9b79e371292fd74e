// Several connections used as one: to several servers, or several to each. Messages are spread over those that are
// open, and what waits for a connection that was lost goes out on another (docs/pool.md).
//
//   auto pool = vafast::create_websocket_pool<chat_protocol>({"wss://a.example.org/ws", "wss://b.example.org/ws"},
//                                                            {.connections = 4, .client = {.heartbeat_interval =
//                                                            10s}});
//   pool.on<"message">([](const chat_protocol& message) { … });
//   pool.connect().get();
//   pool.send(chat_message{…});                   // on any of them
//   pool.send_by_key("user123", chat_message{…});  // on the one for this key, in order
//
// Any thread may call any method at any time, handlers included; none of them blocks but future::get(). Handlers of one
// connection run one at a time; those of all of them, too, unless the runtime is one with several threads.
#pragma once

#include <vafast/client.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace vafast {

namespace client_detail {
class pool;
}

// To which connection of a pool a message without a key goes.
enum class spread : std::uint8_t {
    round_robin,   // to one after the other
    least_loaded,  // to that with the fewest bytes that wait to be sent; asking all of them costs some 20 ns each
};

// How many connections a pool has, and which of them takes a message.
struct pool_options {
    // Connections to each URL. Default: 1.
    std::size_t connections = 1;
    vafast::spread spread = vafast::spread::round_robin;
    // Of each connection. Its message queue is always on: that is where what waits is kept.
    client_options client{};
};

// Which connection of a pool an event comes from.
struct pool_connection {
    std::size_t index = 0;  // those of the first URL come first
    std::string url{};      // as it was given, without credentials
};

// The part of a pool that does not depend on what its messages are.
class pool_base {
 public:
    // Ends the connections as close(close_code::going_away) does, in the background. Returns at once. No handler begins
    // after it returned; on another thread than the runtime's one may still be running.
    ~pool_base();
    pool_base(pool_base&&) noexcept;
    pool_base& operator=(pool_base&&) noexcept;

    // Makes all connections at the same time; over TLS, the first to each URL goes ahead by one handshake, and the
    // others take up its session. Succeeds when each attempt has ended, where one of them came to a connection; else it
    // fails with the first error. Connections that failed or are lost are tried again in the background, as the
    // client's options say.
    future<> connect();

    // What was sent goes out, then all connections close at the same time (as websocket_client::close). Succeeds when
    // they are closed.
    future<> close(std::uint16_t code = close_code::normal, std::string_view reason = {});
    // Drops all connections now.
    future<> force_close();

    std::size_t size() const noexcept;       // how many connections there should be
    std::size_t connected() const noexcept;  // how many are open
    // Whether one at least is open.
    bool is_connected() const noexcept { return connected() != 0; }
    std::vector<connection_info> get_connection_info() const;  // in the order of their indices

    // What all connections did, and how they are: sums, but for the average, the longest uptime and the slowest round
    // trip (docs/statistics.md).
    client_stats get_stats() const;
    // Bytes given to send() that have not reached the system's network buffers, of all connections.
    std::size_t buffered_bytes() const noexcept;
    // Messages that wait, of all connections.
    message_queue_status get_message_queue_status() const;

    // Removes one handler, or all of an event's.
    void off(const subscription& subscription) { subscription.off(); }
    template <detail::event_name Name>
    void off() {
        remove_handlers(detail::existing_event<Name>::id);
    }

 protected:
    pool_base(const std::vector<std::string>& urls, pool_options options, detail::message_decoder decode);

    // Null for any connection.
    using key_pointer = const std::string_view*;
    send_status send_text(key_pointer key, std::string_view text);
    send_status send_json(key_pointer key, const json& value);
    send_status send_binary(key_pointer key, std::span<const std::byte> data);
    void tell_invalid(validation_error why);

    // Where it comes from is the first argument of such a handler.
    subscription add_handler(event_id id, detail::handler handler, bool once);
    void remove_handlers(event_id id);

 private:
    void let_go() noexcept;

    std::shared_ptr<runtime> runtime_;  // outlives the connections
    std::shared_ptr<client_detail::pool> pool_;
};

namespace detail {

// Whether a handler takes at least the first of these arguments.
template <class Handler, class Arguments>
inline constexpr bool takes_some =
    !std::is_void_v<taken<Handler, Arguments>> && !std::is_same_v<taken<Handler, Arguments>, arguments<>>;

template <class Incoming>
constexpr message_decoder pool_decoder() {
    if constexpr (std::is_same_v<Incoming, message>)
        return nullptr;
    else
        return decode_incoming<Incoming>;
}

}  // namespace detail

// Messages are as those of websocket_client<Incoming, Outgoing>.
template <class Incoming = message, class Outgoing = Incoming>
class websocket_pool : public pool_base {
 public:
    // Throws error(invalid_argument) that names what is wrong with a URL or an option. Does not connect.
    websocket_pool(const std::vector<std::string>& urls, pool_options options)
        : pool_base(urls, std::move(options), detail::pool_decoder<Incoming>()) {}

    // Sends one message on a connection that the option spread chooses among those that are open. `sent`, as a
    // client's; `queued` where there is none that takes it now: it goes out on the first that does.
    template <class Message>
    send_status send(const Message& value) {
        return give(nullptr, value);
    }
    send_status send(const json& value)
        requires std::is_same_v<Outgoing, message>
    {
        return send_json(nullptr, value);
    }
    // Sends one message on the connection for this key: the same for the same key, as long as it is open. Messages of
    // one key then arrive in the order of the calls.
    template <class Message>
    send_status send_by_key(std::string_view key, const Message& value) {
        return give(&key, value);
    }
    send_status send_by_key(std::string_view key, const json& value)
        requires std::is_same_v<Outgoing, message>
    {
        return send_json(&key, value);
    }

    // Calls `handler` at every event of that name on any of the connections, with the event's arguments as for a
    // client; or, where it takes a const pool_connection& before them, also with which of them it was.
    template <detail::event_name Name, class Handler>
    subscription on(Handler&& handler) {
        return subscribe<Name>(std::forward<Handler>(handler), false);
    }
    // Calls `handler` with every message of type T, one of the alternatives of Incoming.
    template <class T, class Handler>
    subscription on(Handler&& handler) {
        static_cast<void>(sizeof(detail::client_receives<T, Incoming>));
        if constexpr (std::is_same_v<T, Incoming>) {
            return subscribe<"message">(std::forward<Handler>(handler), false);
        } else if constexpr (detail::message_types<Incoming>::template has<T>) {
            return add_handler(
                event_id::decoded_message,
                [call = make_handler<T, message_event>(std::forward<Handler>(handler))](const void* const* values) {
                    if (const T* held = std::get_if<T>(static_cast<const Incoming*>(values[1]))) {
                        const void* const own[] = {values[0], held, values[2], nullptr};
                        call(own);
                    }
                },
                false);
        } else {
            return {};  // never: client_receives has said why
        }
    }
    // on, for one time only.
    template <detail::event_name Name, class Handler>
    subscription once(Handler&& handler) {
        return subscribe<Name>(std::forward<Handler>(handler), true);
    }

 private:
    template <class Message>
    send_status give(key_pointer key, const Message& value) {
        if constexpr (!std::is_same_v<Outgoing, message>) {
            static_cast<void>(sizeof(detail::client_sends<Message, Outgoing>));
            validation_error why;
            const std::string_view text = detail::encode_value(&value, detail::description_of<Message>::value, &why);
            if (text.data() != nullptr) return send_text(key, text);
            tell_invalid(std::move(why));
            return send_status::invalid;
        } else if constexpr (std::is_same_v<Message, message>) {
            return std::visit([&](const auto& alternative) { return this->give(key, alternative); }, value);
        } else if constexpr (std::is_same_v<Message, blob>) {
            return send_binary(key, value.data);
        } else if constexpr (std::is_convertible_v<const Message&, std::string_view>) {
            return send_text(key, value);
        } else if constexpr (std::is_convertible_v<const Message&, std::span<const std::byte>>) {
            return send_binary(key, value);
        } else {
            return send_json(key, value);
        }
    }

    // Takes {connection, arguments…}.
    template <class... Arguments, class Handler>
    static detail::handler make_handler(Handler&& handler) {
        using given = std::decay_t<Handler>;
        using plain = detail::arguments<Arguments...>;
        using with_connection = detail::arguments<pool_connection, Arguments...>;
        if constexpr (detail::takes_some<given, with_connection> && !detail::takes_some<given, plain>) {
            return detail::make_handler(std::forward<Handler>(handler), with_connection());
        } else {
            return [call = detail::make_handler(std::forward<Handler>(handler), plain())](const void* const* values) {
                call(values + 1);
            };
        }
    }
    template <class... Arguments, class Handler>
    subscription add(event_id id, Handler&& handler, bool once, detail::arguments<Arguments...>) {
        return add_handler(id, make_handler<Arguments...>(std::forward<Handler>(handler)), once);
    }

    template <detail::event_name Name, class Handler>
    subscription subscribe(Handler&& handler, bool once) {
        using event = detail::existing_event<Name>;
        using given = std::decay_t<Handler>;
        const auto add_with = [&](event_id id, auto arguments) {
            return add(id, std::forward<Handler>(handler), once, arguments);
        };
        if constexpr (event::id == event_id::decoded_message) {
            constexpr bool raw =
                (std::is_invocable_v<given&, const message_event&> && !std::is_invocable_v<given&, const Incoming&>) ||
                (std::is_invocable_v<given&, const pool_connection&, const message_event&> &&
                 !std::is_invocable_v<given&, const pool_connection&, const Incoming&>);
            if constexpr (raw)
                return add_with(event_id::raw_message, detail::arguments<message_event>());
            else
                return add_with(event::id, detail::arguments<Incoming, message_event>());
        } else if constexpr (event::id == event_id::room_message) {
            return add_with(event::id, detail::arguments<std::string, Incoming, message_event>());
        } else {
            return add_with(event::id, typename event::arguments_type());
        }
    }
};

// Makes a pool; it does not connect yet. A malformed URL or option throws error(invalid_argument), which names it.
template <class Incoming = message, class Outgoing = Incoming>
websocket_pool<Incoming, Outgoing> create_websocket_pool(const std::vector<std::string>& urls,
                                                         pool_options options = {}) {
    return {urls, std::move(options)};
}

}  // namespace vafast
