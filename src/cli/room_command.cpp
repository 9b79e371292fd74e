#include "cli/room_command.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace vafast::cli {
namespace {

// What follows the verb.
enum class form : std::uint8_t { name, message, name_and_message, name_and_count };

struct known_verb {
    std::string_view name;
    room_command::verb what;
    form follows;
    std::string_view usage;
};

using verb = room_command::verb;
constexpr std::array<known_verb, 7> verbs{{
    {"join", verb::join, form::name, "/join ROOM"},
    {"leave", verb::leave, form::name, "/leave ROOM"},
    {"to", verb::to, form::name_and_message, "/to ROOM MESSAGE"},
    {"user", verb::user, form::name_and_message, "/user ID MESSAGE"},
    {"all", verb::all, form::message, "/all MESSAGE"},
    {"who", verb::who, form::name, "/who ROOM"},
    {"history", verb::history, form::name_and_count, "/history ROOM N"},
}};

// The first word, and what follows the space behind it.
std::pair<std::string_view, std::string_view> cut(std::string_view text) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return {text, {}};
    return {text.substr(0, space), text.substr(space + 1)};
}

std::optional<std::uint64_t> count_in(std::string_view text) {
    std::uint64_t count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failure != std::errc{} || end != text.data() + text.size() || count == 0) return std::nullopt;
    return count;
}

std::optional<room_command> read(const known_verb& known, std::string_view rest) {
    room_command command{.what = known.what};
    if (known.follows == form::message) {
        command.message = rest;
        return rest.empty() ? std::nullopt : std::optional(command);
    }
    const auto [name, behind] = cut(rest);
    command.name = name;
    command.message = behind;
    if (name.empty()) return std::nullopt;
    if (known.follows == form::name) return behind.empty() ? std::optional(command) : std::nullopt;
    if (known.follows == form::name_and_message) return behind.empty() ? std::nullopt : std::optional(command);
    const auto count = count_in(behind);
    command.count = count.value_or(0);
    return count ? std::optional(command) : std::nullopt;
}

}  // namespace

line_meaning understand(std::string_view line) {
    if (!line.starts_with('/')) return line;
    if (line.starts_with("//")) return line.substr(1);
    const auto [name, rest] = cut(line.substr(1));
    for (const known_verb& known : verbs) {
        if (known.name != name) continue;
        if (auto command = read(known, rest)) return *std::move(command);
        return wrong_command{"it has to look like " + std::string(known.usage)};
    }
    return wrong_command{"there is no /" + std::string(name) +
                         "; there are /join, /leave, /to, /user, /all, /who and /history, and // sends a slash"};
}

}  // namespace vafast::cli
