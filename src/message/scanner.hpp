// Reads a short text from left to right, for the checks of formats. One thread at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace vafast::message_detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_hex_digit(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

class scanner {
 public:
    explicit constexpr scanner(std::string_view text) noexcept : rest_(text) {}

    constexpr bool at_end() const noexcept { return rest_.empty(); }
    constexpr std::string_view rest() const noexcept { return rest_; }

    // These move on over what they find, and else stay.
    constexpr bool take(std::string_view text) noexcept {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    constexpr bool take_one_of(std::string_view characters) noexcept {
        if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // How many there are, at most `most`.
    template <class Predicate>
    constexpr std::size_t take_all(Predicate is_wanted, std::size_t most = std::string_view::npos) noexcept {
        std::size_t count = 0;
        while (count < most && count < rest_.size() && is_wanted(rest_[count])) ++count;
        rest_.remove_prefix(count);
        return count;
    }
    constexpr bool two_digits(int& value) noexcept {
        if (rest_.size() < 2 || !is_digit(rest_[0]) || !is_digit(rest_[1])) return false;
        value = (rest_[0] - '0') * 10 + (rest_[1] - '0');
        rest_.remove_prefix(2);
        return true;
    }

 private:
    std::string_view rest_;
};

}  // namespace vafast::message_detail
