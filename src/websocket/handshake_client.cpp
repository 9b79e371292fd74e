// The client's side of the opening handshake (RFC 6455 section 4.1).
#include "base/base64.hpp"
#include "base/url.hpp"
#include "websocket/handshake.hpp"
#include "websocket/http_date.hpp"
#include "websocket/http_fields.hpp"
#include "websocket/http_header.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace vafast::websocket {
namespace {

namespace http = boost::beast::http;
using response_parser = http::response_parser<http::empty_body>;

constexpr int switching_protocols = 101;
constexpr std::string_view user_agent = "vafast/0.1.0";

// What the handshake writes itself, or what would make it something else than a GET without a body.
constexpr std::array<std::string_view, 10> own_headers = {"Connection",
                                                          "Upgrade",
                                                          "Sec-WebSocket-Key",
                                                          "Sec-WebSocket-Accept",
                                                          "Sec-WebSocket-Version",
                                                          "Sec-WebSocket-Protocol",
                                                          "Sec-WebSocket-Extensions",
                                                          "Content-Length",
                                                          "Transfer-Encoding",
                                                          "Trailer"};

bool is_own_header(std::string_view name) noexcept {
    return std::any_of(own_headers.begin(), own_headers.end(),
                       [&](std::string_view own) { return equals_ignoring_case(own, name); });
}

void check_protocols(const std::vector<std::string>& protocols) {
    for (auto each = protocols.begin(); each != protocols.end(); ++each) {
        if (!is_token(*each))
            throw error(error_kind::invalid_argument, "The protocol \"" +
                                                          std::string(is_field_value(*each) ? *each : "") +
                                                          "\" is not allowed: use letters, digits and punctuation "
                                                          "without spaces or separators (RFC 6455 section 4.1).");
        if (std::find(protocols.begin(), each, *each) != each)
            throw error(error_kind::invalid_argument,
                        "The protocol \"" + *each + "\" is given twice: name each once (RFC 6455 section 4.1).");
    }
}

std::string join(const std::vector<std::string>& words) {
    std::string joined;
    for (const auto& word : words) joined.append(joined.empty() ? "" : ", ").append(word);
    return joined;
}

// User's headers come last; Host and User-Agent stand in for ours.
std::string make_request(const client_handshake_options& options, const std::string& key) {
    const std::string_view host = find_header(options.headers, "Host");
    std::string request = "GET " + options.target + " HTTP/1.1\r\n";
    write_header_line(request, "Host", host.empty() ? options.host : host);
    write_header_line(request, "Upgrade", "websocket");
    write_header_line(request, "Connection", "Upgrade");
    write_header_line(request, "Sec-WebSocket-Key", key);
    write_header_line(request, "Sec-WebSocket-Version", "13");
    if (!options.protocols.empty()) write_header_line(request, "Sec-WebSocket-Protocol", join(options.protocols));
    if (options.compression)
        write_header_line(request, "Sec-WebSocket-Extensions", make_deflate_offer(*options.compression));
    if (count_headers(options.headers, "User-Agent") == 0) write_header_line(request, "User-Agent", user_agent);
    for (const auto& [name, value] : options.headers)
        if (!equals_ignoring_case(name, "Host")) write_header_line(request, name, value);
    return request += "\r\n";
}

tl::unexpected<error> fault(const std::string& sentence) {
    return tl::unexpected(error(error_kind::handshake, sentence).final());
}

bool is_redirect(int status) noexcept {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string advise(int status, std::string_view location, const std::optional<std::chrono::seconds>& retry_after) {
    if (!location.empty()) return "it points to " + base::quote_url(location);
    if (retry_after) return "it asks to come back in " + std::to_string(retry_after->count()) + " s";
    if (status == 401 || status == 403) return "check the credentials that you send";
    if (status == 404 || status == 200) return "check the path of the URL";
    return is_final_status(status) ? "the same request would be refused again" : "it may accept later";
}

error make_refusal(int status, std::string_view location, const header_list& headers) {
    const auto retry_after = parse_retry_after(find_header(headers, "Retry-After"), find_header(headers, "Date"));
    std::string sentence = "The server refused the WebSocket handshake with HTTP status " + std::to_string(status);
    const auto known = http::int_to_status(static_cast<unsigned>(status));
    if (known != http::status::unknown) sentence.append(" ").append(http::obsolete_reason(known));
    sentence.append("; ").append(advise(status, location, retry_after)).append(".");
    error refusal = error(error_kind::handshake, sentence).with_http_status(status).with_retry_after(retry_after);
    return is_final_status(status) ? std::move(refusal).final() : refusal;
}

}  // namespace

void check_request(const header_list& headers, const std::vector<std::string>& protocols) {
    for (const auto& [name, value] : headers) {
        check_header(name, value);
        if (is_own_header(name))
            throw error(error_kind::invalid_argument,
                        "The header " + name + " is set by the handshake itself: leave it out (RFC 6455 section 4.1).");
    }
    if (count_headers(headers, "Host") > 1)
        throw error(error_kind::invalid_argument, "The header Host is given twice: give it once.");
    check_protocols(protocols);
}

bool is_final_status(int status) noexcept {
    return status >= 300 && status < 500 && status != 408 && status != 425 && status != 429;
}

struct client_handshake::state {
    client_handshake_options options;
    std::string expected_accept;
    std::string request;
    header_reader reader;
    header_list headers;
    std::string protocol;
    std::string location;
    std::optional<deflate_parameters> compression;
    bool complete = false;

