// Messages: Receiving messages
#include <vafast/client.hpp>

#include <iostream>
#include <string>

// type-safe message handling
enum class game_event { game_update, player_move, game_over };

struct game_message {
    game_event type;
    vafast::json data;
};

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    auto ws_client = vafast::create_websocket_client(server + "/ws");

    // listen for every message
    ws_client.on<"message">([](const vafast::message&, const vafast::message_event& event) {
        std::cout << "Raw message: " << event.size() << " bytes of " << (event.is_text ? "text" : "binary") << '\n';
    });

    // listen for messages of a certain type
    ws_client.on<"message">([](const vafast::message& data) {
        if (const auto* text = std::get_if<std::string>(&data)) {
            std::cout << "Text message: " << *text << '\n';
        } else if (const auto* binary = std::get_if<vafast::binary>(&data)) {
            std::cout << "Binary message: " << binary->size() << " bytes\n";
        } else if (const auto* blob = std::get_if<vafast::blob>(&data)) {
            std::cout << "Blob message: " << blob->data.size() << " bytes\n";
        } else {
            std::cout << "JSON message: " << std::get<vafast::json>(data) << '\n';
        }
    });

    ws_client.connect().get();
    ws_client.send("plain text");
    ws_client.send({{"type", "status"}, {"online", true}});
    ws_client.close().get();

    auto game = vafast::create_websocket_client<game_message>(server + "/ws");
    game.on<"message">([](const game_message& message) {
        switch (message.type) {
            case game_event::game_update: std::cout << "Update: " << message.data << '\n'; break;
            case game_event::player_move: std::cout << "Move: " << message.data << '\n'; break;
            case game_event::game_over: std::cout << "Game over\n"; break;
        }
    });
    game.connect().get();
    game.send(game_message{game_event::player_move, {{"x", 3}, {"y", 4}}});
    game.send(game_message{game_event::game_over, nullptr});
    game.close().get();
}
