#include "base/base64.hpp"

#include <array>
#include <cstdint>

namespace vafast::base {
namespace {

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t no_digit = 64;

using value_table = std::array<std::uint8_t, 256>;

constexpr value_table make_values(std::string_view alphabet) {
    value_table values{};
    values.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}

constexpr value_table standard_values = make_values(standard);
constexpr value_table url_safe_values = make_values(url_safe);

// Without padding: n bytes give ceil(4n / 3) digits.
std::string encode_digits(bytes data, std::string_view alphabet) {
    std::string text;
    text.reserve((data.size() + 2) / 3 * 4);
    for (; !data.empty(); data = data.subspan(data.size() < 3 ? data.size() : 3)) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8 | (i < data.size() ? std::to_integer<std::uint32_t>(data[i]) : 0);
        for (std::size_t i = 0; i < 4 && i <= data.size(); ++i) text += alphabet[(group >> (18 - 6 * i)) & 63];
    }
    return text;
}

std::optional<std::vector<std::byte>> decode_digits(std::string_view digits, const value_table& values) {
    if (digits.size() % 4 == 1) return std::nullopt;  // six bits are no byte
    std::vector<std::byte> data;
    data.reserve(digits.size() * 3 / 4);
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char digit : digits) {
        const std::uint8_t value = values[static_cast<unsigned char>(digit)];
        if (value == no_digit) return std::nullopt;
        pending = (pending << 6 | value) & 0xffff;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        data.push_back(static_cast<std::byte>(pending >> bits & 0xff));
    }
    // RFC 4648 section 3.5: the bits that are left over are zero, so that a text has one encoding only.
    if ((pending & ((1u << bits) - 1)) != 0) return std::nullopt;
    return data;
}

}  // namespace

std::string encode_base64(bytes data) {
    std::string text = encode_digits(data, standard);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::vector<std::byte>> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t digits = text.size();
    while (digits > 0 && text.size() - digits < 2 && text[digits - 1] == '=') --digits;
    return decode_digits(text.substr(0, digits), standard_values);
}

std::string encode_base64url(bytes data) { return encode_digits(data, url_safe); }

std::optional<std::vector<std::byte>> decode_base64url(std::string_view text) {
    return decode_digits(text, url_safe_values);
}

}  // namespace vafast::base
