// Types of every kind that others have to agree about.
#pragma once

#include "message/export/specification.hpp"

#include <vafast/message.hpp>
#include <vafast/message/describe.hpp>
#include <vafast/message/text_rules.hpp>

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

namespace agreement {

using specification::chat_protocol;
using specification::game_message;

struct account {
    std::string name;
    std::int32_t age;
    std::optional<std::string> address;
    std::vector<std::string> tags;
    std::map<std::string, double> scores;
    std::string code;
    static constexpr auto names = vafast::naming::camel_case;
    static consteval auto rules() {
        using namespace vafast;
        return vafast::rules(
            member(&account::name, min_length(1), max_length(5)),
            member(&account::age, minimum(0), exclusive_maximum(150), named("years")),
            member(&account::address, format<"email">()),
            member(&account::tags, min_items(1), max_items(3), unique_items(), each(max_length(3))),
            member(&account::scores, defaulted(), max_items(3), each(multiple_of(0.5)), each(minimum(-10))),
            member(&account::code, matches<"^[a-zäöü]+[0-9]?$">(), matches<"[^x]$">(), max_length(7)));
    }
};

struct numbers {
    static constexpr auto unknown_members = vafast::unknown::refuse;
    std::int8_t i8;
    std::uint8_t u8;
    std::int16_t i16;
    std::uint16_t u16;
    std::int32_t i32;
    std::uint32_t u32;
    std::int64_t i64;
    std::uint64_t u64;
    float f32;
    double f64;
    int even;
    static consteval auto rules() {
        return vafast::rules(vafast::member(&numbers::even, vafast::multiple_of(2)),
                             vafast::member(&numbers::f64, vafast::exclusive_minimum(-0.5), vafast::maximum(1e6)));
    }
};

struct texts {
    std::chrono::system_clock::time_point when;
    vafast::binary bytes;
    vafast::literal<"v1"> version;
    std::optional<std::string> id;
    std::string address;
    std::string day;
    static consteval auto rules() {
        using namespace vafast;
        return vafast::rules(member(&texts::id, format<"uuid">()),
                             member(&texts::address, format<"uri">(), min_length(3)),
                             member(&texts::day, format<"date">()));
    }
};

struct shapes {
    std::array<int, 2> two;
    std::tuple<std::int16_t, std::string, std::optional<bool>> mixed;
    std::vector<bool> bits;
    std::unordered_map<std::string, std::vector<std::uint8_t>> lists;
    std::variant<bool, std::string, std::vector<int>, std::map<std::string, int>> untagged;
    std::nullptr_t nothing;
    vafast::raw_json rest;
};

struct other {
    static constexpr vafast::tag type{"kind", "other"};
    std::variant<std::monostate, int> value;
};
struct strict {
    static constexpr vafast::tag type{"kind", "strict"};
    static constexpr auto unknown_members = vafast::unknown::refuse;
    std::optional<int> value;
};
// What is of neither kind is the rest.
using open_protocol = std::variant<other, strict, vafast::json>;
using limited_protocol = std::variant<other, account, strict>;

// ---- types that hold themselves, and each other

struct node {
    std::string name;
    std::vector<node> children;
    std::unique_ptr<node> next;
};

struct sum;
struct leaf {
    static constexpr std::string_view type = "leaf";
    double value;
};
struct negation {
    static constexpr std::string_view type = "negation";
    std::unique_ptr<sum> of;
};
struct sum {
    static constexpr std::string_view type = "sum";
    std::vector<std::variant<leaf, negation, sum>> terms;
};
using expression = std::variant<leaf, negation, sum>;

}  // namespace agreement
