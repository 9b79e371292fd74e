#include "base/secret_name.hpp"

#include <algorithm>
#include <array>

namespace vafast::base {
namespace {

char to_lower(char each) noexcept { return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each; }

bool contains(std::string_view name, std::string_view lower_case) noexcept {
    return std::search(name.begin(), name.end(), lower_case.begin(), lower_case.end(),
                       [](char each, char lower) { return to_lower(each) == lower; }) != name.end();
}

bool equals(std::string_view name, std::string_view lower_case) noexcept {
    return name.size() == lower_case.size() && contains(name, lower_case);
}

// Where the authority of a URL begins; at its end, where it has none, as a request target.
std::size_t authority_begin(std::string_view url) noexcept {
    const std::size_t slashes = url.find("//");
    const std::string_view scheme = url.substr(0, slashes);
    const bool is_scheme =
        scheme.find_first_of("/?") == std::string_view::npos && (scheme.empty() || scheme.ends_with(':'));
    return slashes != std::string_view::npos && is_scheme ? slashes + 2 : url.size();
}

constexpr std::array<std::string_view, 12> parts = {"token",   "secret", "passw",  "auth", "credential", "signature",
                                                    "session", "cookie", "ticket", "jwt",  "apikey",     "api-key"};
constexpr std::array<std::string_view, 6> wholes = {"key", "api_key", "sig", "code", "sid", "pwd"};

}  // namespace

bool is_secret_name(std::string_view name) noexcept {
    const auto is_part = [&](std::string_view part) { return contains(name, part); };
    const auto is_whole = [&](std::string_view whole) { return equals(name, whole); };
    return std::any_of(parts.begin(), parts.end(), is_part) || std::any_of(wholes.begin(), wholes.end(), is_whole);
}

// A password may hold what ends an authority ('/', '?'), so that everything up to the last '@' counts as one.
std::string hide_url_secrets(std::string_view url) {
    const std::size_t authority = authority_begin(url);
    std::string shown;
    if (const std::size_t at = url.rfind('@'); at != std::string_view::npos && at >= authority) {
        shown.append(url.substr(0, authority)).append(hidden);
        url.remove_prefix(at);
    }
    const std::size_t query = std::min(url.find('?'), url.size());
    shown.append(url.substr(0, query));
    for (std::string_view rest = url.substr(query); !rest.empty();) {
        const std::size_t end = std::min(rest.find_first_of("&;", 1), rest.size());
        const std::string_view parameter = rest.substr(0, end);
        const std::size_t equals_sign = std::min(parameter.find('='), parameter.size());
        if (equals_sign < parameter.size() && is_secret_name(parameter.substr(1, equals_sign - 1)))
            shown.append(parameter.substr(0, equals_sign + 1)).append(hidden);
        else
            shown.append(parameter);
        rest.remove_prefix(end);
    }
    return shown;
}

}  // namespace vafast::base