    explicit state(client_handshake_options given) : options(std::move(given)), reader(options.max_size, "HTTP/") {}

    tl::expected<bool, error> read_answer();
    tl::expected<bool, error> check_answer();
    tl::expected<bool, error> check_protocol();
};

client_handshake::client_handshake(client_handshake_options options, base::random& random)
    : state_(std::make_unique<state>(std::move(options))) {
    check_request(state_->options.headers, state_->options.protocols);
    const std::string key = base::encode_base64(random.draw<std::array<std::byte, 16>>());
    state_->expected_accept = make_accept_key(key);
    state_->request = make_request(state_->options, key);
}
client_handshake::~client_handshake() = default;
client_handshake::client_handshake(client_handshake&&) noexcept = default;
client_handshake& client_handshake::operator=(client_handshake&&) noexcept = default;

const std::string& client_handshake::request() const noexcept { return state_->request; }
const std::string& client_handshake::protocol() const noexcept { return state_->protocol; }
const std::optional<deflate_parameters>& client_handshake::compression() const noexcept { return state_->compression; }
const header_list& client_handshake::headers() const noexcept { return state_->headers; }
std::string_view client_handshake::location() const noexcept { return state_->location; }

tl::expected<bool, error> client_handshake::receive(mutable_bytes& input) {
    while (!state_->complete) {
        switch (state_->reader.add(input)) {
            case header_reader::result::need_more: return false;
            case header_reader::result::malformed:
                return fault("The server's answer to the WebSocket handshake is not HTTP (RFC 9112 section 2.1).");
            case header_reader::result::too_big:
                return fault("The server's answer to the WebSocket handshake is larger than " +
                             std::to_string(state_->options.max_size) + " bytes, which is the limit.");
            case header_reader::result::complete: break;
        }
        auto done = state_->read_answer();
        if (!done) return done;
        state_->complete = *done;
    }
    return true;
}

// False where this was an interim answer (RFC 9110 section 15.2): the next one counts.
tl::expected<bool, error> client_handshake::state::read_answer() {
    response_parser parser;
    parser.header_limit(std::numeric_limits<std::uint32_t>::max());
    parser.skip(true);
    boost::system::error_code problem;
    parser.put(boost::asio::buffer(reader.text()), problem);
    if (problem || !parser.is_header_done())
        return fault("The server's answer to the WebSocket handshake is not valid HTTP: " + problem.message() + ".");
    const int status = static_cast<int>(parser.get().result_int());
    if (status < 200 && status != switching_protocols) {
        reader.restart();
        return false;
    }
    for (const auto& field : parser.get()) headers.emplace_back(field.name_string(), field.value());
    if (status != switching_protocols) {
        if (is_redirect(status)) location = find_header(headers, "Location");
        return tl::unexpected(make_refusal(status, location, headers));
    }
    if (parser.get().version() != 11)
        return fault(
            "The server accepted the WebSocket handshake with another version than HTTP/1.1 "
            "(RFC 6455 section 4.2.2).");
    return check_answer();
}

tl::expected<bool, error> client_handshake::state::check_answer() {
    if (!equals_ignoring_case(join_headers(headers, "Upgrade"), "websocket"))
        return fault(
            "The server accepted the handshake without the header Upgrade: websocket "
            "(RFC 6455 section 4.1).");
    if (!list_contains(join_headers(headers, "Connection"), "upgrade"))
        return fault(
            "The server accepted the handshake without the header Connection: Upgrade "
            "(RFC 6455 section 4.1).");
    if (count_headers(headers, "Sec-WebSocket-Accept") != 1 ||
        find_header(headers, "Sec-WebSocket-Accept") != expected_accept)
        return fault(
            "The server answered with a wrong Sec-WebSocket-Accept: it did not understand the handshake "
            "(RFC 6455 section 4.1).");
    auto agreed = accept_deflate(join_headers(headers, "Sec-WebSocket-Extensions"), options.compression);
    if (!agreed) return fault(agreed.error());
    compression = *agreed;
    return check_protocol();
}

tl::expected<bool, error> client_handshake::state::check_protocol() {
    const std::size_t count = count_headers(headers, "Sec-WebSocket-Protocol");
    if (count == 0) return true;
    if (count > 1) return fault("The server chose more than one protocol (RFC 6455 section 4.2.2).");
    protocol = find_header(headers, "Sec-WebSocket-Protocol");
    if (std::find(options.protocols.begin(), options.protocols.end(), protocol) != options.protocols.end()) return true;
    const auto sentence = "The server chose the protocol \"" + std::exchange(protocol, {}) +
                          "\", which was not offered (RFC 6455 section 4.1).";
    return fault(sentence);
}

}  // namespace vafast::websocket
