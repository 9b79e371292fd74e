// The client whose messages are plain structs:
//
//   using chat_protocol = std::variant<chat_message, system_message>;
//   auto client = vafast::create_websocket_client<chat_protocol>("wss://example.org/ws");
//   client.on<chat_message>([](const chat_message& chat) { … });
//   client.send(chat_message{"Hello, everyone!", "user123", vafast::now_ms()});
//
// What arrives is read straight from the network's buffer into the struct and checked; what is no such message becomes
// a `validation_error` event, and the connection stands. Included by vafast/client.hpp; threads as there.
#pragma once

#include <vafast/client.hpp>
#include <vafast/message/codec.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace vafast {

namespace detail {

// What a message_decoder does with a fresh value.
bool decode_and_use(std::string_view text, void* value, const description& type, void* context,
                    void (*use)(void*, const void*), validation_error& why);

template <class Incoming>
bool decode_incoming(std::string_view text, void* context, void (*use)(void*, const void*), validation_error& why) {
    Incoming value{};
    return decode_and_use(text, &value, description_of<Incoming>::value, context, use, why);
}

// The types of message that make up a client's.
template <class Message>
struct message_types {
    template <class T>
    static constexpr bool has = std::is_same_v<T, Message>;
    template <event_name Name>
    static constexpr bool has_tag = tag_of<Message>().value == std::string_view(Name.text);
    template <event_name Name>
    using tagged = Message;
};
template <class... Ts>
struct message_types<std::variant<Ts...>> {
    template <class T>
    static constexpr bool has = (std::is_same_v<T, Ts> || ...) || std::is_same_v<T, std::variant<Ts...>>;
    template <event_name Name>
    static constexpr bool has_tag = ((tag_of<Ts>().value == std::string_view(Name.text)) || ...);
    template <event_name Name>
    static constexpr std::size_t index_of() {
        std::size_t index = 0;
        static_cast<void>(((tag_of<Ts>().value == std::string_view(Name.text) || (++index, false)) || ...));
        return index;
    }
    template <event_name Name>
    using tagged = std::variant_alternative_t<index_of<Name>(), std::variant<Ts...>>;
};

// Named for the compiler's note, which lists the types of the second argument.
template <class Given, class Messages>
struct client_sends {
    static_assert(message_types<Messages>::template has<Given>,
                  "vafast: this client does not send messages of this type. The types that it sends are the second "
                  "argument of client_sends in the note below or above");
};
template <class Given, class Messages>
struct client_receives {
    static_assert(message_types<Messages>::template has<Given>,
                  "vafast: this client does not receive messages of this type. The types that it receives are the "
                  "second argument of client_receives in the note below or above");
};
template <event_name Name, class Messages>
struct client_knows {
    static_assert(event<Name>::exists || message_types<Messages>::template has_tag<Name>,
                  "vafast: there is neither an event of this name nor a message with this discriminator. The events "
                  "are: open, close, error, message, validation_error, reconnect, reconnect_success, reconnect_failed, "
                  "heartbeat, heartbeat_timeout, drain, room_joined, room_left, room_message, presence, recovered, "
                  "performance_metric, debug.");
};

}  // namespace detail

template <class Incoming, class Outgoing>
class websocket_client : public client_base {
 public:
    // Throws error(invalid_argument) that names what is wrong with the URL or an option. Does not connect.
    explicit websocket_client(std::string_view url) : client_base(url, detail::decode_incoming<Incoming>) {}
    websocket_client(std::string_view url, client_options&& options)
        : client_base(url, std::move(options), detail::decode_incoming<Incoming>) {}
    websocket_client(std::string_view url, const client_options& options)
        : websocket_client(url, client_options(options)) {}

    // Sends one message: an Outgoing, or one of its alternatives. Never blocks and never throws on a network fault.
    // What breaks a rule of its own is not sent: `invalid`, and a `validation_error` event.
    template <class T>
    send_status send(const T& value) {
        return send_at(value, detail::departure::now);
    }
    // The same, gathered in the message queue (docs/queue.md).
    template <class T>
    send_status queue_message(const T& value) {
        return send_at(value, detail::departure::at_flush);
    }

