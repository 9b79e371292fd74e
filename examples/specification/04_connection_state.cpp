// Connection management: Connection state
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    auto ws_client = vafast::create_websocket_client(server + "/ws");

    // listen for changes of the connection state
    ws_client.on<"open">([] { std::cout << "WebSocket connected\n"; });

    ws_client.on<"close">([](const vafast::close_event& event) {
        std::cout << "WebSocket closed: " << event.code << ' ' << event.reason << '\n';
    });

    ws_client.on<"error">([](const vafast::error& error) { std::cerr << "WebSocket error: " << error.what() << '\n'; });

    ws_client.connect().get();

    // check the connection state
    if (ws_client.is_connected()) {
        std::cout << "WebSocket is connected\n";
    } else {
        std::cout << "WebSocket is disconnected\n";
    }

    // get the connection's information
    const vafast::connection_info connection_info = ws_client.get_connection_info();
    std::cout << "Connection URL: " << connection_info.url << '\n';
    std::cout << "Protocol: " << connection_info.protocol << '\n';
    std::cout << "Ready State: " << (connection_info.ready_state == vafast::ready_state::open ? "open" : "another")
              << '\n';

    ws_client.close(1000, "seen enough").get();
}
