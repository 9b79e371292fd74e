// The messages that the benchmarks of this room read and write: a chat line of some 89 bytes and an order of some 1.5
// KB.
#pragma once

#include <vafast/message/codec.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bench {

struct chat_message {
    static constexpr std::string_view type = "chat";
    std::string message;
    std::string userId;
    std::int64_t timestamp;
};

enum class system_action { user_joined, user_left, notification };

struct system_message {
    static constexpr std::string_view type = "system";
    system_action action;
    vafast::json data;
};

using chat_protocol = std::variant<chat_message, system_message>;

struct item {
    std::string id;
    std::string title;
    double price;
    int count;
    bool in_stock;
    std::vector<std::string> tags;
};

struct order {
    std::string id;
    std::string customer;
    std::vector<item> items;
    std::map<std::string, double> totals;
    std::optional<std::string> note;
    std::int64_t created;
};

// Different ones, so that no branch is learnt by heart; the same in each run.
std::vector<std::string> chat_texts();
std::vector<std::string> order_texts();

}  // namespace bench
