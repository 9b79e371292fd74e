// Any bytes as a client's request, and as a server's answer to ours. The verdict does not depend on how the network cut
// them, nothing past the header is touched, and what comes of it is what the rest of the program relies on.
#include "fuzz/hold.hpp"
#include "fuzz/websocket/cut.hpp"
#include "websocket/handshake.hpp"
#include "websocket/http_fields.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using namespace vafast;
using namespace vafast::websocket;
using fuzz::hold;

struct verdict {
    bool complete = false;
    std::string fault{};  // empty where there is none
    int status = 0;
    std::string rest{};  // what follows the header

    bool operator==(const verdict&) const = default;
};

template <class Handshake>
verdict read(Handshake& handshake, std::string_view text, const chops& cut) {
    verdict found;
    for (std::size_t at = 0; at < text.size() && !found.complete;) {
        const std::size_t size = cut(text.size() - at);
        std::string piece(text.substr(at, size));
        at += size;
        mutable_bytes input = as_input(piece);
        const auto done = handshake.receive(input);
        if (!done) {
            hold(done.error().kind() == error_kind::handshake);
            return {.fault = done.error().what(), .status = done.error().http_status()};
        }
        hold(*done || input.empty());
        found.complete = *done;
        if (*done) found.rest.append(base::as_text(input)).append(text.substr(at));
    }
    return found;
}

void check_headers(const header_list& headers) {
    for (const auto& [name, value] : headers) hold(is_token(name) && is_field_value(value));
}

void read_request(std::string_view text, std::size_t limit, const chops& cut) {
    server_handshake at_once(limit), in_pieces(limit);
    const verdict found = read(at_once, text, whole());
    verdict again = read(in_pieces, text, cut);
    if (!found.fault.empty()) {
        constexpr std::array statuses = {400, 405, 413, 426, 431, 505};
        hold(std::find(statuses.begin(), statuses.end(), found.status) != statuses.end());
        hold(make_http_response(found.status, found.fault).starts_with("HTTP/1.1 " + std::to_string(found.status)));
    }
    const http_request& request = at_once.request();
    // The body of an ordinary request is thrown away, as far as it came.
    if (found.complete && !request.is_upgrade) again.rest.clear();
    hold(found == again);
    check_headers(request.headers);
    if (!found.complete || !request.is_upgrade) return;
    hold(text.size() - found.rest.size() <= limit);
    for (const std::string& protocol : request.protocols) hold(is_token(protocol));
    const std::string_view protocol = request.protocols.empty() ? std::string_view() : request.protocols.back();
    const auto chosen = choose_deflate(request.extensions, {});
    const std::string answer = at_once.accept(protocol, chosen ? *chosen : std::nullopt);
    hold(answer.find("\r\n\r\n") == answer.size() - 4);
}

// The key is always the same, so that the fuzzer can learn what accepts it.
class no_random final : public base::random {
    void fill(mutable_bytes out) override { std::fill(out.begin(), out.end(), std::byte{0}); }
};

void read_answer(std::string_view text, const client_handshake_options& options, const chops& cut) {
    no_random random;
    client_handshake at_once(options, random), in_pieces(options, random);
    const verdict found = read(at_once, text, whole());
    hold(found == read(in_pieces, text, cut));
    check_headers(at_once.headers());
    hold(at_once.location().empty() || found.status / 100 == 3);
    if (!found.complete) return;
    hold(text.size() - found.rest.size() <= options.max_size);
    const auto& offered = options.protocols;
    hold(at_once.protocol().empty() || std::find(offered.begin(), offered.end(), at_once.protocol()) != offered.end());
    hold(!at_once.compression() || options.compression);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const bool as_server = input.ConsumeBool();
    const auto limit = input.ConsumeIntegralInRange<std::size_t>(0, 2048);
    client_handshake_options options{.host = "example.org", .target = "/", .protocols = {"chat", "v2"}};
    if (input.ConsumeBool()) options.compression.emplace();
    options.max_size = limit;
    const chops cut = fuzz::choose_chops(input);
    const std::string text = input.ConsumeRemainingBytesAsString();
    if (as_server)
        read_request(text, limit, cut);
    else
        read_answer(text, options, cut);
    return 0;
}
