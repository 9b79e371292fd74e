// The formats of JSON Schema's `format`, as its validators in JavaScript check them (ajv-formats, mode "full"); where
// those and the standard differ, docs/validation.md says what holds here. Linear time, no allocation. Pure; any thread.
#pragma once

#include <string_view>

namespace vafast {

bool is_date_time(std::string_view text) noexcept;              // RFC 3339: 2024-02-29T23:59:60.5+01:00
bool is_date(std::string_view text) noexcept;                   // RFC 3339: 2024-02-29
bool is_time(std::string_view text) noexcept;                   // RFC 3339, with an offset: 23:59:59Z
bool is_duration(std::string_view text) noexcept;               // ISO 8601: P1DT12H, P3W
bool is_email(std::string_view text) noexcept;                  // name@example.org, without quotes and address literals
bool is_hostname(std::string_view text) noexcept;               // RFC 1123: example.org
bool is_ipv4(std::string_view text) noexcept;                   // 192.0.2.1
bool is_ipv6(std::string_view text) noexcept;                   // RFC 4291: 2001:db8::1, ::ffff:192.0.2.1
bool is_uri(std::string_view text) noexcept;                    // RFC 3986, with a scheme: https://example.org/?q#f
bool is_uri_reference(std::string_view text) noexcept;          // RFC 3986: also ../other
bool is_uuid(std::string_view text) noexcept;                   // RFC 4122, with or without urn:uuid:
bool is_json_pointer(std::string_view text) noexcept;           // RFC 6901: /users/2
bool is_relative_json_pointer(std::string_view text) noexcept;  // 1/name, 0#
bool is_regex(std::string_view text) noexcept;                  // what vafast::pattern takes

// One of the functions above.
using format_check = bool (*)(std::string_view text) noexcept;

namespace detail {

struct named_format {
    std::string_view name;
    format_check check;
};

inline constexpr named_format formats[] = {
    {"date-time", is_date_time},
    {"date", is_date},
    {"time", is_time},
    {"duration", is_duration},
    {"email", is_email},
    {"hostname", is_hostname},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"uri", is_uri},
    {"uri-reference", is_uri_reference},
    {"uuid", is_uuid},
    {"json-pointer", is_json_pointer},
    {"regex", is_regex},
    {"relative-json-pointer", is_relative_json_pointer},
};

}  // namespace detail

// The check for a format by its name in JSON Schema ("date-time"); nullptr where there is none. Also when compiling.
constexpr format_check find_format(std::string_view name) noexcept {
    for (const detail::named_format& each : detail::formats) {
        if (each.name == name) return each.check;
    }
    return nullptr;
}

}  // namespace vafast
