// Reads JSON text piece by piece (RFC 8259), in one pass, in linear time and without exceptions: every step says
// whether it succeeded, and the first that did not leaves its position and its reason. Whoever reads decides what
// becomes of the pieces: a document, a struct, or nothing. Pure; one thread at a time.
#pragma once

#include "message/digits.hpp"
#include "message/find_special.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <variant>

namespace vafast::message_detail {

// Arrays and objects may be nested this deep: a recursive reader then needs a few dozen KiB of stack.
inline constexpr std::size_t max_json_depth = 256;

// Integers that fit stay integers: signed, else unsigned. `-0` is a double, as no integer keeps its sign.
using json_number = std::variant<std::int64_t, std::uint64_t, double>;

class json_reader {
 public:
    // `text` outlives the reader. Without `check_utf8`, it is known to be UTF-8.
    explicit json_reader(std::string_view text, bool check_utf8 = true) noexcept
        : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), check_utf8_(check_utf8) {}

    // Skips white space; what comes next, or '\0' at the end. A value begins with one of `"{[tfn-` or a digit.
    char peek() noexcept {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
        return at_ == end_ ? '\0' : *at_;
    }

    // Steps over `text` where exactly that comes next. At least eight bytes behind `text` may be read, too.
    bool skip_exactly(const char* text, std::size_t size) noexcept {
        if (static_cast<std::size_t>(end_ - at_) < size + 8) {
            if (static_cast<std::size_t>(end_ - at_) < size || std::memcmp(at_, text, size) != 0) return false;
        } else if (!same_bytes(at_, text, size)) {
            return false;
        }
        at_ += size;
        return true;
    }

    // Each of these begins where peek() left off.
    bool read_word(std::string_view word) noexcept;  // "true", "false", "null"
    bool read_number(json_number& out) noexcept;
    // The numbers that most messages have, up to 16 digits without an exponent. False where it is another: then nothing
    // was read.
    bool read_plain_integer(std::int64_t& out) noexcept;
    bool read_plain_decimal(double& out) noexcept;
    // Without quotes and escapes. Valid until the next string is read: part of the text where nothing was escaped.
    bool read_string(std::string_view& out) {
        const char* const piece = at_ + 1;
        const char* const special = find_special(piece, end_, check_utf8_);
        if (special == end_ || *special != '"') return read_special_string(special, out);
        out = std::string_view(piece, static_cast<std::size_t>(special - piece));
        at_ = special + 1;
        return true;
    }
    // Whether what read_string() gave is part of the text, and so stays valid.
    bool is_in_text(std::string_view read) const noexcept { return read.data() >= begin_ && read.data() <= end_; }
    // Reads a value of any type and depth, checks it as strictly as if it were wanted, and forgets it.
    bool skip_value();

    // Steps into the array or object that peek() saw; then next_element() or next_member() before each value, `first`
    // before the first, until it says `end`.
    enum class step : std::uint8_t { item, end, fault };
    // Out of an object that ends right here.
    bool skip_end() noexcept {
        if (at_ == end_ || *at_ != '}') return false;
        --depth_;
        ++at_;
        return true;
    }
    bool enter() noexcept {
        if (depth_ == max_json_depth) return fault("more than 256 arrays and objects are nested");
        ++depth_;
        ++at_;
        return true;
    }
    step next_element(bool first) noexcept;
    step next_member(bool first, std::string_view& key);

    // Whether nothing but white space remains.
    bool finish() noexcept;
    // How many bytes lie behind.
    std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

    // Ends reading, with "expected `what`" here. Returns false.
    bool expected(const char* what) noexcept { return fault(what, true); }
    // Where and why reading ended: "line 2, column 7: expected a value but found ']'".
    std::string why() const;
    // Whether it ended, since the text is not JSON.
    bool has_faulted() const noexcept { return reason_ != nullptr; }

    // A place to go back to.
    struct place {
        const char* at;
        std::size_t depth;
    };
    place here() const noexcept { return {at_, depth_}; }
    void go_back(place to) noexcept {
        at_ = to.at;
        depth_ = to.depth;
    }
    const char* at() const noexcept { return at_; }
    std::size_t offset_of(const char* position) const noexcept { return static_cast<std::size_t>(position - begin_); }

 private:
    bool fault(const char* reason, bool is_expectation = false) noexcept;
    step leave() noexcept;
    bool skip_digits() noexcept;
    bool read_integer(const char* begin, json_number& out) const noexcept;
    bool read_real(const char* begin, json_number& out) noexcept;
    bool skip_plain() noexcept;
    bool read_special_string(const char* special, std::string_view& out);
    static bool same_bytes(const char* a, const char* b, std::size_t size) noexcept;
    bool read_escape();
    bool read_unicode_escape();
    bool read_hex(char32_t& unit) noexcept;
    bool skip_scalar();

    const char* begin_;
    const char* at_;
    const char* end_;
    bool check_utf8_;
    bool is_expectation_ = false;
    const char* reason_ = nullptr;
    std::size_t depth_ = 0;
    std::string unescaped_;
};

// Eight bytes at a time; eight bytes behind both may be read.
inline bool json_reader::same_bytes(const char* a, const char* b, std::size_t size) noexcept {
    if constexpr (std::endian::native != std::endian::little) return std::memcmp(a, b, size) == 0;
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    for (; size > 8; size -= 8, a += 8, b += 8) {
        std::memcpy(&left, a, 8);
        std::memcpy(&right, b, 8);
        if (left != right) return false;
    }
    std::memcpy(&left, a, 8);
    std::memcpy(&right, b, 8);
    return ((left ^ right) << (64 - 8 * size)) == 0;
}

inline bool json_reader::read_plain_integer(std::int64_t& out) noexcept {
    const char* const digits = at_ + (at_ != end_ && *at_ == '-');
    std::int64_t magnitude = 0;
    const char* const at = read_digits(digits, end_, magnitude);
    // A byte that goes on with the number is someone else's business; so are a needless 0 and -0.
    if (at == digits || (*digits == '0' && (at - digits > 1 || digits != at_))) return false;
    if (at != end_ && (*at == '.' || *at == 'e' || *at == 'E' || (*at >= '0' && *at <= '9'))) return false;
    out = digits != at_ ? -magnitude : magnitude;
    at_ = at;
    return true;
}

// Up to 15 digits with a point among them: both the digits and the power of ten are exact as doubles, and so the
// quotient is the nearest double.
inline bool json_reader::read_plain_decimal(double& out) noexcept {
    const char* const digits = at_ + (at_ != end_ && *at_ == '-');
    std::int64_t magnitude = 0;
    const char* const point = read_digits(digits, end_, magnitude);
    if (point == digits || (*digits == '0' && point - digits > 1) || end_ - point < 2 || *point != '.') return false;
    const char* const fraction = point + 1;
    const char* const at = read_digits(fraction, end_, magnitude);
    if (at == fraction || at - digits > 16) return false;
    if (at != end_ && (*at == 'e' || *at == 'E' || (*at >= '0' && *at <= '9'))) return false;
    const double value = static_cast<double>(magnitude) / powers_of_ten[at - fraction];
    out = digits != at_ ? -value : value;
    at_ = at;
    return true;
}

}  // namespace vafast::message_detail
