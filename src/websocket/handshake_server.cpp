// The server's side of the opening handshake (RFC 6455 section 4.2).
#include "base/base64.hpp"
#include "websocket/handshake.hpp"
#include "websocket/http_fields.hpp"
#include "websocket/http_header.hpp"

#include <algorithm>
#include <limits>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace vafast::websocket {
namespace {

namespace http = boost::beast::http;
using request_parser = http::request_parser<http::empty_body>;

constexpr int bad_request = 400;
constexpr int method_not_allowed = 405;
constexpr int content_too_large = 413;
constexpr int upgrade_required = 426;
constexpr int header_too_large = 431;
constexpr int version_not_supported = 505;
constexpr std::size_t key_size = 16;

tl::unexpected<error> fault(int status, const std::string& sentence) {
    return tl::unexpected(error(error_kind::handshake, sentence).with_http_status(status).final());
}

// Whether a client means to speak WebSocket, rightly or not.
bool is_attempt(const header_list& headers) {
    return list_contains(join_headers(headers, "Upgrade"), "websocket") ||
           count_headers(headers, "Sec-WebSocket-Key") != 0 || count_headers(headers, "Sec-WebSocket-Version") != 0;
}

bool has_body(const header_list& headers) {
    return count_headers(headers, "Transfer-Encoding") != 0 ||
           (count_headers(headers, "Content-Length") != 0 && find_header(headers, "Content-Length") != "0");
}

bool is_key(std::string_view key) {
    const auto decoded = base::decode_base64(key);
    return decoded && decoded->size() == key_size;
}

tl::expected<void, error> check_upgrade(const http_request& request) {
    const header_list& headers = request.headers;
    if (request.method != "GET")
        return fault(method_not_allowed, "The client asked for WebSocket with " + request.method +
                                             " instead of GET (RFC 6455 section 4.1).");
    if (!list_contains(join_headers(headers, "Upgrade"), "websocket"))
        return fault(bad_request, "The client sent no header Upgrade: websocket (RFC 6455 section 4.2.1).");
    if (!list_contains(join_headers(headers, "Connection"), "upgrade"))
        return fault(bad_request, "The client sent no header Connection: Upgrade (RFC 6455 section 4.2.1).");
    if (count_headers(headers, "Sec-WebSocket-Version") != 1 || find_header(headers, "Sec-WebSocket-Version") != "13")
        return fault(upgrade_required, "The client did not ask for version 13 of WebSocket (RFC 6455 section 4.2.2).");
    if (count_headers(headers, "Sec-WebSocket-Key") != 1 || !is_key(find_header(headers, "Sec-WebSocket-Key")))
        return fault(bad_request, "The client sent no Sec-WebSocket-Key of 16 bytes (RFC 6455 section 4.2.1).");
    if (has_body(headers))
        return fault(bad_request, "The client sent a body with its WebSocket handshake (RFC 6455 section 4.1).");
    return {};
}

// Nothing where an element is no token, or comes twice (section 4.1).
std::optional<std::vector<std::string>> read_protocols(const header_list& headers) {
    std::vector<std::string> protocols;
    const std::string list = join_headers(headers, "Sec-WebSocket-Protocol");
    for (const std::string_view protocol : split_list(list)) {
        if (!is_token(protocol) || std::find(protocols.begin(), protocols.end(), protocol) != protocols.end())
            return std::nullopt;
        protocols.emplace_back(protocol);
    }
    return protocols;
}

}  // namespace

std::string_view http_request::header(std::string_view name) const noexcept { return find_header(headers, name); }

struct server_handshake::state {
    std::size_t max_size;
    header_reader reader;
    http_request request;
    bool complete = false;

    explicit state(std::size_t limit) : max_size(limit), reader(limit, {}) {}

    tl::expected<bool, error> read_request();
    tl::expected<bool, error> read_upgrade();
};

server_handshake::server_handshake(std::size_t max_size) : state_(std::make_unique<state>(max_size)) {}
server_handshake::~server_handshake() = default;
server_handshake::server_handshake(server_handshake&&) noexcept = default;
server_handshake& server_handshake::operator=(server_handshake&&) noexcept = default;

const http_request& server_handshake::request() const noexcept { return state_->request; }

