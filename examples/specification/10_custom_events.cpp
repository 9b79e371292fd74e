// The event system: Custom events
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    auto ws_client = vafast::create_websocket_client(server + "/ws");

    // create a custom event emitter
    auto event_emitter = ws_client.create_event_emitter();

    // listen for custom events
    event_emitter.on("user_joined", [](const vafast::json& user) { std::cout << "User joined: " << user << '\n'; });

    event_emitter.on("user_left", [](const vafast::json& user) { std::cout << "User left: " << user << '\n'; });

    event_emitter.on("message_sent",
                     [](const vafast::json& message) { std::cout << "Message sent: " << message << '\n'; });

    // emit custom events
    ws_client.on<"message">([&](const vafast::message& message) {
        const auto& data = std::get<vafast::json>(message);
        if (data["type"] == "user_joined") {
            event_emitter.emit("user_joined", data["user"]);
        } else if (data["type"] == "user_left") {
            event_emitter.emit("user_left", data["user"]);
        } else if (data["type"] == "message_sent") {
            event_emitter.emit("message_sent", data["message"]);
        }
    });

    ws_client.connect().get();
    ws_client.send({{"type", "user_joined"}, {"user", "alice"}});
    ws_client.send({{"type", "message_sent"}, {"message", "Hello"}});
    ws_client.send({{"type", "user_left"}, {"user", "alice"}});
    ws_client.close().get();
}
