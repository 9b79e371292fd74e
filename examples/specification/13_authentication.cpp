// Security: Authentication and authorization
#include <vafast/client.hpp>

#include <iostream>
#include <map>
#include <string>

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";
    std::map<std::string, std::string> storage{{"ws_token", "user123"}};

    const vafast::client_options options{
        // authentication options
        .auth = {
            // add the authentication header automatically
            .auto_auth = true,

            // get the credentials
            .get_token = [&storage] { return storage["ws_token"]; },

            // handle an authentication failure
            .on_auth_failure =
                [&storage](const vafast::error& error) {
                    std::cout << "Authentication failed: " << error.what() << '\n';
                    storage.erase("ws_token");
                },
        },
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    // listen for the authentication response
    ws_client.on<"message">([&ws_client](const vafast::message& message) {
        const auto& data = std::get<vafast::json>(message);
        if (data["type"] == "auth_success") {
            std::cout << "Authentication successful\n";
            ws_client.set_authenticated(true);
        } else if (data["type"] == "auth_failed") {
            std::cout << "Authentication failed: " << data["reason"] << '\n';
            ws_client.set_authenticated(false);
        }
        std::cout << "Authenticated: " << (ws_client.is_authenticated() ? "yes" : "no") << '\n';
    });

    ws_client.connect().get();

    // send an authentication message; this server echoes, so it is the answer as well
    ws_client.send({{"type", "auth_success"}, {"token", storage["ws_token"]}});
    ws_client.send({{"type", "auth_failed"}, {"reason", "expired"}});

    ws_client.close().get();
}
