// Times in HTTP headers (RFC 9110 sections 5.6.7 and 10.2.3). Pure; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace vafast::websocket {

// "Sun, 06 Nov 1994 08:49:37 GMT", the only form that is still generated.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

// What Retry-After asks for: seconds, or a time, which is compared with the answer's own Date. Nothing where it cannot
// be told. At most a year.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view retry_after, std::string_view date);

}  // namespace vafast::websocket
