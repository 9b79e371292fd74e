// Testing and debugging: Debugging
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    const vafast::client_options options{
        .hub = {.enabled = false},
        // turn debug mode on
        .debug =
            {
                .enabled = true,
                .log_messages = true,
                .log_events = true,
                .log_performance = true,
            },
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    // see what happens
    ws_client.on<"debug">([](const vafast::debug_event& info) {
        std::cout << "WebSocket Debug\n";
        std::cout << "  Type: " << info.type << '\n';
        std::cout << "  Data: " << info.data << '\n';
        std::cout << "  Timestamp: " << info.timestamp << '\n';
    });

    ws_client.connect().get();
    ws_client.send({{"type", "test"}});
    ws_client.close().get();

    // get the debug information
    const vafast::json debug_info = ws_client.get_debug_info();
    std::cout << "Debug info: " << debug_info << '\n';
}
