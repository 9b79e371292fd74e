// Names and numbers of hosts, and mail addresses.
#include "message/scanner.hpp"

#include <vafast/message/format.hpp>

namespace vafast {

namespace {

using message_detail::is_digit;
using message_detail::is_hex_digit;
using message_detail::is_letter;
using message_detail::scanner;

constexpr bool is_alphanumeric(char c) noexcept { return is_letter(c) || is_digit(c); }
constexpr bool is_of_a_label(char c) noexcept { return is_alphanumeric(c) || c == '-'; }

// How many labels there are, parted by dots; 0 where one is wrong.
std::size_t count_labels(std::string_view text, std::size_t longest) noexcept {
    std::size_t count = 0;
    for (;; ++count) {
        const std::string_view label = text.substr(0, text.find('.'));
        scanner at(label);
        if (at.take_all(is_of_a_label) != label.size() || label.empty() || label.size() > longest) return 0;
        if (label.front() == '-' || label.back() == '-') return 0;
        if (label.size() == text.size()) return count + 1;
        text.remove_prefix(label.size() + 1);
    }
}

// atext (RFC 5322 section 3.2.3)
constexpr bool is_of_an_atom(char c) noexcept {
    return is_alphanumeric(c) || std::string_view("!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

// dec-octet (RFC 3986 section 3.2.2)
bool take_octet(scanner& at) noexcept {
    const std::string_view text = at.rest();
    const std::size_t digits = at.take_all(is_digit, 3);
    if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
    return digits < 3 || text.substr(0, 3) <= "255";
}

}  // namespace

bool is_hostname(std::string_view text) noexcept {
    if (text.ends_with('.')) text.remove_suffix(1);
    return text.size() <= 253 && count_labels(text, 63) != 0;
}

bool is_email(std::string_view text) noexcept {
    scanner at(text);
    do {
        if (at.take_all(is_of_an_atom) == 0) return false;
    } while (at.take("."));
    return at.take("@") && count_labels(at.rest(), std::string_view::npos) >= 2;
}

bool is_ipv4(std::string_view text) noexcept {
    scanner at(text);
    for (int i = 0; i < 4; ++i) {
        if ((i != 0 && !at.take(".")) || !take_octet(at)) return false;
    }
    return at.at_end();
}

// Eight groups, of which the last two may be an IPv4 address, and one stretch of zeros may be "::" (RFC 4291
// section 2.2)
bool is_ipv6(std::string_view text) noexcept {
    scanner at(text);
    bool is_cut = at.take("::");
    int groups = 0;
    if (is_cut && at.at_end()) return true;
    for (;;) {
        if (is_ipv4(at.rest())) {
            groups += 2;
            break;
        }
        if (at.take_all(is_hex_digit, 4) == 0) return false;
        ++groups;
        if (at.at_end()) break;
        if (at.take("::")) {
            if (is_cut) return false;
            is_cut = true;
            if (at.at_end()) break;
        } else if (!at.take(":")) {
            return false;
        }
    }
    return is_cut ? groups <= 7 : groups == 8;
}

}  // namespace vafast