    // As those of the untyped client.
    template <class T>
    future<receipt> broadcast(const T& value) {
        return publish_to_all(to_room_data(value));
    }
    template <class T>
    future<receipt> broadcast_to_room(std::string_view room, const T& value) {
        return publish_to_room(room, to_room_data(value));
    }
    template <class T>
    future<receipt> broadcast_to_rooms(std::vector<std::string> rooms, const T& value) {
        return publish_to_rooms(std::move(rooms), to_room_data(value));
    }
    template <class T>
    future<receipt> broadcast_to_user(std::string_view user, const T& value) {
        return publish_to_user(user, to_room_data(value));
    }

    // Calls `handler` at every event of that name: on<"open">, on<"message">, … where a message is an Incoming. A name
    // that is the discriminator of a message means those messages: on<"chat"> is on<chat_message>.
    template <detail::event_name Name, class Handler>
    subscription on(Handler&& handler) {
        static_cast<void>(sizeof(detail::client_knows<Name, Incoming>));
        if constexpr (detail::event<Name>::exists) {
            return subscribe<Name>(std::forward<Handler>(handler), false);
        } else if constexpr (detail::message_types<Incoming>::template has_tag<Name>) {
            return on<typename detail::message_types<Incoming>::template tagged<Name>>(std::forward<Handler>(handler));
        } else {
            return {};  // never: client_knows has said why
        }
    }
    // Calls `handler` with every message of type T: on<chat_message>.
    template <class T, class Handler>
    subscription on(Handler&& handler) {
        static_cast<void>(sizeof(detail::client_receives<T, Incoming>));
        if constexpr (std::is_same_v<T, Incoming>) {
            return subscribe<"message">(std::forward<Handler>(handler), false);
        } else if constexpr (detail::message_types<Incoming>::template has<T>) {
            return add_handler(
                event_id::decoded_message,
                [call = detail::make_handler(std::forward<Handler>(handler), detail::arguments<T, message_event>())](
                    const void* const* values) {
                    if (const T* held = std::get_if<T>(static_cast<const Incoming*>(values[0]))) {
                        const void* const own[] = {held, values[1], nullptr};
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
    template <class T>
    send_status send_at(const T& value, detail::departure when) {
        static_cast<void>(sizeof(detail::client_sends<T, Outgoing>));
        return send_value(&value, detail::description_of<T>::value, when);
    }

    template <class T>
    static detail::room_data to_room_data(const T& value) {
        static_cast<void>(sizeof(detail::client_sends<T, Outgoing>));
        return detail::make_room_data(&value, detail::description_of<T>::value);
    }

    template <detail::event_name Name, class Handler>
    subscription subscribe(Handler&& handler, bool once) {
        using event = detail::existing_event<Name>;
        using given = std::decay_t<Handler>;
        const auto add = [&](event_id id, auto arguments) {
            return add_handler(id, detail::make_handler(std::forward<Handler>(handler), arguments), once);
        };
        if constexpr (event::id == event_id::decoded_message) {
            if constexpr (std::is_invocable_v<given&, const message_event&> &&
                          !std::is_invocable_v<given&, const Incoming&>) {
                return add(event_id::raw_message, detail::arguments<message_event>());
            } else {
                return add(event::id, detail::arguments<Incoming, message_event>());
            }
        } else if constexpr (event::id == event_id::room_message) {
            if constexpr (std::is_invocable_v<given&, const std::string&, const message_event&> &&
                          !std::is_invocable_v<given&, const std::string&, const Incoming&>) {
                return add(event_id::raw_room_message, detail::arguments<std::string, message_event>());
            } else {
                return add(event::id, detail::arguments<std::string, Incoming, message_event>());
            }
        } else {
            return add(event::id, typename event::arguments_type());
        }
    }
};

}  // namespace vafast
