#include "websocket/http_date.hpp"

#include <algorithm>
#include <charconv>

namespace vafast::websocket {
namespace {

using std::chrono::seconds;

constexpr seconds longest = std::chrono::hours(24 * 365);

// Digits only.
std::optional<int> parse_number(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || text.front() == '-' || end != text.data() + text.size() || problem != std::errc())
        return std::nullopt;
    return value;
}

bool is_number(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 29 || text[3] != ',' || text[16] != ' ' || text[19] != ':' || text[22] != ':' ||
        text.substr(25) != " GMT")
        return std::nullopt;
    const auto day = parse_number(text.substr(5, 2));
    const std::size_t month = months.find(text.substr(8, 3));
    const auto year = parse_number(text.substr(12, 4));
    const auto hour = parse_number(text.substr(17, 2));
    const auto minute = parse_number(text.substr(20, 2));
    const auto second = parse_number(text.substr(23, 2));
    if (!day || !year || !hour || !minute || !second || month % 3 != 0) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
}

std::optional<seconds> parse_retry_after(std::string_view retry_after, std::string_view date) {
    if (is_number(retry_after)) {
        const auto number = parse_number(retry_after);
        return number ? std::min(seconds(*number), longest) : longest;
    }
    const auto until = parse_http_date(retry_after);
    const auto now = parse_http_date(date);
    if (!until || !now) return std::nullopt;
    return std::clamp(std::chrono::duration_cast<seconds>(*until - *now), seconds(0), longest);
}

}  // namespace vafast::websocket
