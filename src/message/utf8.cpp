#include "message/utf8.hpp"

#include <algorithm>

namespace vafast::message_detail {

namespace {

// What may follow the first byte (RFC 3629 section 4): how many bytes, and the range of the first of them, which
// excludes what is overlong (E0, F0), a surrogate (ED) or too large (F4).
struct continuation {
    std::size_t count;
    unsigned char low, high;
};

continuation after(unsigned char first) noexcept {
    if (first >= 0xc2 && first <= 0xdf) return {1, 0x80, 0xbf};
    if (first == 0xe0) return {2, 0xa0, 0xbf};
    if (first == 0xed) return {2, 0x80, 0x9f};
    if (first >= 0xe1 && first <= 0xef) return {2, 0x80, 0xbf};
    if (first == 0xf0) return {3, 0x90, 0xbf};
    if (first >= 0xf1 && first <= 0xf3) return {3, 0x80, 0xbf};
    if (first == 0xf4) return {3, 0x80, 0x8f};
    return {0, 0, 0};
}

}  // namespace

std::size_t utf8_length(const char* at, const char* end) noexcept {
    const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
    if (byte(0) < 0x80) return 1;
    const auto [count, low, high] = after(byte(0));
    if (count == 0 || static_cast<std::size_t>(end - at) <= count) return 0;
    if (byte(1) < low || byte(1) > high) return 0;
    for (std::size_t i = 2; i <= count; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
    }
    return count + 1;
}

char32_t read_utf8(const char*& at, const char* end) noexcept {
    const std::size_t length = utf8_length(at, end);
    const auto first = static_cast<unsigned char>(*at++);
    if (length == 1) return first;
    if (length == 0) return 0xfffd;
    char32_t character = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) character = character << 6 | (static_cast<unsigned char>(*at++) & 0x3fu);
    return character;
}

std::size_t count_utf8(std::string_view text) noexcept {
    const auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

void append_utf8(std::string& out, char32_t character) {
    const auto tail = [character](int shift) { return static_cast<char>(0x80 | ((character >> shift) & 0x3f)); };
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += {static_cast<char>(0xc0 | (character >> 6)), tail(0)};
    } else if (character < 0x10000) {
        out += {static_cast<char>(0xe0 | (character >> 12)), tail(6), tail(0)};
    } else {
        out += {static_cast<char>(0xf0 | (character >> 18)), tail(12), tail(6), tail(0)};
    }
}

}  // namespace vafast::message_detail
