// Lines of a conversation that begin with a slash. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace vafast::cli {

struct room_command {
    enum class verb : std::uint8_t { join, leave, to, user, all, who, history };
    verb what{};
    std::string name{};          // of a room, or of a user
    std::string_view message{};  // a part of the line
    std::uint64_t count = 0;     // of messages
};

// What to do with a line: send this text, do this, or tell why neither. `//` sends a slash.
struct wrong_command {
    std::string why;
};
using line_meaning = std::variant<std::string_view, room_command, wrong_command>;

line_meaning understand(std::string_view line);

}  // namespace vafast::cli
