// Rooms and broadcast: Rooms
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    auto ws_client = vafast::create_websocket_client(server + "/ws");

    // listen for room events
    ws_client.on<"room_joined">(
        [](const std::string& room_name) { std::cout << "Joined room: " << room_name << '\n'; });

    ws_client.on<"room_left">([](const std::string& room_name) { std::cout << "Left room: " << room_name << '\n'; });

    ws_client.on<"room_message">([](const std::string& room_name, const vafast::message& message) {
        std::cout << "Message in " << room_name << ": " << std::get<vafast::json>(message) << '\n';
    });

    ws_client.connect().get();

    // join rooms
    ws_client.join_room("general").get();
    ws_client.join_room("support").get();
    ws_client.join_room("announcements").get();

    // leave a room
    ws_client.leave_room("support").get();

    // get the current rooms
    std::cout << "Current rooms:";
    for (const std::string& room : ws_client.get_current_rooms()) std::cout << ' ' << room;
    std::cout << '\n';

    ws_client.broadcast_to_room("general", {{"type", "chat"}, {"message", "Hello, room!"}}).get();
    ws_client.close().get();
}
