// A practical example: A real-time chat application
#include <vafast/client.hpp>

#include <future>
#include <iostream>
#include <string>

class chat_client {
 public:
    chat_client(const std::string& server_url, const std::string& token)
        : ws_client_(vafast::create_websocket_client(server_url + "/chat",
                                                     {
                                                         .auto_reconnect = true,
                                                         .headers = {{"Authorization", "Bearer " + token}},
                                                     })) {
        set_up_event_handlers();
    }

    void connect() { ws_client_.connect().get(); }
    void wait_until_joined() { joined_.get_future().wait(); }
    void wait_for_a_message() { displayed_.get_future().wait(); }
    void close() { ws_client_.close().get(); }

    void send_message(const std::string& room_name, const std::string& message) {
        ws_client_.send({
            {"type", "chat_message"},
            {"room", room_name},
            {"message", message},
            {"timestamp", vafast::now_ms()},
        });
    }

    void start_typing(const std::string& room_name) {
        ws_client_.send({{"type", "typing_start"}, {"room", room_name}});
    }

    void stop_typing(const std::string& room_name) { ws_client_.send({{"type", "typing_stop"}, {"room", room_name}}); }

 private:
    void set_up_event_handlers() {
        ws_client_.on<"open">([this] {
            std::cout << "Chat connected\n";
            ws_client_.join_room("general");
        });

        ws_client_.on<"room_joined">([this] { joined_.set_value(); });

        ws_client_.on<"message">([this](const vafast::message& data) { handle_message(std::get<vafast::json>(data)); });

        ws_client_.on<"room_message">([this](const std::string& room_name, const vafast::message& message) {
            display_message(room_name, std::get<vafast::json>(message));
            displayed_.set_value();
        });
    }

    static void handle_message(const vafast::json& data) {
        if (data["type"] == "user_joined") {
            std::cout << data["user"]["name"] << " joined the chat\n";
        } else if (data["type"] == "user_left") {
            std::cout << data["user"]["name"] << " left the chat\n";
        } else if (data["type"] == "typing_start") {
            std::cout << data["user"]["name"] << " is typing...\n";
        } else if (data["type"] == "typing_stop") {
            std::cout << data["user"]["name"] << " stopped typing\n";
        }
    }

    static void display_message(const std::string& room_name, const vafast::json& message) {
        std::cout << room_name << ": " << message["user"] << ": " << message["message"] << '\n';
    }

    std::promise<void> joined_;
    std::promise<void> displayed_;
    vafast::websocket_client<> ws_client_;
};

int main(int argc, char** argv) {
    const std::string server = argc > 1 ? argv[1] : "ws://localhost:3000";

    // use the chat client
    chat_client chat(server, "alice");
    chat.connect();
    chat.wait_until_joined();

    // typing indicator, and a message
    chat.start_typing("general");
    chat.send_message("general", "Hello!");
    chat.stop_typing("general");
    chat.wait_for_a_message();
    chat.close();
}