tl::expected<bool, error> server_handshake::receive(mutable_bytes& input) {
    if (state_->complete) return true;
    switch (state_->reader.add(input)) {
        case header_reader::result::need_more: return false;
        case header_reader::result::malformed:
            return fault(bad_request, "The client did not send an HTTP request (RFC 9112 section 3).");
        case header_reader::result::too_big:
            return fault(header_too_large, "The client's request is larger than " + std::to_string(state_->max_size) +
                                               " bytes, which is the limit.");
        case header_reader::result::complete: break;
    }
    auto done = state_->read_request();
    if (done && !state_->request.is_upgrade) input = {};
    return done;
}

tl::expected<bool, error> server_handshake::state::read_request() {
    request_parser parser;
    parser.header_limit(std::numeric_limits<std::uint32_t>::max());
    parser.body_limit(boost::none);
    boost::system::error_code problem;
    parser.put(boost::asio::buffer(reader.text()), problem);
    if (problem == http::error::bad_version)
        return fault(version_not_supported, "The client speaks another version than HTTP/1.1 (RFC 9112 section 2.3).");
    if (problem || !parser.is_header_done())
        return fault(bad_request, "The client sent a request that is not valid HTTP: " + problem.message() + ".");
    if (parser.content_length().value_or(0) > max_size)
        return fault(content_too_large, "The client announced a body of more than " + std::to_string(max_size) +
                                            " bytes, which is the limit.");
    request.method = parser.get().method_string();
    request.target = parser.get().target();
    for (const auto& field : parser.get()) request.headers.emplace_back(field.name_string(), field.value());
    const bool current = parser.get().version() == 11;
    if (current && count_headers(request.headers, "Host") != 1)
        return fault(bad_request, "The client sent a request without exactly one Host (RFC 9112 section 3.2).");
    if (!is_attempt(request.headers)) return complete = true;
    if (!current)
        return fault(version_not_supported, "The client asked for WebSocket with HTTP/1.0 (RFC 6455 section 4.1).");
    return read_upgrade();
}

tl::expected<bool, error> server_handshake::state::read_upgrade() {
    if (auto checked = check_upgrade(request); !checked) return tl::unexpected(checked.error());
    auto protocols = read_protocols(request.headers);
    if (!protocols)
        return fault(bad_request, "The client sent a malformed Sec-WebSocket-Protocol (RFC 6455 section 4.1).");
    request.protocols = std::move(*protocols);
    request.extensions = join_headers(request.headers, "Sec-WebSocket-Extensions");
    request.is_upgrade = true;
    return complete = true;
}

std::string server_handshake::accept(std::string_view protocol, const std::optional<deflate_parameters>& compression,
                                     const header_list& headers) const {
    const auto& offered = state_->request.protocols;
    if (!protocol.empty() && std::find(offered.begin(), offered.end(), protocol) == offered.end())
        throw error(error_kind::invalid_argument,
                    "The protocol \"" + std::string(protocol) +
                        "\" was not offered by the client: choose one of its own, or none.");
    std::string answer = "HTTP/1.1 101 Switching Protocols\r\n";
    write_header_line(answer, "Upgrade", "websocket");
    write_header_line(answer, "Connection", "Upgrade");
    write_header_line(answer, "Sec-WebSocket-Accept", make_accept_key(state_->request.header("Sec-WebSocket-Key")));
    if (!protocol.empty()) write_header_line(answer, "Sec-WebSocket-Protocol", protocol);
    if (compression) write_header_line(answer, "Sec-WebSocket-Extensions", make_deflate_answer(*compression));
    for (const auto& [name, value] : headers) {
        check_header(name, value);
        write_header_line(answer, name, value);
    }
    return answer += "\r\n";
}

std::string make_http_response(int status, std::string_view body, const header_list& headers,
                               std::string_view content_type) {
    std::string response = "HTTP/1.1 " + std::to_string(status) + " ";
    response.append(http::obsolete_reason(static_cast<http::status>(status))).append("\r\n");
    write_header_line(response, "Content-Type", content_type);
    write_header_line(response, "Content-Length", std::to_string(body.size()));
    write_header_line(response, "Connection", status == upgrade_required ? "close, Upgrade" : "close");
    if (status == upgrade_required) {
        write_header_line(response, "Upgrade", "websocket");
        write_header_line(response, "Sec-WebSocket-Version", "13");
    }
    if (status == method_not_allowed) write_header_line(response, "Allow", "GET");
    for (const auto& [name, value] : headers) {
        check_header(name, value);
        write_header_line(response, name, value);
    }
    return response.append("\r\n").append(body);
}

}  // namespace vafast::websocket
