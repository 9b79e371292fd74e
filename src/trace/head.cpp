#include "trace/head.hpp"

#include "websocket/http_fields.hpp"

#include <algorithm>
#include <charconv>

namespace vafast::trace {

std::string_view head::field(std::string_view name) const noexcept {
    for (const auto& [found, value] : fields)
        if (websocket::equals_ignoring_case(found, name)) return value;
    return {};
}

// "HTTP/1.1 101 Switching Protocols" (RFC 9112 section 4)
int head::status() const noexcept {
    const std::size_t space = std::min(start.find(' '), start.size());
    int number = 0;
    if (space < start.size()) std::from_chars(start.data() + space + 1, start.data() + start.size(), number);
    return number;
}

std::string head::text() const {
    std::string whole = start + "\r\n";
    for (const auto& [name, value] : fields) {
        whole += name;
        if (!value.empty()) whole.append(": ").append(value);
        whole += "\r\n";
    }
    return whole += "\r\n";
}

head read_head(std::string_view text) {
    head read;
    bool is_first = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("\r\n"), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 2, text.size()));
        if (std::exchange(is_first, false)) {
            read.start = line;
        } else if (!line.empty()) {
            const std::size_t colon = std::min(line.find(':'), line.size());
            read.fields.emplace_back(line.substr(0, colon),
                                     websocket::trim(line.substr(std::min(colon + 1, line.size()))));
        }
    }
    return read;
}

}  // namespace vafast::trace
