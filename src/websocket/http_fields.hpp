// The small grammar of HTTP header values (RFC 9110 section 5.6): tokens, lists, extensions with parameters. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::websocket {

bool is_token(std::string_view text) noexcept;
// Whether `text` can be a header's value: no control characters, so that it cannot begin another header.
bool is_field_value(std::string_view text) noexcept;
bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept;
std::string_view trim(std::string_view text) noexcept;  // spaces and tabs

// The elements of a list, separated by commas; empty ones are left out.
std::vector<std::string_view> split_list(std::string_view list);
bool list_contains(std::string_view list, std::string_view token);  // ignoring case

// permessage-deflate; client_max_window_bits; server_max_window_bits=10 (RFC 6455 section 9.1)
struct extension {
    struct parameter {
        std::string_view name;
        std::optional<std::string> value;
    };
    std::string_view name;
    std::vector<parameter> parameters;
};

// Nothing where `list` is malformed. What comes back looks into `list`.
std::optional<std::vector<extension>> parse_extensions(std::string_view list);

}  // namespace vafast::websocket
