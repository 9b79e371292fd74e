// The formats that are not worth a file of their own.
#include "message/scanner.hpp"

#include <vafast/message/format.hpp>
#include <vafast/message/pattern_syntax.hpp>

namespace vafast {

namespace {

using message_detail::is_digit;
using message_detail::is_hex_digit;
using message_detail::scanner;

// reference-token = *( unescaped / escaped ) (RFC 6901 section 3)
bool is_steps(std::string_view text) noexcept {
    if (!text.empty() && text.front() != '/') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '~') continue;
        if (++i == text.size() || (text[i] != '0' && text[i] != '1')) return false;
    }
    return true;
}

}  // namespace

bool is_uuid(std::string_view text) noexcept {
    scanner at(text);
    constexpr auto lower = [](char c) { return static_cast<char>(c | 0x20); };
    constexpr std::string_view prefix = "urn:uuid:";
    if (text.size() > prefix.size() && lower(text.front()) == 'u') {
        for (std::size_t i = 0; i < prefix.size(); ++i) {
            if ((is_digit(text[i]) || text[i] == ':' ? text[i] : lower(text[i])) != prefix[i]) return false;
        }
        at = scanner(text.substr(prefix.size()));
    }
    for (const std::size_t length : {8u, 4u, 4u, 4u}) {
        if (at.take_all(is_hex_digit, length) != length || !at.take("-")) return false;
    }
    return at.take_all(is_hex_digit, 12) == 12 && at.at_end();
}

bool is_json_pointer(std::string_view text) noexcept { return is_steps(text); }

bool is_relative_json_pointer(std::string_view text) noexcept {
    scanner at(text);
    if (!at.take("0") && at.take_all(is_digit) == 0) return false;
    return at.rest() == "#" || is_steps(at.rest());
}

bool is_regex(std::string_view text) noexcept { return detail::pattern_error(text) == nullptr; }

}  // namespace vafast
