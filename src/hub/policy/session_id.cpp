#include "hub/policy/session_id.hpp"

#include "base/sha256.hpp"

namespace vafast::hub_detail {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::string hexadecimal(base::bytes data) {
    std::string result;
    for (const std::byte each : data) {
        result += digits[std::to_integer<std::size_t>(each >> 4)];
        result += digits[std::to_integer<std::size_t>(each & std::byte{15})];
    }
    return result;
}

}  // namespace

std::optional<session_id> session_id::parse(std::string_view text) {
    std::array<std::byte, 16> bytes{};
    if (text.size() != 2 * bytes.size()) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t value = digits.find(text[i]);
        if (value == std::string_view::npos) return std::nullopt;
        bytes[i / 2] = bytes[i / 2] << 4 | static_cast<std::byte>(value);
    }
    return session_id(bytes);
}

std::string session_id::text() const { return hexadecimal(bytes_); }

std::string session_id::guest_name() const {
    return "guest-" + hexadecimal(base::bytes(base::sha256(bytes_)).first(8));
}

}  // namespace vafast::hub_detail
