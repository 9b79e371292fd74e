#include "message/time_text.hpp"

#include <chrono>
#include <cstdio>

namespace vafast::message_detail {
namespace {

using std::chrono::days;
using std::chrono::nanoseconds;

// Takes text apart from its front.
class scanner {
 public:
    explicit scanner(std::string_view text) noexcept : rest_(text) {}

    bool number(int digits, int low, int high, int& out) noexcept {
        if (rest_.size() < static_cast<std::size_t>(digits)) return false;
        out = 0;
        for (int i = 0; i < digits; ++i) {
            const char c = rest_[static_cast<std::size_t>(i)];
            if (c < '0' || c > '9') return false;
            out = out * 10 + (c - '0');
        }
        rest_.remove_prefix(static_cast<std::size_t>(digits));
        return out >= low && out <= high;
    }
    bool one_of(std::string_view characters, char& out) noexcept {
        if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
        out = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }
    bool is(std::string_view characters) noexcept {
        char ignored = 0;
        return one_of(characters, ignored);
    }
    // The digits behind a point, as nanoseconds.
    bool fraction(std::int64_t& out) noexcept {
        std::int64_t unit = 100'000'000;
        std::size_t count = 0;
        for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count, unit /= 10) {
            out += (rest_[count] - '0') * unit;
        }
        rest_.remove_prefix(count);
        return count > 0;
    }
    bool at_end() const noexcept { return rest_.empty(); }

 private:
    std::string_view rest_;
};

bool read_offset(scanner& in, std::chrono::minutes& offset) noexcept {
    char sign = 0;
    if (in.is("Zz")) return true;
    int hours = 0;
    int minutes = 0;
    if (!in.one_of("+-", sign) || !in.number(2, 0, 23, hours) || !in.is(":") || !in.number(2, 0, 59, minutes))
        return false;
    offset = std::chrono::minutes((sign == '-' ? -1 : 1) * (hours * 60 + minutes));
    return true;
}

}  // namespace

std::optional<std::int64_t> parse_time(std::string_view text) noexcept {
    scanner in(text);
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::int64_t fraction = 0;
    std::chrono::minutes offset{0};
    if (!in.number(4, 1678, 2261, year) || !in.is("-") || !in.number(2, 1, 12, month) || !in.is("-") ||
        !in.number(2, 1, 31, day) || !in.is("Tt ") || !in.number(2, 0, 23, hour) || !in.is(":") ||
        !in.number(2, 0, 59, minute) || !in.is(":") || !in.number(2, 0, 60, second))
        return std::nullopt;
    if (in.is(".") && !in.fraction(fraction)) return std::nullopt;
    if (!read_offset(in, offset) || !in.at_end()) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    const nanoseconds time = std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                             std::chrono::minutes(minute) + std::chrono::seconds(second) + nanoseconds(fraction) -
                             offset;
    // A leap second is 23:59:60 in UTC, and nowhere else (RFC 3339 section 5.7).
    if (second == 60 && (time - std::chrono::floor<days>(time)) >= std::chrono::seconds(1)) return std::nullopt;
    return time.count();
}

std::string format_time(std::int64_t count) {
    const nanoseconds time(count);
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date{std::chrono::sys_days(day)};
    const std::chrono::hh_mm_ss clock(time - day);
    char text[64];
    int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                             static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                             static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                             static_cast<int>(clock.seconds().count()));
    std::string result(text, static_cast<std::size_t>(size));
    if (std::int64_t fraction = clock.subseconds().count(); fraction != 0) {
        int digits = 9;
        for (; fraction % 1000 == 0; fraction /= 1000) digits -= 3;
        size = std::snprintf(text, sizeof text, ".%0*lld", digits, static_cast<long long>(fraction));
        result.append(text, static_cast<std::size_t>(size));
    }
    return result += 'Z';
}

}  // namespace vafast::message_detail
