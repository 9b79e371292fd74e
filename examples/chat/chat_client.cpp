#include "chat_client.hpp"

#include <utility>

namespace chat {

chat_client::chat_client(const std::string& server_url, const std::string& token, std::function<void(std::string)> show)
    : show_(std::move(show)),
      client_(vafast::create_websocket_client<protocol>(
          server_url + "/chat", {.auto_reconnect = true, .headers = {{"Authorization", "Bearer " + token}}})) {
    set_up_event_handlers();
}

void chat_client::connect() {
    client_.join_room("general");  // as soon as there is a connection, and again after every other
    client_.connect().get();
}

void chat_client::close() { client_.close().get(); }

void chat_client::set_up_event_handlers() {
    client_.on<"open">([this] { show_("* connected"); });
    client_.on<"close">([this](const vafast::close_event& close) {
        show_(close.will_reconnect ? "* the connection is lost; it will be back" : "* closed");
    });
    client_.on<"recovered">([this](const std::string& room, const vafast::recovery& recovery) {
        if (room.starts_with('*') || room.starts_with('@'))
            return;  // of everybody, and of the user: nobody joined those
        show_(recovery.is_complete
                  ? "* back in " + room + ": you missed " + std::to_string(recovery.count) + " messages"
                  : "* back in " + room + "; some messages are gone");
    });
    client_.on<"message">([this](const protocol& message) { handle_message(message); });
    client_.on<"room_message">(
        [this](const std::string& room, const protocol& message, const vafast::message_event& event) {
            if (const auto* said = std::get_if<chat_message>(&message)) display_message(room, event.from, *said);
        });
}

void chat_client::handle_message(const protocol& message) {
    std::visit(vafast::overloaded{
                   [this](const user_joined& joined) { show_("* " + joined.user.name + " joined the chat"); },
                   [this](const user_left& left) { show_("* " + left.user.name + " left the chat"); },
                   [this](const typing_start& typing) {
                       if (typing.user) show_("* " + typing.user->name + " is typing…");
                   },
                   [](const typing_stop&) {},
                   [](const chat_message&) {},
               },
               message);
}

// Who said it the hub knows; a message may claim anything.
void chat_client::display_message(const std::string& room, std::string_view from, const chat_message& message) {
    show_('#' + room + "  " + std::string(from.empty() ? "the hub" : from) + ": " + message.message);
}

void chat_client::send_message(const std::string& room, const std::string& message) {
    client_.send(chat_message{.room = room, .user = {}, .message = message, .timestamp = vafast::now_ms()});
}

void chat_client::start_typing(const std::string& room) { client_.send(typing_start{room, {}}); }

void chat_client::stop_typing(const std::string& room) { client_.send(typing_stop{room, {}}); }

}  // namespace chat
