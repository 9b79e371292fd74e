// Dates, times and durations: RFC 3339 section 5.6 and its appendix A.
#include "message/scanner.hpp"

#include <vafast/message/format.hpp>

namespace vafast {

namespace {

using message_detail::is_digit;
using message_detail::scanner;

bool take_date(scanner& at) noexcept {
    int century = 0, rest = 0, month = 0, day = 0;
    if (!at.two_digits(century) || !at.two_digits(rest) || !at.take("-") || !at.two_digits(month) || !at.take("-") ||
        !at.two_digits(day))
        return false;
    const bool is_leap = rest % 4 == 0 && (rest != 0 || century % 4 == 0);
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

// Z, +01:00, and as ajv-formats takes them, +0100 and +01. In minutes.
bool take_offset(scanner& at, int& offset) noexcept {
    if (at.take_one_of("zZ")) return true;
    const bool is_west = at.rest().starts_with('-');
    int hours = 0, minutes = 0;
    if (!at.take_one_of("+-") || !at.two_digits(hours)) return false;
    if (at.take(":") ? !at.two_digits(minutes) : !at.at_end() && !at.two_digits(minutes)) return false;
    offset = (hours * 60 + minutes) * (is_west ? -1 : 1);
    return hours <= 23 && minutes <= 59;
}

// A leap second is the last of a day in UTC.
bool take_time(scanner& at) noexcept {
    int hour = 0, minute = 0, second = 0, offset = 0;
    if (!at.two_digits(hour) || !at.take(":") || !at.two_digits(minute) || !at.take(":") || !at.two_digits(second))
        return false;
    if (at.take(".") && at.take_all(is_digit) == 0) return false;
    if (!take_offset(at, offset) || hour > 23 || minute > 59 || second > 60) return false;
    constexpr int day = 24 * 60;
    return second < 60 || (hour * 60 + minute - offset + day) % day == day - 1;
}

// The parts of a duration that are there, in their order: "YMD", "HMS".
std::size_t take_parts(scanner& at, std::string_view units) noexcept {
    std::size_t count = 0;
    for (const char unit : units) {
        scanner ahead = at;
        if (ahead.take_all(is_digit) == 0 || !ahead.take({&unit, 1})) continue;
        at = ahead;
        ++count;
    }
    return count;
}

}  // namespace

bool is_date(std::string_view text) noexcept {
    scanner at(text);
    return take_date(at) && at.at_end();
}

bool is_time(std::string_view text) noexcept {
    scanner at(text);
    return take_time(at) && at.at_end();
}

bool is_date_time(std::string_view text) noexcept {
    scanner at(text);
    return take_date(at) && at.take_one_of("Tt ") && take_time(at) && at.at_end();
}

bool is_duration(std::string_view text) noexcept {
    scanner at(text);
    if (!at.take("P")) return false;
    if (take_parts(at, "W") != 0) return at.at_end();
    std::size_t count = take_parts(at, "YMD");
    if (at.take("T")) {
        const std::size_t times = take_parts(at, "HMS");
        if (times == 0) return false;
        count += times;
    }
    return count != 0 && at.at_end();
}

}  // namespace vafast
