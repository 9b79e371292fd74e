#include "cli/chat.hpp"

#include "cli/web_files.hpp"

#include <vafast/message/codec.hpp>

#include <algorithm>

namespace vafast::cli {
namespace {

// What its clients say.
struct said {
    static constexpr std::string_view type = "chat_message";
    std::string room;
    std::string message;
    std::int64_t timestamp;

    static consteval auto rules() { return vafast::rules(member(&said::message, min_length(1), max_length(2'000))); }
};
struct typing_start {
    static constexpr std::string_view type = "typing_start";
    std::string room;
};
struct typing_stop {
    static constexpr std::string_view type = "typing_stop";
    std::string room;
};
using incoming = std::variant<said, typing_start, typing_stop>;

// What it tells them: {"type":"user_joined","user":{"name":"alice"},"room":"general"}.
json about(const hub_connection& who, std::string_view type, const std::string& room) {
    return {{"type", type}, {"user", {{"name", who.user()}}}, {"room", room}};
}

bool is_in(const hub_connection& who, const std::string& room) {
    const std::vector<std::string> rooms = who.rooms();
    return std::find(rooms.begin(), rooms.end(), room) != rooms.end();
}

void refuse(hub_connection& to, const std::string& reason) { to.send(json{{"type", "error"}, {"reason", reason}}); }

}  // namespace

bool chat_message(hub_connection& from, const message_event& what) {
    if (from.path() != chat_path) return false;
    incoming message;
    validation_error why;
    if (!what.is_text || !try_decode(what.text(), message, &why, nullptr, json::utf8::known_valid)) {
        refuse(from, what.is_text ? why.what() : "This chat has no binary messages.");
        return true;
    }
    const std::string& room = std::visit([](const auto& each) -> const std::string& { return each.room; }, message);
    if (!is_in(from, room)) {
        refuse(from, "Join the room " + room + " before you speak there.");
    } else if (const said* line = std::get_if<said>(&message)) {
        const permission may = from.publish(
            room,
            {{"type", said::type}, {"user", from.user()}, {"message", line->message}, {"timestamp", line->timestamp}});
        if (!may.is_allowed()) refuse(from, may.reason());
    } else {
        const bool begins = std::holds_alternative<typing_start>(message);
        // Of too many nobody has to know.
        from.notify(room, about(from, begins ? typing_start::type : typing_stop::type, room));
    }
    return true;
}

void add_chat(hub& to) {
    to.on<"join">([&to](hub_connection& who, const std::string& room) {
        if (who.path() == chat_path) to.notify(room, about(who, "user_joined", room), who.user());
    });
    to.on<"leave">([&to](hub_connection& who, const std::string& room) {
        if (who.path() == chat_path) to.notify(room, about(who, "user_left", room), who.user());
    });
    for (const web_file& each : web_files()) {
        std::string path(each.path);
        if (path == "/web/index.html") path = "/";
        if (path == "/web/operator.html") path = "/operator";
        to.add_page(std::move(path), std::string(each.media_type), std::string(each.content));
    }
}

}  // namespace vafast::cli
