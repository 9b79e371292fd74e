// The messages of the specification's examples.
#pragma once

#include <vafast/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace specification {

enum class system_action { user_joined, user_left, notification };

struct chat_message {
    static constexpr std::string_view type = "chat";
    std::string message;
    std::string userId;
    std::int64_t timestamp;
};

struct system_message {
    static constexpr std::string_view type = "system";
    system_action action;
    vafast::json data;
};

using chat_protocol = std::variant<chat_message, system_message>;

enum class game_event { game_update, player_move, game_over };

struct game_message {
    game_event type;
    vafast::json data;
};

// Those of its validator.
namespace validator {

struct chat {
    static constexpr std::string_view type = "chat";
    std::string message;
    std::string userId;
};

struct status {
    static constexpr std::string_view type = "status";
    bool online;
    double timestamp;
};

using validated_message = std::variant<chat, status>;

}  // namespace validator
}  // namespace specification
