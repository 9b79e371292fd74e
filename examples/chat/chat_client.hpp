// The specification's chat client in C++: typed messages, rooms, who is there and who is typing. It talks to
// `vafast serve`, and to the browser page that this serves, in the same rooms.
#pragma once

#include <vafast/client.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace chat {

struct user {
    std::string name;
};

struct chat_message {
    static constexpr std::string_view type = "chat_message";
    std::optional<std::string> room;  // to the server
    std::optional<std::string> user;  // from it
    std::string message;
    std::int64_t timestamp;

    static consteval auto rules() {
        return vafast::rules(vafast::member(&chat_message::message, vafast::min_length(1), vafast::max_length(2000)));
    }
};

struct user_joined {
    static constexpr std::string_view type = "user_joined";
    chat::user user;
    std::optional<std::string> room;
};

struct user_left {
    static constexpr std::string_view type = "user_left";
    chat::user user;
    std::optional<std::string> room;
};

struct typing_start {
    static constexpr std::string_view type = "typing_start";
    std::string room;
    std::optional<chat::user> user;
};

struct typing_stop {
    static constexpr std::string_view type = "typing_stop";
    std::string room;
    std::optional<chat::user> user;
};

using protocol = std::variant<chat_message, user_joined, user_left, typing_start, typing_stop>;

// `token` says who the user is; a server without keys takes a name for it. `show` gets each line for the user, on the
// client's thread.
class chat_client {
 public:
    chat_client(const std::string& server_url, const std::string& token, std::function<void(std::string)> show);

    void connect();
    void close();

    void join_room(const std::string& room) { client_.join_room(room); }
    void send_message(const std::string& room, const std::string& message);
    void start_typing(const std::string& room);
    void stop_typing(const std::string& room);

 private:
    void set_up_event_handlers();
    void handle_message(const protocol& message);
    void display_message(const std::string& room, std::string_view from, const chat_message& message);

    std::function<void(std::string)> show_;
    vafast::websocket_client<protocol> client_;
};

}  // namespace chat
