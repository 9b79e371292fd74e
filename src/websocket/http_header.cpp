#include "websocket/http_header.hpp"

#include "base/base64.hpp"
#include "websocket/http_fields.hpp"

#include <algorithm>
#include <array>
#include <new>

#include <openssl/evp.h>

namespace vafast::websocket {

header_reader::result header_reader::add(mutable_bytes& input) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        const char next = static_cast<char>(input[i]);
        if (!is_possible(next)) return result::malformed;
        if (earlier_ + text_.size() == max_size_) return result::too_big;
        text_ += next;
        if (next != '\n' || !text_.ends_with("\r\n\r\n")) continue;
        input = input.subspan(i + 1);
        return result::complete;
    }
    input = {};
    return result::need_more;
}

// Lines end with CR LF (RFC 9112 section 2.2: neither comes alone), and hold no other control character but a tab.
bool header_reader::is_possible(char next) const noexcept {
    if (text_.size() < prefix_.size() && next != prefix_[text_.size()]) return false;
    if ((next == '\n') != text_.ends_with('\r')) return false;
    return next == '\r' || next == '\n' || is_field_value({&next, 1});
}

void header_reader::restart() {
    earlier_ += text_.size();
    text_.clear();
}

std::string_view find_header(const header_list& headers, std::string_view name) noexcept {
    for (const auto& [found, value] : headers)
        if (equals_ignoring_case(found, name)) return value;
    return {};
}

std::size_t count_headers(const header_list& headers, std::string_view name) noexcept {
    return static_cast<std::size_t>(std::count_if(
        headers.begin(), headers.end(), [&](const auto& header) { return equals_ignoring_case(header.first, name); }));
}

std::string join_headers(const header_list& headers, std::string_view name) {
    std::string joined;
    for (const auto& [found, value] : headers) {
        if (!equals_ignoring_case(found, name)) continue;
        if (!joined.empty()) joined += ", ";
        joined += value;
    }
    return joined;
}

void check_header(std::string_view name, std::string_view value) {
    if (!is_token(name))
        throw error(error_kind::invalid_argument,
                    "The header name \"" + std::string(is_field_value(name) ? name : "") +
                        "\" is not allowed: use letters, digits and -, without spaces (RFC 9110 section 5.1).");
    if (!is_field_value(value))
        throw error(error_kind::invalid_argument,
                    "The value of the header " + std::string(name) +
                        " holds a line break or another control character: take it out (RFC 9110 section 5.5).");
}

void write_header_line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string make_accept_key(std::string_view key) {
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<std::byte, 20> digest;
    if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha1(),
                   nullptr) != 1)
        throw std::bad_alloc();
    return base::encode_base64(digest);
}

}  // namespace vafast::websocket
