// Quick start: A basic WebSocket connection
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";

    // create the WebSocket client
    const vafast::client_options options{
        .auto_reconnect = true,
        .max_reconnect_attempts = 5,
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    // listen for messages
    ws_client.on<"message">([](const vafast::message& data) {
        if (const auto* json = std::get_if<vafast::json>(&data)) std::cout << "Received: " << *json << '\n';
    });

    // connect to the server
    ws_client.connect().get();

    // send a message
    ws_client.send({{"type", "chat"}, {"message", "Hello, World!"}});

    // close the connection, after what was sent
    ws_client.close().get();
}
