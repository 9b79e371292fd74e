#include <vafast/client.hpp>

#include <iostream>

int main() {
    auto client = vafast::create_websocket_client("wss://example.org/ws", {.max_reconnect_attempts = 1});
    client.on<"message">([](const vafast::message&) {});
    std::cout << client.get_connection_info().url << ' ' << vafast::json{{"type", "chat"}} << '\n';
}
