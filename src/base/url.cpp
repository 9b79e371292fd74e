#include "base/url.hpp"

#include "base/secret_name.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>

namespace vafast::base {
namespace {

constexpr std::size_t longest_quote = 200;
constexpr std::size_t longest_host = 253;  // RFC 1035 section 2.3.4, without the length bytes
constexpr std::size_t longest_label = 63;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::uint16_t default_port(std::string_view scheme) noexcept {
    if (scheme == "ws" || scheme == "http") return 80;
    if (scheme == "wss" || scheme == "https") return 443;
    if (scheme == "socks5" || scheme == "socks5h") return 1080;
    return 0;
}

// Where the scheme of `text` ends: its ':', or nothing for a relative reference (RFC 3986 section 3.1).
std::optional<std::size_t> scheme_size(std::string_view text) noexcept {
    if (text.empty() || !is_letter(text.front())) return std::nullopt;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == ':') return i;
        if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '+' && text[i] != '-' && text[i] != '.') break;
    }
    return std::nullopt;
}

// `text` for people: no secrets, no bytes that upset a terminal, not endless. What is no URL may have a password as
// well.
std::string quote(std::string_view text) {
    const auto scheme = scheme_size(text);
    const bool is_url = scheme && text.substr(*scheme, 3) == "://";
    std::string shown(text);
    if (const std::size_t at = text.rfind('@'); !is_url && at != std::string_view::npos) shown.replace(0, at, hidden);
    shown = hide_url_secrets(shown);
    std::string quoted = "\"";
    for (const char c : std::string_view(shown).substr(0, longest_quote)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            quoted += c;
        } else {
            constexpr std::string_view digits = "0123456789abcdef";
            quoted += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return quoted + (shown.size() > longest_quote ? "\"..." : "\"");
}

[[noreturn]] void fail(std::string_view text, std::string_view why) {
    throw error(error_kind::invalid_argument, "The URL " + quote(text) + " " + std::string(why));
}

bool is_listed(std::string_view word, std::string_view words) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (words.substr(0, end) == word) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

// "ws wss http" as "ws://, wss:// or http://".
std::string enumerate(std::string_view schemes) {
    std::string text;
    while (!schemes.empty()) {
        const std::size_t end = std::min(schemes.find(' '), schemes.size());
        const bool last = end == schemes.size();
        if (!text.empty()) text += last ? " or " : ", ";
        text += std::string(schemes.substr(0, end)) + "://";
        schemes.remove_prefix(std::min(end + 1, schemes.size()));
    }
    return text;
}

void check_characters(std::string_view text) {
    if (text.empty()) fail(text, "is empty.");
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == ' ') fail(text, "contains a space: write it as %20.");
        if (byte < 0x20 || byte == 0x7f) fail(text, "contains a control character.");
        if (byte > 0x7f)
            fail(text, "contains bytes beyond ASCII: percent-encode them in a path, and write a host in punycode.");
        if (byte == '#')
            fail(text,
                 "contains a fragment (#), which a WebSocket URL must not have: write %23 for the character itself.");
    }
}

std::string decode_percent(std::string_view part, std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] != '%') {
            decoded += part[i];
            continue;
        }
        const int high = i + 2 < part.size() ? hex_value(part[i + 1]) : -1;
        const int low = i + 2 < part.size() ? hex_value(part[i + 2]) : -1;
        if (high < 0 || low < 0) fail(text, "has a % in its user name or password without two hexadecimal digits.");
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

std::optional<std::string> canonical_ipv6(const std::string& host) {
    in6_addr address{};
    if (::inet_pton(AF_INET6, host.c_str(), &address) != 1) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    ::inet_ntop(AF_INET6, &address, canonical.data(), canonical.size());
    return std::string(canonical.data());
}

// The system's resolver would read "127.1" or "0x7f.0.0.1" as an address (inet_aton); that two names are one host
// is how filters are passed, so that only the four decimal numbers are taken.
bool looks_like_ipv4(std::string_view host) noexcept {
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::string_view last = host.substr(host.rfind('.') + 1);
    if (last.empty()) return false;
    if (std::all_of(last.begin(), last.end(), is_digit)) return true;
    return last.starts_with("0x") &&
           std::all_of(last.begin() + 2, last.end(), [](char c) { return hex_value(c) >= 0; });
}

void check_name(const std::string& host, std::string_view text) {
    if (host.size() > longest_host + host.ends_with('.')) fail(text, "has a host name of more than 253 characters.");
    std::string_view rest = host;
    if (rest.ends_with('.')) rest.remove_suffix(1);
    while (true) {
        const std::string_view label = rest.substr(0, rest.find('.'));
        if (label.empty()) fail(text, "has a malformed host: there is nothing before a dot.");
        if (label.size() > longest_label) fail(text, "has a host name with a part of more than 63 characters.");
        for (const char c : label)
            if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_')
                fail(text, "has a malformed host: it may hold letters, digits, dots, hyphens and underscores.");
        if (label.size() == rest.size()) return;
        rest.remove_prefix(label.size() + 1);
    }
}

