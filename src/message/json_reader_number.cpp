// Numbers in JSON text (RFC 8259 section 6): exact where they are integers of 64 bits, else the nearest double.
#include "message/json_reader.hpp"

#include <charconv>
#include <limits>

namespace vafast::message_detail {

namespace {

bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

// Whether a number that is written correctly but fits no double is too large, not too small: where its first digit that
// is not 0 stands, moved by the exponent.
bool is_too_large(const char* at, const char* end) noexcept {
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / 100;
    std::int64_t position = 0;
    bool before_point = true;
    bool leading = true;
    for (; at != end && *at != 'e' && *at != 'E'; ++at) {
        if (*at == '.') before_point = false;
        if (!is_digit(*at)) continue;
        if (*at != '0') leading = false;
        if (before_point)
            ++position;
        else if (leading)
            --position;
    }
    if (at == end) return position > 0;
    const bool negative = *++at == '-';
    std::int64_t exponent = 0;
    for (; at != end; ++at) {
        if (is_digit(*at) && exponent < limit) exponent = exponent * 10 + (*at - '0');
    }
    return position + (negative ? -exponent : exponent) > 0;
}

}  // namespace

bool json_reader::skip_digits() noexcept {
    if (at_ == end_ || !is_digit(*at_)) return expected("a digit");
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return true;
}

// number = [ minus ] int [ frac ] [ exp ] (RFC 8259 section 6)
bool json_reader::read_number(json_number& out) noexcept {
    const char* const begin = at_;
    if (at_ == end_ || (*at_ != '-' && !is_digit(*at_))) return expected("a value");
    if (*at_ == '-') ++at_;
    const char* const digits = at_;
    if (!skip_digits()) return false;
    if (*digits == '0' && at_ - digits > 1) {
        at_ = digits;
        return fault("a number does not begin with a needless 0");
    }
    bool is_integer = true;
    if (at_ != end_ && *at_ == '.') {
        is_integer = false;
        ++at_;
        if (!skip_digits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
        is_integer = false;
        ++at_;
        if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
        if (!skip_digits()) return false;
    }
    return (is_integer && read_integer(begin, out)) || read_real(begin, out);
}

bool json_reader::read_integer(const char* begin, json_number& out) const noexcept {
    std::int64_t integer = 0;
    if (std::from_chars(begin, at_, integer).ec == std::errc()) {
        if (integer == 0 && *begin == '-') return false;
        out = integer;
        return true;
    }
    std::uint64_t unsigned_integer = 0;
    if (*begin == '-' || std::from_chars(begin, at_, unsigned_integer).ec != std::errc()) return false;
    out = unsigned_integer;
    return true;
}

bool json_reader::read_real(const char* begin, json_number& out) noexcept {
    double number = 0;
    const auto result = std::from_chars(begin, at_, number);
    const bool infinite = number > std::numeric_limits<double>::max() || number < std::numeric_limits<double>::lowest();
    if (result.ec != std::errc() || infinite) {
        if (is_too_large(begin, at_)) {
            at_ = begin;
            return fault("the number is too large for a double");
        }
        number = *begin == '-' ? -0.0 : 0.0;
    }
    out = number;
    return true;
}

}  // namespace vafast::message_detail
