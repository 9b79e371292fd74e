// Performance monitoring: Message queue
#include <vafast/client.hpp>

#include <iostream>
#include <string>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    const vafast::client_options options{
        // message queue options
        .message_queue =
            {
                .enabled = true,
                .max_size = 1000,
                .flush_interval = 100ms,
            },
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);
    ws_client.on<"message">(
        [](const vafast::message& data) { std::cout << "Echo: " << std::get<vafast::json>(data)["message"] << '\n'; });

    // send messages in batches; without a connection they wait for one
    ws_client.queue_message({{"type", "log"}, {"level", "info"}, {"message", "User action"}});
    ws_client.queue_message({{"type", "log"}, {"level", "info"}, {"message", "Another action"}});
    ws_client.queue_message({{"type", "log"}, {"level", "info"}, {"message", "Third action"}});

    // get the queue's status
    const vafast::message_queue_status queue_status = ws_client.get_message_queue_status();
    std::cout << "Queue size: " << queue_status.size << '\n';
    std::cout << "Queue full: " << (queue_status.is_full ? "yes" : "no") << '\n';

    ws_client.connect().get();

    // flush the queue by hand
    ws_client.flush_message_queue();

    ws_client.close().get();
}