std::string parse_host(std::string_view part, std::string_view text) {
    if (part.empty()) fail(text, "has no host.");
    if (part.front() == '[') {
        const auto address = canonical_ipv6(std::string(part.substr(1, part.size() - 2)));
        if (!address) fail(text, "has a malformed IPv6 address between its brackets.");
        return *address;
    }
    std::string host = to_lower(part);
    check_name(host, text);
    in_addr ignored{};
    if (looks_like_ipv4(host) && ::inet_pton(AF_INET, host.c_str(), &ignored) != 1)
        fail(text, "has a malformed IPv4 address: it is four numbers from 0 to 255.");
    return host;
}

std::uint16_t parse_port(std::string_view part, std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), port);
    if (problem != std::errc() || end != part.data() + part.size() || port == 0)
        fail(text, "has a port that is not a number from 1 to 65535.");
    return port;
}

void parse_authority(url& parsed, std::string_view authority, std::string_view text) {
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view user = authority.substr(0, at);
        if (user.find('@') != std::string_view::npos)
            fail(text, "has more than one @: in a password, write it as %40.");
        const std::size_t colon = std::min(user.find(':'), user.size());
        parsed.user = decode_percent(user.substr(0, colon), text);
        parsed.password = decode_percent(user.substr(std::min(colon + 1, user.size())), text);
        authority.remove_prefix(at + 1);
    }
    std::size_t host_size = authority.find(':');
    if (authority.starts_with('[')) {
        host_size = authority.find(']');
        if (host_size == std::string_view::npos) fail(text, "has a [ without its ] around the IPv6 address.");
        ++host_size;
    }
    host_size = std::min(host_size, authority.size());
    const std::string_view rest = authority.substr(host_size);
    if (!rest.empty() && rest.front() != ':') fail(text, "has something other than a port after its host.");
    parsed.host = parse_host(authority.substr(0, host_size), text);
    parsed.port = rest.size() > 1 ? parse_port(rest.substr(1), text) : default_port(parsed.scheme);
}

// RFC 3986 section 5.2.4, for a path that begins with '/'.
std::string remove_dot_segments(std::string_view path) {
    std::string result;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(0, end);
        const bool last = end == path.size();
        if (segment == "/..") result.erase(std::min(result.rfind('/'), result.size()));
        if (segment == "/." || segment == "/..") {
            if (last) result += '/';
        } else {
            result += segment;
        }
        path.remove_prefix(end);
    }
    return result;
}

std::string without_dot_segments(std::string_view target) {
    const std::size_t path_size = std::min(target.find('?'), target.size());
    return remove_dot_segments(target.substr(0, path_size)) + std::string(target.substr(path_size));
}

}  // namespace

std::string quote_url(std::string_view text) { return quote(text); }

std::string url::authority() const {
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != default_port(scheme)) text += ":" + std::to_string(port);
    return text;
}

bool url::same_origin(const url& other) const noexcept {
    return scheme == other.scheme && host == other.host && port == other.port;
}

std::string url::display() const { return scheme + "://" + authority() + hide_url_secrets(target); }

url parse_url(std::string_view text, std::string_view schemes) {
    check_characters(text);
    const auto scheme = scheme_size(text);
    if (!scheme || text.substr(*scheme, 3) != "://")
        fail(text, "has no scheme: it begins with " + enumerate(schemes) + ".");
    url parsed;
    parsed.scheme = to_lower(text.substr(0, *scheme));
    if (!is_listed(parsed.scheme, schemes))
        fail(text, "has a scheme that cannot be used here: it begins with " + enumerate(schemes) + ".");
    std::string_view rest = text.substr(*scheme + 3);
    const std::size_t authority_size = std::min(rest.find_first_of("/?"), rest.size());
    parse_authority(parsed, rest.substr(0, authority_size), text);
    rest.remove_prefix(authority_size);
    parsed.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
    return parsed;
}

url resolve_url(const url& from, std::string_view reference, std::string_view schemes) {
    url resolved;
    if (scheme_size(reference)) {
        resolved = parse_url(reference, schemes);
    } else if (reference.starts_with("//")) {
        resolved = parse_url(from.scheme + ":" + std::string(reference), schemes);
    } else {
        const std::string_view base = from.target;
        const std::string_view base_path = base.substr(0, base.find('?'));
        std::string target(reference);
        if (reference.empty())
            target = base;
        else if (reference.starts_with('?'))
            target.insert(0, base_path);
        else if (!reference.starts_with('/'))
            target.insert(0, base_path.substr(0, base_path.rfind('/') + 1));
        resolved = parse_url(from.scheme + "://" + from.authority() + target, schemes);
        resolved.user = from.user;
        resolved.password = from.password;
    }
    resolved.target = without_dot_segments(resolved.target);
    return resolved;
}

}  // namespace vafast::base
