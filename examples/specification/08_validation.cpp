// Messages: Message validation
#include <vafast/client.hpp>
#include <vafast/message/type.hpp>

#include <future>
#include <iostream>
#include <string>

namespace type = vafast::type;

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";

    // define the message validator
    const vafast::validator message_validator = type::union_({
        type::object({
            {"type", type::literal("chat")},
            {"message", type::string()},
            {"userId", type::string()},
        }),
        type::object({
            {"type", type::literal("status")},
            {"online", type::boolean()},
            {"timestamp", type::number()},
        }),
    });

    const vafast::client_options options{
        // turn message validation on
        .message_validation =
            {
                .enabled = true,
                .validator = message_validator,
            },
    };
    auto ws_client = vafast::create_websocket_client(server + "/ws", options);

    // listen for messages that fail validation
    ws_client.on<"validation_error">([](const vafast::validation_error& error, const std::string& message) {
        std::cout << "Message validation failed: " << error.what() << '\n';
        std::cout << "Invalid message: " << message << '\n';
    });
    std::promise<void> answered;
    ws_client.on<"message">([&answered](const vafast::message& data) {
        std::cout << "Valid: " << std::get<vafast::json>(data) << '\n';
        answered.set_value();
    });

    ws_client.connect().get();

    // messages are validated automatically when sent
    ws_client.send({
        {"type", "chat"},
        {"message", "Hello!"},
        {"userId", "user123"},
    });  // valid
    answered.get_future().wait();

    ws_client.send({
        {"type", "invalid"},
        {"data", "invalid"},
    });  // fails validation

    ws_client.close().get();
}
