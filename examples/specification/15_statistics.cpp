// Performance monitoring: Connection statistics
#include <vafast/client.hpp>

#include <future>
#include <iostream>
#include <string>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    const vafast::client_options options{
        .hub = {.enabled = false},
        .performance_interval = 50ms,
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    std::promise<void> answered;
    ws_client.on<"message">([&answered](const vafast::message&) { answered.set_value(); });

    ws_client.connect().get();
    ws_client.send("a message of 21 bytes");
    answered.get_future().wait();

    // get the connection statistics
    const vafast::client_stats stats = ws_client.get_stats();
    std::cout << "Total messages sent: " << stats.messages_sent << '\n';
    std::cout << "Total messages received: " << stats.messages_received << '\n';
    std::cout << "Connection uptime: " << stats.uptime.count() << " ms\n";
    std::cout << "Reconnection attempts: " << stats.reconnection_attempts << '\n';
    std::cout << "Average message size: " << stats.average_message_size << '\n';

    // listen for performance events
    std::promise<void> told;
    ws_client.once<"performance_metric">([&told](const vafast::client_stats& metric) {
        std::cout << "Performance metric: " << metric.messages_sent << " sent\n";
        told.set_value();
    });
    told.get_future().wait();
    ws_client.close().get();
}
