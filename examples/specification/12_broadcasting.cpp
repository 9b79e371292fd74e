// Rooms and broadcast: Broadcasting
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";

    // somebody who listens: the hub knows them by their token
    auto listener = vafast::create_websocket_client(server + "/ws", {.auth = {.get_token = [] { return "user123"; }}});
    listener.on<"message">([](const vafast::message& message) {
        std::cout << "to me: " << std::get<vafast::json>(message)["type"] << '\n';
    });
    listener.on<"room_message">([](const std::string& room, const vafast::message& message) {
        std::cout << "in " << room << ": " << std::get<vafast::json>(message)["type"] << '\n';
    });
    listener.connect().get();
    listener.join_room("general").get();
    listener.join_room("support").get();

    auto ws_client = vafast::create_websocket_client(server + "/ws", {.auth = {.get_token = [] { return "admin"; }}});
    ws_client.connect().get();

    // broadcast to all connected clients
    ws_client
        .broadcast({
            {"type", "announcement"},
            {"message", "Server maintenance in 5 minutes"},
            {"timestamp", vafast::now_ms()},
        })
        .get();

    // broadcast to a certain room
    ws_client
        .broadcast_to_room("general",
                           {
                               {"type", "chat"},
                               {"message", "Hello, general room!"},
                               {"sender", "system"},
                           })
        .get();

    // broadcast to several rooms
    ws_client
        .broadcast_to_rooms({"general", "support"},
                            {
                                {"type", "notification"},
                                {"message", "New feature available!"},
                                {"feature", "real-time-chat"},
                            })
        .get();

    // broadcast to a certain user
    ws_client
        .broadcast_to_user("user123",
                           {
                               {"type", "private_message"},
                               {"message", "You have a new message"},
                               {"from", "admin"},
                           })
        .get();

    ws_client.close().get();
    listener.close().get();
}
