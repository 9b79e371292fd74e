// Connection management: Manual control of the connection
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    const vafast::client_options options{
        .auto_reconnect = false,
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    // connect by hand
    try {
        ws_client.connect().get();
        std::cout << "Connected successfully\n";
    } catch (const vafast::error& error) {
        std::cerr << "Connection failed: " << error.what() << '\n';
    }

    // reconnect by hand
    if (ws_client.is_connected()) {
        ws_client.reconnect().get();
        std::cout << "Connected anew\n";
    }

    // close the connection
    ws_client.close(1000, "Normal closure").get();
    std::cout << "Closed\n";

    // force it closed
    ws_client.force_close().get();
}
