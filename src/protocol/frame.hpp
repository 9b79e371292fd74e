// The frames of vafast.v1 as plain structs (docs/hub-protocol.md says what they mean). Values; any thread.
// The discriminator is the member "$"; `data` comes last and is not looked into.
#pragma once

#include <vafast/message/describe.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::protocol {

inline constexpr std::string_view subprotocol = "vafast.v1";
// A header of the hub's answer to the handshake: some servers select whatever is offered to them.
inline constexpr std::string_view hub_header = "Vafast-Hub";
inline constexpr std::string_view hub_header_value = "v1";
inline constexpr std::string_view everybody = "*";  // the room of all
inline constexpr char user_prefix = '@';            // "@alice": the room of a user's connections

using request_id = std::optional<std::uint64_t>;

// Up to where a client has got in a room.
struct position {
    std::string epoch{};
    std::uint64_t offset = 0;

    bool operator==(const position&) const = default;
};

// ---- what a client says

struct room_request {
    std::string room{};
    std::optional<std::string> epoch{};
    std::optional<std::uint64_t> offset{};
};

struct hello {
    static constexpr vafast::tag type{"$", "hello"};
    request_id id{};
    std::optional<std::string> token{};
    std::optional<std::string> session{};
    std::vector<room_request> rooms{};

    static consteval auto rules() { return vafast::rules(vafast::member(&hello::rooms, vafast::defaulted())); }
};

struct token {
    static constexpr vafast::tag type{"$", "token"};
    request_id id{};
    std::string token{};
};

struct join {
    static constexpr vafast::tag type{"$", "join"};
    request_id id{};
    std::string room{};
    std::optional<std::string> epoch{};
    std::optional<std::uint64_t> offset{};
};

struct leave {
    static constexpr vafast::tag type{"$", "leave"};
    request_id id{};
    std::string room{};
};

// Exactly one of the three.
struct target {
    bool all = false;
    std::vector<std::string> rooms{};
    std::optional<std::string> user{};

    bool operator==(const target&) const = default;
};

struct publish {
    static constexpr vafast::tag type{"$", "publish"};
    request_id id{};
    std::optional<std::string> key{};
    target to{};
    raw_json_view data{};
};

struct history {
    static constexpr vafast::tag type{"$", "history"};
    request_id id{};
    std::string room{};
    std::optional<std::uint64_t> after{};
    std::optional<std::uint64_t> limit{};
};

struct presence {
    static constexpr vafast::tag type{"$", "presence"};
    request_id id{};
    std::string room{};
};

struct ping {
    static constexpr vafast::tag type{"$", "ping"};
};

// ---- what a hub says

struct room_answer {
    std::optional<std::string> epoch{};
    std::optional<std::uint64_t> offset{};
    std::optional<bool> recovered{};
    std::optional<std::string> error{};
    std::optional<std::string> reason{};
};

struct stored_publication {
    std::uint64_t offset = 0;
    std::optional<std::string> from{};
    raw_json_view data{};
};

struct ok {
    static constexpr vafast::tag type{"$", "ok"};
    request_id id{};
    std::optional<std::string> session{};
    std::optional<std::string> user{};
    std::optional<std::uint64_t> expires{};  // seconds
    std::optional<std::map<std::string, room_answer>> rooms{};
    std::optional<std::vector<std::string>> users{};
    std::optional<std::string> epoch{};
    std::optional<std::uint64_t> offset{};
    std::optional<std::vector<stored_publication>> publications{};
};

struct error {
    static constexpr vafast::tag type{"$", "error"};
    request_id id{};
    std::string code{};  // one of error_code
    std::string reason{};
    bool retry = false;
    std::optional<std::uint64_t> after{};  // milliseconds

    static consteval auto rules() { return vafast::rules(vafast::member(&error::retry, vafast::defaulted())); }
};

namespace error_code {
inline constexpr std::string_view invalid = "invalid";
inline constexpr std::string_view unknown = "unknown";
inline constexpr std::string_view denied = "denied";
inline constexpr std::string_view too_big = "too_big";
inline constexpr std::string_view too_many_rooms = "too_many_rooms";
inline constexpr std::string_view rate_limited = "rate_limited";
inline constexpr std::string_view unavailable = "unavailable";
inline constexpr std::string_view expired = "expired";
}  // namespace error_code

// There are more of these than of all others: nothing of them is copied.
struct publication {
    static constexpr vafast::tag type{"$", "publication"};
    std::string_view room{};
    std::uint64_t offset = 0;
    std::optional<std::string_view> from{};
    raw_json_view data{};
};

// "$":"join" and "$":"leave" from a hub: a user came or went.
struct user_joined {
    static constexpr vafast::tag type{"$", "join"};
    std::string room{};
    std::string user{};
};
struct user_left {
    static constexpr vafast::tag type{"$", "leave"};
    std::string room{};
    std::string user{};
};

struct removed {
    static constexpr vafast::tag type{"$", "removed"};
    std::string room{};
    std::string reason{};
};

struct goodbye {
    static constexpr vafast::tag type{"$", "goodbye"};
    std::array<std::uint64_t, 2> after{};  // milliseconds: from, to
};

struct pong {
    static constexpr vafast::tag type{"$", "pong"};
};

// ---- what both say: an application's text that looks like a hub frame

struct message {
    static constexpr vafast::tag type{"$", "message"};
    std::optional<std::string> text{};  // where it is not JSON
    std::optional<raw_json_view> data{};
};

}  // namespace vafast::protocol
