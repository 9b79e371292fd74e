// Connection management: Connection options
#include <vafast/client.hpp>

#include <iostream>
#include <string>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";

    const vafast::client_options options{
        // automatic reconnection
        .auto_reconnect = true,

        // the most reconnection attempts
        .max_reconnect_attempts = 10,

        // reconnection delay
        .reconnect_delay = 1000ms,

        // connection timeout
        .connection_timeout = 5000ms,

        // heartbeat interval
        .heartbeat_interval = 30000ms,

        // heartbeat timeout
        .heartbeat_timeout = 5000ms,

        // subprotocols
        .protocols = {"chat", "v1"},

        // request headers
        .headers =
            {
                {"Authorization", "Bearer token123"},
                {"User-Agent", "Vafast-WebSocket-Client/1.0.0"},
            },
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    ws_client.connect().get();
    std::cout << "The server chose the protocol " << ws_client.get_connection_info().protocol << '\n';
    ws_client.close().get();
}
