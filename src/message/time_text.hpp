// Points in time as text: RFC 3339, "2026-01-31T12:00:00.25Z". Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vafast::message_detail {

// Nanoseconds since 1970. Nothing where the text is no date-time of RFC 3339 section 5.6, or of a year that does not
// fit (1678 to 2261). What is finer than a nanosecond is cut off, and a leap second is the next one.
std::optional<std::int64_t> parse_time(std::string_view text) noexcept;

// In UTC, with as many digits of a second as it needs, in threes.
std::string format_time(std::int64_t nanoseconds);

}  // namespace vafast::message_detail
