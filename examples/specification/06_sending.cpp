// Messages: Sending messages
#include <vafast/client.hpp>

#include <array>
#include <bit>
#include <iostream>
#include <numbers>
#include <span>
#include <string>

// What comes back, since the server echoes.
static void show(const vafast::message& data) {
    std::visit(vafast::overloaded{
                   [](const std::string& text) { std::cout << "text: " << text << '\n'; },
                   [](const vafast::json& json) { std::cout << "json: " << json << '\n'; },
                   [](const vafast::binary& bytes) { std::cout << "binary: " << bytes.size() << " bytes\n"; },
                   [](const vafast::blob& blob) { std::cout << "blob: " << blob.data.size() << " bytes\n"; },
               },
               data);
}

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    auto ws_client = vafast::create_websocket_client(server + "/ws");
    ws_client.on<"message">(show);

    ws_client.connect().get();

    // send a text message
    ws_client.send("Hello, WebSocket!");

    // send a JSON message
    ws_client.send({
        {"type", "user_action"},
        {"action", "click"},
        {"target", "button"},
        {"timestamp", 1700000000000},
    });

    // send binary data
    const auto buffer = std::bit_cast<std::array<std::byte, 8>>(std::numbers::pi);
    ws_client.send(buffer);

    // send a blob
    const std::string_view text = "Hello, Blob!";
    const auto bytes = std::as_bytes(std::span(text));
    ws_client.send(vafast::blob{.data = {bytes.begin(), bytes.end()}, .type = "text/plain"});

    ws_client.close().get();
}
