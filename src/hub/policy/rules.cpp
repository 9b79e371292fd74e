#include "hub/policy/rules.hpp"

#include "protocol/room_name.hpp"

#include <vafast/json.hpp>

namespace vafast::hub_detail {
namespace {

constexpr std::size_t max_user_name = 200;

std::string sentence(const identity& who, hub_action what, std::string_view target) {
    const std::string room(target);
    switch (what) {
        case hub_action::join: return who.user + " may not join " + room;
        case hub_action::publish: return who.user + " may not publish to " + room;
        case hub_action::broadcast: return who.user + " may not publish to everybody";
        case hub_action::message_user: return who.user + " may not publish to the user " + room;
        case hub_action::presence: return who.user + " may not see who is in " + room;
        case hub_action::history: return who.user + " may not read the history of " + room;
    }
    return {};
}

}  // namespace

std::string_view bearer_token(const handshake_request& request) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view value = request.header("Authorization");
    return value.starts_with(scheme) ? value.substr(scheme.size()) : std::string_view();
}

bool is_user_name(std::string_view name) noexcept {
    if (name.size() > max_user_name) return false;
    // The rules of a room's name are those of what follows its prefix, too; one may begin as it likes.
    return !name.empty() && protocol::is_room_name("u" + std::string(name));
}

authentication rules::identify(const handshake_request& request, std::string_view token,
                               const std::string& guest) const {
    if (!authenticate) return identity{.user = guest};
    const detail::future_state::completing_thread mark(owner);
    try {
        authentication decided = authenticate(request, token);
        identity* const who = std::get_if<identity>(&decided);
        if (who && who->user.empty()) who->user = guest;
        if (who && !is_user_name(who->user)) return refusal{"The hub knows no proper name for this user"};
        return decided;
    } catch (const std::exception&) {  // not the client's business
        return refusal{"The hub cannot tell who this is at the moment"};
    }
}

std::optional<std::string> rules::forbids(const identity& who, hub_action what, std::string_view target) const {
    if (!authorize) return std::nullopt;
    const detail::future_state::completing_thread mark(owner);
    try {
        const permission decided = authorize(who, what, target);
        if (decided.is_allowed()) return std::nullopt;
        return decided.reason().empty() ? sentence(who, what, target) : decided.reason();
    } catch (const std::exception&) {
        return "The hub cannot decide at the moment whether " + sentence(who, what, target);
    }
}

}  // namespace vafast::hub_detail
