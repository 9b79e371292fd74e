// The hub whose application's messages are plain structs, as those of a typed client:
//
//   vafast::typed_hub<chat_protocol> hub({.listen = {"0.0.0.0:3000"}});
//   hub.on<"message">([&](vafast::hub_connection& from, const chat_protocol& message) { hub.send(from, message); });
//   hub.on<chat_message>([&](vafast::hub_connection& from, const chat_message& chat) { hub.publish("general", chat);
//   }); hub.start();
//
// What a client sends is read straight from the network's buffer into the struct and checked. Threads as in hub.hpp.
#pragma once

#include <vafast/hub.hpp>
#include <vafast/message/codec.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace vafast {

// Receives Incoming from its clients, and sends Outgoing: structs, or std::variants of structs.
template <class Incoming, class Outgoing = Incoming>
class typed_hub : public hub_base {
 public:
    // Throws error(invalid_argument) that names the option which is out of its range. Does not listen yet.
    explicit typed_hub(hub_server_options options = {}) : hub_base(std::move(options)) {
        set_message_handler([handlers = handlers_](hub_connection& from, const message_event& event) {
            handlers->receive(from, event);
        });
    }

    // As hub::on, but that "message" has (hub_connection&, const Incoming&). "validation_error" (hub_connection&, const
    // validation_error&, std::string_view text) hears of what is no Incoming; without a handler of it, that is dropped.
    template <detail::hub_event_name Name, class Handler>
    void on(Handler handler) {
        if constexpr (Name.view() == "message") {
            handlers_->message.push_back(std::move(handler));
        } else if constexpr (Name.view() == "validation_error") {
            handlers_->invalid = std::move(handler);
        } else if constexpr (Name.view() == "open") {
            set_open_handler(std::move(handler));
        } else if constexpr (Name.view() == "close") {
            set_close_handler(std::move(handler));
        } else if constexpr (Name.view() == "join") {
            set_join_handler(std::move(handler));
        } else if constexpr (Name.view() == "leave") {
            set_leave_handler(std::move(handler));
        } else {
            static_assert(Name.view() == "open",
                          "vafast: there is no event of this name. The events of a typed hub are: open, message, "
                          "validation_error, close, join, leave.");
        }
    }
    // Calls `handler` with every message of type T, an alternative of Incoming.
    template <class T, class Handler>
    void on(Handler handler) {
        handlers_->message.push_back([call = std::move(handler)](hub_connection& from, const Incoming& message) {
            if (const T* held = std::get_if<T>(&message)) call(from, *held);
        });
    }

    // Sends a message to one connection. False where it breaks a rule of its own: then nothing is sent.
    bool send(hub_connection& to, const Outgoing& message) {
        std::string text;
        if (!try_encode(message, text)) return false;
        to.send(text);
        return true;
    }

    using hub_base::publish;
    // Publishes in the name of the application. Throws error(invalid_message) where a message breaks a rule of its own.
    future<> publish(std::string_view room, const Outgoing& message) {
        return hub_base::publish(room, raw_json_view(encode(message)));
    }
    // The same in the name of a client's user, as hub_connection::publish.
    permission publish(hub_connection& from, std::string_view room, const Outgoing& message) {
        return from.publish(room, raw_json_view(encode(message)));
    }

 private:
    struct handler_list {
        std::vector<std::function<void(hub_connection&, const Incoming&)>> message{};
        std::function<void(hub_connection&, const validation_error&, std::string_view)> invalid{};

        void receive(hub_connection& from, const message_event& event) const {
            Incoming received{};
            validation_error why{
                .path = {}, .rule = "type", .expected = "a text message", .found = "a binary one", .position = {}};
            text_storage storage;
            if (event.is_text && try_decode(event.text(), received, &why, &storage, json::utf8::known_valid)) {
                for (const auto& each : message) each(from, received);
            } else if (invalid) {
                invalid(from, why, event.text());
            }
        }
    };

    // Shared, since the hub may be moved.
    std::shared_ptr<handler_list> handlers_ = std::make_shared<handler_list>();
};

}  // namespace vafast
