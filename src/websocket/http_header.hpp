// Gathers the header of an HTTP message, piece by piece, up to a limit, and looks into a parsed one. Pure; one thread
// at a time.
#pragma once

#include "websocket/handshake.hpp"

#include <string>
#include <string_view>

namespace vafast::websocket {

// Fails as soon as what came can be no header, so that a peer that speaks something else is noticed at once.
class header_reader {
 public:
    enum class result { need_more, complete, malformed, too_big };

    // The text has to begin with `prefix`: "HTTP/", or nothing.
    header_reader(std::size_t max_size, std::string_view prefix) : max_size_(max_size), prefix_(prefix) {}

    // Takes bytes up to the end of the header; `input` is advanced past them.
    result add(mutable_bytes& input);
    const std::string& text() const noexcept { return text_; }
    // For another header after this one, under the same limit for all.
    void restart();

 private:
    bool is_possible(char next) const noexcept;

    std::size_t max_size_;
    std::string_view prefix_;
    std::size_t earlier_ = 0;  // bytes of the headers before
    std::string text_;
};

// The first header of that name, else empty.
std::string_view find_header(const header_list& headers, std::string_view name) noexcept;
std::size_t count_headers(const header_list& headers, std::string_view name) noexcept;
// All of that name, joined by commas (RFC 9110 section 5.3).
std::string join_headers(const header_list& headers, std::string_view name);

// Throws error(invalid_argument) where a header could not be written as it is.
void check_header(std::string_view name, std::string_view value);
void write_header_line(std::string& out, std::string_view name, std::string_view value);

// The Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 section 4.2.2).
std::string make_accept_key(std::string_view key);

}  // namespace vafast::websocket
