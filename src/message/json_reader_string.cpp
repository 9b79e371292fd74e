// Strings in JSON text (RFC 8259 section 7) in which something is special.
#include "message/json_reader.hpp"
#include "message/utf8.hpp"

namespace vafast::message_detail {

// On to the quote or backslash that ends this piece of a string.
bool json_reader::skip_plain() noexcept {
    for (;;) {
        at_ = find_special(at_, end_, check_utf8_);
        if (at_ == end_) return expected("'\"' at the end of the string");
        if (*at_ == '"' || *at_ == '\\') return true;
        if (static_cast<unsigned char>(*at_) < 0x20) return fault("a control character in a string has to be escaped");
        while (at_ != end_ && static_cast<unsigned char>(*at_) >= 0x80) {
            const std::size_t length = utf8_length(at_, end_);
            if (length == 0) return fault("the text is not UTF-8");
            at_ += length;
        }
    }
}

bool json_reader::read_unusual_string(std::string_view& out) {
    const char* piece = ++at_;
    bool is_escaped = false;
    while (skip_plain()) {
        if (*at_ == '\\') {
            if (!is_escaped) unescaped_.clear();
            is_escaped = true;
            unescaped_.append(piece, at_);
            if (!read_escape()) return false;
            piece = at_;
            continue;
        }
        if (is_escaped) {
            unescaped_.append(piece, at_);
            out = unescaped_;
        } else {
            out = std::string_view(piece, static_cast<std::size_t>(at_ - piece));
        }
        ++at_;
        return true;
    }
    return false;
}

// RFC 8259 section 7
bool json_reader::read_escape() {
    const char letter = end_ - at_ > 1 ? at_[1] : '\0';
    switch (letter) {
        case '"':
        case '\\':
        case '/': unescaped_ += letter; break;
        case 'b': unescaped_ += '\b'; break;
        case 'f': unescaped_ += '\f'; break;
        case 'n': unescaped_ += '\n'; break;
        case 'r': unescaped_ += '\r'; break;
        case 't': unescaped_ += '\t'; break;
        case 'u': return read_unicode_escape();
        default: ++at_; return expected("one of \" \\ / b f n r t u after a backslash");
    }
    at_ += 2;
    return true;
}

// Two escapes make a character beyond U+FFFF; half of such a pair is no character and has no UTF-8.
bool json_reader::read_unicode_escape() {
    const char* const begin = at_;
    const auto lone_surrogate = [&] { return at_ = begin, fault("an escape is half of a surrogate pair"); };
    char32_t character = 0;
    if (!read_hex(character)) return false;
    if (character >= 0xdc00 && character <= 0xdfff) return lone_surrogate();
    if (character >= 0xd800 && character <= 0xdbff) {
        if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return lone_surrogate();
        char32_t low = 0;
        if (!read_hex(low)) return false;
        if (low < 0xdc00 || low > 0xdfff) return lone_surrogate();
        character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(unescaped_, character);
    return true;
}

bool json_reader::read_hex(char32_t& unit) noexcept {
    at_ += 2;
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        const char digit = at_ != end_ ? *at_ : '\0';
        unit *= 16;
        if (digit >= '0' && digit <= '9')
            unit += static_cast<char32_t>(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            unit += static_cast<char32_t>(digit - 'a' + 10);
        else if (digit >= 'A' && digit <= 'F')
            unit += static_cast<char32_t>(digit - 'A' + 10);
        else
            return expected("four hexadecimal digits after \\u");
    }
    return true;
}

}  // namespace vafast::message_detail
