// Writes JSON values as text (RFC 8259), never what is not UTF-8.
#include "message/utf8.hpp"

#include <vafast/json.hpp>

#include <charconv>
#include <cstring>

namespace vafast {

namespace {

void write_escape(std::string& out, char character) {
    switch (character) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\b': out += "\\b"; return;
        case '\f': out += "\\f"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr char digits[] = "0123456789abcdef";
    out += {'\\', 'u', '0', '0', digits[character >> 4], digits[character & 15]};
}

void write_string(std::string& out, std::string_view text) {
    out += '"';
    const char* at = text.data();
    const char* const end = at + text.size();
    const char* plain = at;
    while (at != end) {
        const auto byte = static_cast<unsigned char>(*at);
        if (byte >= 0x80) {
            const std::size_t length = message_detail::utf8_length(at, end);
            if (length == 0) {
                throw error(error_kind::invalid_message,
                            "A string is not UTF-8 at byte " + std::to_string(at - text.data()) +
                                ", so it cannot be written as JSON: send it as binary, or encode it.");
            }
            at += length;
        } else if (byte < 0x20 || byte == '"' || byte == '\\') {
            out.append(plain, at);
            write_escape(out, *at);
            plain = ++at;
        } else {
            ++at;
        }
    }
    out.append(plain, end);
    out += '"';
}

template <class Number>
void write_number(std::string& out, Number number) {
    char digits[32];
    char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(static_cast<char*>(digits), end);
    // So that it is read again as what it was: a double, not an integer.
    if (std::is_floating_point_v<Number> && !std::memchr(digits, '.', static_cast<std::size_t>(end - digits)) &&
        !std::memchr(digits, 'e', static_cast<std::size_t>(end - digits))) {
        out += ".0";
    }
}

}  // namespace

void json::write_scalar(std::string& out) const {
    switch (kind_) {
        case kind::null: out += "null"; break;
        case kind::boolean: out += value_.boolean ? "true" : "false"; break;
        case kind::integer: write_number(out, value_.integer); break;
        case kind::unsigned_integer: write_number(out, value_.unsigned_integer); break;
        case kind::real: write_number(out, value_.number); break;
        case kind::string: write_string(out, *value_.string); break;
        case kind::array: out += "[]"; break;
        case kind::object: out += "{}"; break;
    }
}

// Without recursion: what the program has built may be of any depth.
void json::write(std::string& out, const int* indent) const {
    struct level {
        const json* container;
        std::size_t next;
    };
    std::vector<level> levels;
    const auto new_line = [&] {
        if (indent != nullptr) out.append(1, '\n').append(levels.size() * static_cast<std::size_t>(*indent), ' ');
    };
    const json* value = this;
    for (;;) {
        if (value->kind_ >= kind::array && !value->empty()) {
            out += value->is_array() ? '[' : '{';
            levels.push_back({value, 0});
        } else {
            value->write_scalar(out);
        }
        while (!levels.empty() && levels.back().next == levels.back().container->size()) {
            const char close = levels.back().container->is_array() ? ']' : '}';
            levels.pop_back();
            new_line();
            out += close;
        }
        if (levels.empty()) return;
        auto& [container, next] = levels.back();
        if (next != 0) out += ',';
        new_line();
        if (container->is_array()) {
            value = &(*container->value_.array)[next];
        } else {
            const member& found = (*container->value_.object)[next];
            write_string(out, found.first);
            out += indent != nullptr ? ": " : ":";
            value = &found.second;
        }
        ++next;
    }
}

std::string json::dump() const {
    std::string out;
    write(out, nullptr);
    return out;
}

std::string json::dump(int indent) const {
    if (indent < 0) return dump();
    std::string out;
    write(out, &indent);
    return out;
}

void json::append_to(std::string& out) const {
    const std::size_t size = out.size();
    try {
        write(out, nullptr);
    } catch (...) {
        out.resize(size);
        throw;
    }
}

}  // namespace vafast
