// The messages of the specification, and structs of every kind that can be a message.
#pragma once

#include <vafast/message.hpp>
#include <vafast/message/codec.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

namespace vafast::testing {

// ---- the specification's

enum class system_action { user_joined, user_left, notification };

struct chat_message {
    static constexpr std::string_view type = "chat";
    std::string message;
    std::string userId;
    std::int64_t timestamp;

    bool operator==(const chat_message&) const = default;
};

struct system_message {
    static constexpr std::string_view type = "system";
    system_action action;
    vafast::json data;

    bool operator==(const system_message&) const = default;
};

using chat_protocol = std::variant<chat_message, system_message>;

enum class game_event { game_update, player_move, game_over };

struct game_message {
    game_event type;
    vafast::json data;
};

struct status_message {
    static constexpr std::string_view type = "status";
    bool online;
    double timestamp;
};

// ---- all kinds

struct user {
    std::string user_name;
    int age;
    std::optional<std::string> e_mail;
    std::vector<std::string> tags;
    std::map<std::string, double> scores;

    static constexpr auto names = naming::camel_case;
    static consteval auto rules() {
        return vafast::rules(member(&user::user_name, min_length(1), max_length(5)),
                             member(&user::age, minimum(0), maximum(150), named("years")),
                             member(&user::e_mail, min_length(3)),
                             member(&user::tags, max_items(3), unique_items(), each(max_length(3))),
                             member(&user::scores, defaulted(), each(multiple_of(0.5))),
                             satisfies("nobody is called root", [](const user& u) { return u.user_name != "root"; }));
    }
};

struct node {
    std::string name;
    std::vector<node> children;
    std::unique_ptr<node> next;
};

struct celsius {
    celsius() = default;
    explicit celsius(double degrees) : degrees_(degrees) {}
    double degrees() const { return degrees_; }

 private:
    double degrees_ = 0;
};

struct everything {
    bool flag;
    std::int8_t tiny;
    std::uint64_t large;
    double real;
    float small_real;
    std::string_view view;
    std::variant<std::string, double, std::vector<int>> untagged;
    std::array<int, 2> two;
    std::tuple<int, std::string> mixed;
    std::pair<int, int> both;
    std::unordered_map<std::string, int> counts;
    std::vector<bool> bits;
    binary bytes;
    std::chrono::system_clock::time_point when;
    literal<"v1"> version;
    celsius temperature;
    std::nullptr_t nothing;
    raw_json_view rest;
};

}  // namespace vafast::testing

template <>
struct vafast::codec<vafast::testing::celsius> {
    using json_type = double;
    static vafast::testing::celsius from(double degrees) {
        if (degrees < -273.15) throw std::runtime_error("it is never that cold");
        return vafast::testing::celsius(degrees);
    }
    static double to(const vafast::testing::celsius& value) { return value.degrees(); }
};
