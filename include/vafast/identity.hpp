// Who somebody is, and what they may do: what a hub asks the program. Values; any thread.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vafast {

// Somebody whom the hub has authenticated.
struct identity {
    // 1 to 200 bytes of UTF-8 without control characters: `from` of what they publish. Empty: a guest, for whom the hub
    // makes up a name.
    std::string user{};
    std::optional<std::chrono::system_clock::time_point> expires{};  // when a fresh token is due; empty: never
    json claims{};                                                   // what else is known: of a JWT, its payload
};

// Why somebody was not authenticated: a sentence, which the client is told.
struct refusal {
    std::string reason{};  // for people; shown to who is refused
};

// The answer to who somebody is: this, or nobody, and why.
using authentication = std::variant<identity, refusal>;

// The HTTP request with which a connection began.
struct handshake_request {
    std::string path{};                                          // "/ws"
    std::string query{};                                         // "a=1&b=2", as it came; empty where there was none
    std::vector<std::pair<std::string, std::string>> headers{};  // as they came
    std::string remote_address{};                                // "192.0.2.7:51234"

    // The first header of that name, in any case; else empty.
    std::string_view header(std::string_view name) const noexcept;
};

// What a client asks to be allowed.
enum class hub_action : std::uint8_t {
    join,          // become a member of the room `target`, and get what is published there
    publish,       // to the room `target`
    broadcast,     // to everybody
    message_user,  // to all connections of the user `target`
    presence,      // see who is in the room `target`, comes and leaves
    history,       // read what is stored of the room `target`
};

// "join", "publish", "broadcast", "message_user", "presence", "history".
const char* to_string(hub_action action) noexcept;

// Yes, or no with a reason, which the client is told: `return true;`, `return who.user == "alice";`,
// `return vafast::denied("members only");`.
class permission {
 public:
    permission(bool allowed) noexcept : allowed_(allowed) {}  // implicit, to be written as above

    // The answer.
    bool is_allowed() const noexcept { return allowed_; }
    const std::string& reason() const noexcept { return reason_; }  // empty: the hub's own sentence

 private:
    friend permission denied(std::string reason);
    bool allowed_;
    std::string reason_;
};

// No, and the reason, which the client is told.
inline permission denied(std::string reason) {
    permission result(false);
    result.reason_ = std::move(reason);
    return result;
}

}  // namespace vafast
