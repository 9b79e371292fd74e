// Reads JSON text piece by piece (RFC 8259), in one pass, in linear time and without exceptions: every step says
// whether it succeeded, and the first that did not leaves its position and its reason. Whoever reads decides what
// becomes of the pieces: a document, a struct, or nothing. Pure; one thread at a time.
#pragma once

#include "message/plain.hpp"

#include <cstddef>
#include <cstdint>
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

    // Each of these begins where peek() left off.
    bool read_word(std::string_view word) noexcept;  // "true", "false", "null"
    bool read_number(json_number& out) noexcept;
    // Without quotes and escapes. Valid until the next string is read: part of the text where nothing was escaped.
    bool read_string(std::string_view& out) {
        const char* const behind = plain_string(at_, end_, check_utf8_, out);
        if (behind == nullptr) return read_unusual_string(out);
        at_ = behind;
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
    bool may_enter() const noexcept { return depth_ != max_json_depth; }
    bool enter() noexcept {
        if (!may_enter()) return fault("more than 256 arrays and objects are nested");
        ++depth_;
        ++at_;
        return true;
    }
    step next_element(bool first) noexcept {
        const char next = peek();
        if (next == ']') return leave();
        if (first) return step::item;
        if (next != ',') return expected("',' or ']'"), step::fault;
        ++at_;
        return step::item;
    }
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
    // The same at this depth.
    void go_on(const char* at) noexcept { at_ = at; }
    const char* at() const noexcept { return at_; }
    const char* end() const noexcept { return end_; }
    bool checks_utf8() const noexcept { return check_utf8_; }
    std::size_t offset_of(const char* position) const noexcept { return static_cast<std::size_t>(position - begin_); }

 private:
    bool fault(const char* reason, bool is_expectation = false) noexcept;
    step leave() noexcept {
        --depth_;
        ++at_;
        return step::end;
    }
    bool skip_digits() noexcept;
    bool read_integer(const char* begin, json_number& out) const noexcept;
    bool read_real(const char* begin, json_number& out) noexcept;
    bool skip_plain() noexcept;
    bool read_unusual_string(std::string_view& out);
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

}  // namespace vafast::message_detail
