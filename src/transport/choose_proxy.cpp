// Which proxy leads to a target: the options' or the environment's.
#include "transport/connector.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace vafast::transport {
namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view proxy_schemes = "http socks5 socks5h";
constexpr std::size_t longest_socks_field = 255;  // RFC 1929 section 2

struct variable {
    const char* name = nullptr;
    std::string value{};
};

variable first_set(std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return {name, value};
    return {};
}

void check_credentials(const base::url& proxy) {
    if (proxy.scheme == "http" && proxy.user.find(':') != std::string::npos)
        throw error(error_kind::invalid_argument, "The user name holds a colon, which HTTP cannot send (RFC 7617).");
    if (proxy.scheme != "http" &&
        (proxy.user.size() > longest_socks_field || proxy.password.size() > longest_socks_field))
        throw error(error_kind::invalid_argument, "The user name or password is longer than the 255 bytes of SOCKS5.");
}

base::url parse_proxy(std::string_view text, const std::string& where) {
    try {
        base::url parsed = base::parse_url(text, proxy_schemes);
        check_credentials(parsed);
        return parsed;
    } catch (const error& problem) {
        throw error(error_kind::invalid_argument, where + " names a proxy that cannot be used. " + problem.what());
    }
}

std::string normal_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    std::string normal(name);
    std::transform(normal.begin(), normal.end(), normal.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return normal;
}

template <class Bytes>
bool shares_prefix(const Bytes& one, const Bytes& other, std::size_t bits) {
    for (std::size_t i = 0; i < one.size() && bits > 0; ++i) {
        const unsigned mask = bits >= 8 ? 0xffU : (0xff00U >> bits) & 0xffU;
        if (((one[i] ^ other[i]) & mask) != 0) return false;
        bits -= std::min<std::size_t>(bits, 8);
    }
    return true;
}

bool is_in_block(const ip::address& address, const ip::address& block, std::size_t bits) {
    if (address.is_v4() != block.is_v4()) return false;
    return address.is_v4() ? bits <= 32 && shares_prefix(address.to_v4().to_bytes(), block.to_v4().to_bytes(), bits)
                           : bits <= 128 && shares_prefix(address.to_v6().to_bytes(), block.to_v6().to_bytes(), bits);
}

std::optional<std::size_t> number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "10.0.0.0/8", "::1", "192.168.1.1".
bool matches_address(std::string_view entry, const ip::address& host) {
    const std::size_t slash = entry.find('/');
    boost::system::error_code is_a_name;
    const auto block = ip::make_address(std::string(entry.substr(0, slash)), is_a_name);
    if (is_a_name) return false;
    if (slash == std::string_view::npos) return block == host;
    const auto bits = number(entry.substr(slash + 1));
    return bits && is_in_block(host, block, *bits);
}

// "example.org", ".example.org" and "*.example.org" are the same: the name and all below it.
bool matches_name(std::string_view entry, std::string_view host) {
    if (entry.starts_with('*')) entry.remove_prefix(1);
    if (entry.starts_with('.')) entry.remove_prefix(1);
    const std::string suffix = normal_name(entry);
    const std::string name = normal_name(host);
    if (suffix.empty() || !name.ends_with(suffix)) return false;
    return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
}

// One entry of no_proxy; what cannot be understood matches nothing.
bool matches(std::string_view entry, const base::url& target) {
    if (entry == "*") return true;
    const std::size_t colon = entry.rfind(':');
    const bool in_brackets = entry.starts_with('[');
    const bool has_port =
        colon != std::string_view::npos && (in_brackets ? entry[colon - 1] == ']' : entry.find(':') == colon);
    if (has_port) {
        if (number(entry.substr(colon + 1)) != target.port) return false;
        entry = entry.substr(0, colon);
    }
    if (in_brackets && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
    boost::system::error_code is_a_name;
    const auto address = ip::make_address(target.host, is_a_name);
    return is_a_name ? matches_name(entry, target.host) : matches_address(entry, address);
}

bool is_excepted(std::string_view list, const base::url& target) {
    constexpr std::string_view separators = ", \t";
    while (true) {
        list.remove_prefix(std::min(list.find_first_not_of(separators), list.size()));
        if (list.empty()) return false;
        const std::string_view entry = list.substr(0, list.find_first_of(separators));
        if (matches(entry, target)) return true;
        list.remove_prefix(entry.size());
    }
}

}  // namespace

std::optional<base::url> choose_proxy(const proxy_options& options, const base::url& target) {
    if (!options.url.empty()) return parse_proxy(options.url, "proxy.url");
    if (!options.from_environment) return std::nullopt;
    // Not HTTP_PROXY: in a CGI program it is the request's header "Proxy" (CVE-2016-5385).
    const variable found = target.scheme == "wss" ? first_set({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                                                  : first_set({"http_proxy", "all_proxy", "ALL_PROXY"});
    if (found.name == nullptr || is_excepted(first_set({"no_proxy", "NO_PROXY"}).value, target)) return std::nullopt;
    // Here, other than in our own options, "host:port" without a scheme has always been allowed.
    const bool has_scheme = found.value.find("://") != std::string::npos;
    return parse_proxy(has_scheme ? found.value : "http://" + found.value,
                       std::string("The environment variable ") + found.name);
}

}  // namespace vafast::transport
