// The structure of JSON text: words, arrays, objects, and where it goes wrong.
#include "message/json_reader.hpp"

#include <bitset>
#include <cstdio>

namespace vafast::message_detail {

bool json_reader::fault(const char* reason, bool is_expectation) noexcept {
    reason_ = reason;
    is_expectation_ = is_expectation;
    return false;
}

bool json_reader::read_word(std::string_view word) noexcept {
    if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).substr(0, word.size()) != word) {
        return expected("a value");
    }
    at_ += word.size();
    return true;
}

json_reader::step json_reader::next_member(bool first, std::string_view& key) {
    const char next = peek();
    if (next == '}') return leave();
    if (!first) {
        if (next != ',') return expected("',' or '}'"), step::fault;
        ++at_;
    }
    if (peek() != '"') return expected("a key in double quotes"), step::fault;
    if (!read_string(key)) return step::fault;
    if (peek() != ':') return expected("':' after the key"), step::fault;
    ++at_;
    return step::item;
}

bool json_reader::finish() noexcept {
    peek();
    return at_ == end_ || expected("nothing more after the value");
}

bool json_reader::skip_scalar() {
    std::string_view text;
    json_number number;
    switch (peek()) {
        case '"': return read_string(text);
        case 't': return read_word("true");
        case 'f': return read_word("false");
        case 'n': return read_word("null");
        default: return read_number(number);
    }
}

bool json_reader::skip_value() {
    std::bitset<max_json_depth> is_object;
    const std::size_t outside = depth_;
    for (;;) {
        const char next = peek();
        bool first = next == '{' || next == '[';
        if (!(first ? enter() : skip_scalar())) return false;
        if (first) is_object[depth_ - 1] = next == '{';
        // On to the next value, out of every array and object that ends here.
        for (step found = step::end; found == step::end; first = false) {
            if (depth_ == outside) return true;
            std::string_view key;
            found = is_object[depth_ - 1] ? next_member(first, key) : next_element(first);
            if (found == step::fault) return false;
        }
    }
}

std::string json_reader::why() const {
    std::size_t line = 1;
    std::size_t column = 1;
    for (const char* byte = begin_; byte != at_; ++byte) {
        if (*byte == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(*byte) & 0xc0) != 0x80) {
            ++column;
        }
    }
    std::string text = "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
    if (!is_expectation_) return text + reason_;
    text.append("expected ").append(reason_).append(" but found ");
    if (at_ == end_) return text + "the end of the text";
    if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with("\xef\xbb\xbf")) {
        return text + "a byte order mark";
    }
    if (*at_ > ' ' && *at_ < '\x7f') return text + '\'' + *at_ + '\'';
    char code[16];
    std::snprintf(code, sizeof code, "the byte 0x%02x", static_cast<unsigned>(static_cast<unsigned char>(*at_)));
    return text + code;
}

}  // namespace vafast::message_detail
