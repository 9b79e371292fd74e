// The opening handshake, both sides (RFC 6455 section 4). HTTP is parsed by Boost.Beast, out of sight. Pure; one thread
// at a time.
#pragma once

#include "base/random.hpp"
#include "websocket/deflate.hpp"

#include <vafast/error.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace vafast::websocket {

using header_list = std::vector<std::pair<std::string, std::string>>;

struct client_handshake_options {
    std::string host{};    // the Host header: "example.org", "[::1]:8080"
    std::string target{};  // the request target: "/path?query"
    header_list headers{};
    std::vector<std::string> protocols{};
    std::optional<deflate_options> compression{};
    std::size_t max_size = 64 * 1024;  // of the server's answer
};

// Throws error(invalid_argument) that names the header or protocol which is not allowed: bytes that could inject
// another header, names that the handshake itself sets (Host is allowed), protocols that are no token or come twice.
void check_request(const header_list& headers, const std::vector<std::string>& protocols);

class client_handshake {
 public:
    client_handshake(client_handshake_options options, base::random& random);
    ~client_handshake();
    client_handshake(client_handshake&&) noexcept;
    client_handshake& operator=(client_handshake&&) noexcept;

    const std::string& request() const noexcept;

    // Reads the answer; `input` is advanced past it (frames may follow in the same segment). True when the handshake is
    // complete, false when more is needed. An answer that is not an acceptable 101 is an error (handshake) whose
    // sentence says what is wrong; one with another status carries it and Retry-After, and is final or not by
    // is_final_status().
    tl::expected<bool, error> receive(mutable_bytes& input);

    // After a complete handshake:
    const std::string& protocol() const noexcept;  // empty where none was chosen
    const std::optional<deflate_parameters>& compression() const noexcept;
    const header_list& headers() const noexcept;  // of the answer, also of one that refused
    // After an error with status 301, 302, 303, 307 or 308: its Location, else empty.
    std::string_view location() const noexcept;

 private:
    struct state;
    std::unique_ptr<state> state_;
};

// HTTP statuses after which the same attempt would fail the same way: 3xx and 4xx but 408, 425 and 429.
bool is_final_status(int status) noexcept;

// What a client asked a server for.
struct http_request {
    std::string method;
    std::string target;
    header_list headers;
    bool is_upgrade = false;             // a WebSocket handshake that may be accepted
    std::vector<std::string> protocols;  // offered, in order
    std::string extensions;              // Sec-WebSocket-Extensions, joined

    std::string_view header(std::string_view name) const noexcept;  // the first of that name, else empty
};

class server_handshake {
 public:
    explicit server_handshake(std::size_t max_size = 64 * 1024);
    ~server_handshake();
    server_handshake(server_handshake&&) noexcept;
    server_handshake& operator=(server_handshake&&) noexcept;

    // Reads the request. A request that is malformed, too large, or a WebSocket handshake with something wrong in it is
    // an error whose http_status() is the one to answer with, by make_http_response (400, 405, 413, 426, 431, 505). The
    // body of an ordinary request is thrown away.
    tl::expected<bool, error> receive(mutable_bytes& input);
    const http_request& request() const noexcept;

    // The answer 101 to a request that is an upgrade; `protocol` is empty or one of those offered.
    std::string accept(std::string_view protocol, const std::optional<deflate_parameters>& compression,
                       const header_list& headers = {}) const;

 private:
    struct state;
    std::unique_ptr<state> state_;
};

// A whole HTTP answer with a plain text body and `Connection: close`; 426 also says which version we speak.
std::string make_http_response(int status, std::string_view body, const header_list& headers = {},
                               std::string_view content_type = "text/plain; charset=utf-8");

}  // namespace vafast::websocket
