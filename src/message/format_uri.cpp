// URIs and references (RFC 3986).
#include "message/scanner.hpp"

#include <vafast/message/format.hpp>

namespace vafast {

namespace {

using message_detail::is_digit;
using message_detail::is_hex_digit;
using message_detail::is_letter;
using message_detail::scanner;

// Percent-encoded, unreserved and sub-delims (sections 2.1 to 2.3), and those besides that the place allows.
bool consists_of(std::string_view text, std::string_view besides) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) return false;
            i += 2;
        } else if (!is_letter(c) && !is_digit(c) && std::string_view("-._~!$&'()*+,;=").find(c) == text.npos &&
                   besides.find(c) == text.npos) {
            return false;
        }
    }
    return true;
}

// Cuts off what follows the first `mark`; empty where there is none.
std::string_view cut_off(std::string_view& text, char mark) noexcept {
    const std::size_t at = text.find(mark);
    if (at == text.npos) return {};
    const std::string_view after = text.substr(at + 1);
    text = text.substr(0, at);
    return after;
}

// IPvFuture, or an IPv6 address (section 3.2.2)
bool is_address_literal(std::string_view text) noexcept {
    scanner at(text);
    if (!at.take_one_of("vV")) return is_ipv6(text);
    return at.take_all(is_hex_digit) != 0 && at.take(".") && !at.at_end() && text.find('%') == text.npos &&
           consists_of(at.rest(), ":");
}

bool is_authority(std::string_view text) noexcept {
    if (const std::size_t at = text.find('@'); at != text.npos) {
        if (!consists_of(text.substr(0, at), ":")) return false;
        text.remove_prefix(at + 1);
    }
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == text.npos || !is_address_literal(text.substr(1, close - 1))) return false;
        port = text.substr(close + 1);
        if (!port.empty() && port.front() != ':') return false;
        port = port.substr(port.empty() ? 0 : 1);
    } else {
        port = cut_off(text, ':');
        if (!consists_of(text, "")) return false;
    }
    return scanner(port).take_all(is_digit) == port.size();
}

bool is_scheme(std::string_view text) noexcept {
    scanner at(text);
    at.take_all([](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
    return !text.empty() && is_letter(text.front()) && at.at_end();
}

bool is_reference(std::string_view text, bool needs_scheme) noexcept {
    if (!consists_of(cut_off(text, '#'), ":@/?") || !consists_of(cut_off(text, '?'), ":@/?")) return false;
    // A colon before the first slash ends a scheme: no first segment of a relative reference has one (section 4.2).
    const std::size_t colon = text.substr(0, text.find('/')).find(':');
    if (colon != text.npos) {
        if (!is_scheme(text.substr(0, colon))) return false;
        text.remove_prefix(colon + 1);
    } else if (needs_scheme) {
        return false;
    }
    if (text.starts_with("//")) {
        const std::size_t path = text.find('/', 2);
        if (!is_authority(text.substr(2, path == text.npos ? path : path - 2))) return false;
        text = path == text.npos ? std::string_view() : text.substr(path);
    }
    return consists_of(text, ":@/");
}

}  // namespace

bool is_uri(std::string_view text) noexcept { return is_reference(text, true); }

bool is_uri_reference(std::string_view text) noexcept { return is_reference(text, false); }

}  // namespace vafast
