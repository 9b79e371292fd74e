#include "message/schema/uri.hpp"

#include "message/scanner.hpp"

#include <charconv>

namespace vafast::message_detail::schema {

namespace {

// The parts of a URI, each with the mark that sets it apart: "https:", "//host", "/path", "?query", "#fragment".
struct parts {
    std::string_view scheme, authority, path, query, fragment;
};

std::string_view take(std::string_view& rest, std::size_t length) {
    const std::string_view taken = rest.substr(0, length);
    rest.remove_prefix(taken.size());
    return taken;
}

parts split(std::string_view rest) {
    parts result;
    const std::size_t mark = rest.find_first_of(":/?#");
    if (mark != rest.npos && mark > 0 && rest[mark] == ':') result.scheme = take(rest, mark + 1);
    if (rest.starts_with("//")) result.authority = take(rest, rest.find_first_of("/?#", 2));
    result.path = take(rest, rest.find_first_of("?#"));
    result.query = take(rest, rest.find('#'));
    result.fragment = rest;
    return result;
}

// Section 5.2.4
std::string without_dots(std::string_view path) {
    std::string result;
    while (!path.empty()) {
        const std::size_t slash = path.find('/', 1);
        const std::string_view segment = path.substr(0, slash);
        const bool is_last = slash == path.npos;
        path.remove_prefix(segment.size());
        if (segment == "/." || segment == "/..") {
            if (segment == "/..") result.erase(result.rfind('/') == result.npos ? 0 : result.rfind('/'));
            if (is_last) result += '/';
        } else {
            result += segment;
        }
    }
    return result;
}

// Section 5.2.3
std::string merged(const parts& base, std::string_view path) {
    if (path.starts_with('/')) return without_dots(path);
    if (!base.authority.empty() && base.path.empty()) return without_dots("/" + std::string(path));
    return without_dots(std::string(base.path.substr(0, base.path.rfind('/') + 1)).append(path));
}

std::string join(const parts& of, std::string_view path) {
    return std::string(of.scheme).append(of.authority).append(path).append(of.query).append(of.fragment);
}

}  // namespace

std::string resolve_uri(std::string_view base_uri, std::string_view reference) {
    const parts base = split(base_uri);
    parts result = split(reference);
    if (!result.scheme.empty()) return join(result, without_dots(result.path));
    result.scheme = base.scheme;
    if (!result.authority.empty()) return join(result, without_dots(result.path));
    result.authority = base.authority;
    if (!result.path.empty()) return join(result, merged(base, result.path));
    if (result.query.empty()) result.query = base.query;
    return join(result, base.path);
}

std::pair<std::string, std::string> split_fragment(std::string_view uri) {
    const std::size_t mark = uri.find('#');
    std::pair<std::string, std::string> result(uri.substr(0, mark), "");
    if (mark == uri.npos) return result;
    for (std::size_t i = mark + 1; i < uri.size(); ++i) {
        char c = uri[i];
        if (c == '%' && i + 2 < uri.size() && is_hex_digit(uri[i + 1]) && is_hex_digit(uri[i + 2])) {
            unsigned char byte = 0;
            std::from_chars(uri.data() + i + 1, uri.data() + i + 3, byte, 16);
            c = static_cast<char>(byte);
            i += 2;
        }
        result.second += c;
    }
    return result;
}

}  // namespace vafast::message_detail::schema
