// Quick start: A type-safe WebSocket
#include <vafast/client.hpp>

#include <iostream>
#include <string>

// define the message types
struct chat_message {
    static constexpr std::string_view type = "chat";
    std::string message;
    std::string userId;
    std::int64_t timestamp;
};

enum class system_action { user_joined, user_left, notification };

struct system_message {
    static constexpr std::string_view type = "system";
    system_action action;
    vafast::json data;
};

using websocket_message = std::variant<chat_message, system_message>;

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";

    // create a type-safe WebSocket client
    auto ws_client = vafast::create_websocket_client<websocket_message>(server + "/ws", {.auto_reconnect = true});

    // listen for messages (type safe)
    ws_client.on<"message">([](const websocket_message& data) {
        std::visit(vafast::overloaded{
                       [](const chat_message& chat) { std::cout << chat.userId << ": " << chat.message << '\n'; },
                       [](const system_message& system) {
                           std::cout << "System: " << (system.action == system_action::user_joined ? "joined" : "other")
                                     << '\n';
                       },
                   },
                   data);
    });

    // once connected, send type-safe messages
    ws_client.connect().get();
    ws_client.send(chat_message{
        .message = "Hello, everyone!",
        .userId = "user123",
        .timestamp = vafast::now_ms(),
    });
    ws_client.send(system_message{.action = system_action::user_joined, .data = {{"id", "user123"}}});

    ws_client.close().get();
}
