#include "websocket/http_fields.hpp"

#include <algorithm>

namespace vafast::websocket {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token_char(char c) noexcept {
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

// Reads a value from its front to its end.
class scanner {
 public:
    explicit scanner(std::string_view text) noexcept : rest_(text) { skip_spaces(); }

    bool at_end() const noexcept { return rest_.empty(); }

    bool skip(char wanted) noexcept {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        skip_spaces();
        return true;
    }

    // Empty where there is none.
    std::string_view token() noexcept {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_token_char);
        const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(found.size());
        skip_spaces();
        return found;
    }

    // A token, or a quoted string that holds one (RFC 6455 section 9.1). Empty where there is none.
    std::string value() {
        if (rest_.empty() || rest_.front() != '"') return std::string(token());
        std::string unquoted;
        for (rest_.remove_prefix(1); !rest_.empty(); rest_.remove_prefix(1)) {
            if (rest_.front() == '"') break;
            if (rest_.front() == '\\') rest_.remove_prefix(1);
            if (rest_.empty()) break;
            unquoted += rest_.front();
        }
        return skip('"') && is_token(unquoted) ? unquoted : std::string();
    }

 private:
    void skip_spaces() noexcept {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
    }

    std::string_view rest_;
};

bool read_parameter(scanner& text, extension& owner) {
    extension::parameter found{text.token(), std::nullopt};
    if (found.name.empty()) return false;
    if (text.skip('=')) {
        found.value = text.value();
        if (found.value->empty()) return false;
    }
    owner.parameters.push_back(std::move(found));
    return true;
}

}  // namespace

bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool is_field_value(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trim(std::string_view text) noexcept {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::vector<std::string_view> split_list(std::string_view list) {
    std::vector<std::string_view> elements;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view element = trim(list.substr(0, comma));
        if (!element.empty()) elements.push_back(element);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return elements;
}

bool list_contains(std::string_view list, std::string_view token) {
    const auto elements = split_list(list);
    return std::any_of(elements.begin(), elements.end(),
                       [&](std::string_view element) { return equals_ignoring_case(element, token); });
}

std::optional<std::vector<extension>> parse_extensions(std::string_view list) {
    std::vector<extension> extensions;
    scanner text(list);
    do {
        if (text.skip(',')) continue;  // an empty element (RFC 9110 section 5.6.1.2)
        extension found{text.token(), {}};
        if (found.name.empty()) return std::nullopt;
        while (text.skip(';'))
            if (!read_parameter(text, found)) return std::nullopt;
        extensions.push_back(std::move(found));
        if (!text.at_end() && !text.skip(',')) return std::nullopt;
    } while (!text.at_end());
    return extensions;
}

}  // namespace vafast::websocket
