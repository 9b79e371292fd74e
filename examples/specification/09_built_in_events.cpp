// The event system: Built-in events
#include <vafast/client.hpp>

#include <future>
#include <iostream>
#include <string>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    auto ws_client = vafast::create_websocket_client(server + "/ws", {.heartbeat_interval = 20ms});

    // connection events
    ws_client.on<"open">([](const vafast::connection_info&) { std::cout << "Connection opened\n"; });

    std::promise<void> closed;
    ws_client.on<"close">([&closed](const vafast::close_event& event) {
        std::cout << "Connection closed: " << event.code << ' ' << event.reason << '\n';
        closed.set_value();
    });

    ws_client.on<"error">(
        [](const vafast::error& error) { std::cerr << "Connection error: " << error.what() << '\n'; });

    // message events
    ws_client.on<"message">([&ws_client](const vafast::message&, const vafast::message_event& event) {
        std::cout << "Message received: " << event.text() << '\n';
        ws_client.close(1000, "enough");
    });

    // reconnection events
    ws_client.on<"reconnect">(
        [](std::uint32_t attempt) { std::cout << "Reconnecting... Attempt " << attempt << '\n'; });

    ws_client.on<"reconnect_success">(
        [](std::uint32_t attempt) { std::cout << "Reconnected successfully after " << attempt << " attempts\n"; });

    ws_client.on<"reconnect_failed">(
        [](std::uint32_t attempt) { std::cout << "Reconnection failed after " << attempt << " attempts\n"; });

    // heartbeat events
    ws_client.once<"heartbeat">([&ws_client] {
        std::cout << "Heartbeat sent\n";
        ws_client.send("Hello");
    });

    ws_client.on<"heartbeat_timeout">([] { std::cout << "Heartbeat timeout\n"; });

    ws_client.connect().get();
    closed.get_future().wait();
}
