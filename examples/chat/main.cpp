// chat NAME [URL]: a chat in the terminal. Each line is a message; `/join ROOM` changes the room.
#include "chat_client.hpp"

#include <iostream>
#include <mutex>

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: chat NAME [ws://127.0.0.1:3000]\n";
        return 2;
    }
    std::mutex printing;
    chat::chat_client client(argc > 2 ? argv[2] : "ws://127.0.0.1:3000", argv[1], [&](const std::string& line) {
        const std::lock_guard lock(printing);
        std::cout << line << std::endl;
    });
    try {
        client.connect();
    } catch (const vafast::error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }

    std::string room = "general";
    for (std::string line; std::getline(std::cin, line);) {
        if (line.starts_with("/join ")) {
            room = line.substr(6);
            client.join_room(room);
        } else if (!line.empty()) {
            client.send_message(room, line);
        }
    }
    client.close();
}
