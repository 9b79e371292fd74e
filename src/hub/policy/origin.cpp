#include "hub/policy/origin.hpp"

#include <algorithm>

namespace vafast::hub_detail {
namespace {

bool is_same(std::string_view one, std::string_view other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

// Browsers leave out the port that a scheme implies, other clients and proxies may not.
std::string_view without_port(std::string_view host, std::string_view port) {
    return host.ends_with(port) ? host.substr(0, host.size() - port.size()) : host;
}

}  // namespace

bool is_allowed_origin(std::string_view origin, std::string_view host, const std::vector<std::string>& allowed) {
    if (origin.empty()) return true;
    const auto matches = [&](const std::string& each) { return each == "*" || is_same(each, origin); };
    if (std::any_of(allowed.begin(), allowed.end(), matches)) return true;
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string_view::npos || host.empty()) return false;  // "null": a page of nowhere
    const std::string_view port = is_same(origin.substr(0, scheme), "https") ? ":443" : ":80";
    return is_same(without_port(origin.substr(scheme + 3), port), without_port(host, port));
}

}  // namespace vafast::hub_detail
