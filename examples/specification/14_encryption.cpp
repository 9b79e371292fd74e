// Security: Message encryption
#include <vafast/client.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    const vafast::client_options options{
        // encryption options
        .encryption =
            {
                .enabled = true,
                .algorithm = "AES-256-GCM",
                .key = "your-secret-key",
            },
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    // receive encrypted messages
    ws_client.on<"message">([&ws_client](const vafast::message& message) {
        const auto& data = std::get<vafast::json>(message);
        if (vafast::is_encrypted(data)) {
            std::cout << "Decrypted message: " << ws_client.decrypt(data) << '\n';
        } else {
            std::cout << "Plain message: " << data << '\n';
        }
    });

    ws_client.connect().get();

    // send an encrypted message
    const vafast::json encrypted_message = ws_client.encrypt({
        {"type", "sensitive_data"},
        {"data", "confidential information"},
    });

    ws_client.send(encrypted_message);
    ws_client.send({{"type", "public_data"}});

    ws_client.close().get();
}
