// The negotiation of permessage-deflate (RFC 7692 sections 5 and 7.1).
#include "websocket/deflate.hpp"
#include "websocket/http_fields.hpp"

#include <algorithm>

namespace vafast::websocket {
namespace {

constexpr std::string_view extension_name = "permessage-deflate";
constexpr int max_bits = 15;

// The parameters of one offer or answer, each as it was said.
struct said {
    bool client_no_context_takeover = false;
    bool server_no_context_takeover = false;
    bool client_window = false;  // named, with a value or without
    bool server_window = false;
    std::optional<int> client_max_window_bits;
    std::optional<int> server_max_window_bits;
};

// 8 to 15, without a leading zero (section 7.1.2).
std::optional<int> parse_bits(const std::string& value) {
    if (value == "8" || value == "9") return value[0] - '0';
    if (value.size() == 2 && value[0] == '1' && value[1] >= '0' && value[1] <= '5') return 10 + value[1] - '0';
    return std::nullopt;
}

bool read_flag(const extension::parameter& parameter, bool& flag) {
    if (flag || parameter.value) return false;
    return flag = true;
}

bool read_window(const extension::parameter& parameter, bool& named, std::optional<int>& bits, bool needs_value) {
    if (named) return false;
    named = true;
    if (!parameter.value) return !needs_value;
    bits = parse_bits(*parameter.value);
    return bits.has_value();
}

bool read_parameter(const extension::parameter& parameter, bool is_offer, said& read) {
    if (parameter.name == "client_no_context_takeover") return read_flag(parameter, read.client_no_context_takeover);
    if (parameter.name == "server_no_context_takeover") return read_flag(parameter, read.server_no_context_takeover);
    if (parameter.name == "client_max_window_bits")
        return read_window(parameter, read.client_window, read.client_max_window_bits, !is_offer);
    if (parameter.name == "server_max_window_bits")
        return read_window(parameter, read.server_window, read.server_max_window_bits, true);
    return false;
}

// Nothing where a parameter is unknown, comes twice, or has a value that it must not have (section 7).
std::optional<said> read_parameters(const extension& source, bool is_offer) {
    said read;
    for (const auto& parameter : source.parameters)
        if (!read_parameter(parameter, is_offer, read)) return std::nullopt;
    return read;
}

// Section 7.1.2.2: a client that did not name its window may not be told to make it smaller.
std::optional<deflate_parameters> choose(const extension& offer, const deflate_options& options) {
    if (offer.name != extension_name) return std::nullopt;
    const auto wish = read_parameters(offer, true);
    if (!wish || (!wish->client_window && options.client_max_window_bits < max_bits)) return std::nullopt;
    deflate_parameters chosen;
    chosen.client_no_context_takeover = wish->client_no_context_takeover || options.client_no_context_takeover;
    chosen.server_no_context_takeover = wish->server_no_context_takeover || options.server_no_context_takeover;
    chosen.client_max_window_bits =
        std::min(wish->client_max_window_bits.value_or(max_bits), options.client_max_window_bits);
    chosen.server_max_window_bits =
        std::min(wish->server_max_window_bits.value_or(max_bits), options.server_max_window_bits);
    chosen.server_window_named = wish->server_window;
    return chosen;
}

// What is wrong with an answer; empty where nothing is.
std::string_view find_fault(const said& answer, const deflate_options& offered) {
    if (offered.server_no_context_takeover && !answer.server_no_context_takeover)
        return "did not agree to server_no_context_takeover (RFC 7692 section 7.1.1.1).";
    if (answer.server_max_window_bits.value_or(max_bits) > offered.server_max_window_bits)
        return "wants a larger server_max_window_bits than was offered (RFC 7692 section 7.1.2.1).";
    if (answer.client_max_window_bits.value_or(0) > offered.client_max_window_bits)
        return "answered a larger client_max_window_bits than was offered (RFC 7692 section 7.1.2.2).";
    return {};
}

void add_bits(std::string& extension, int bits) { extension.append("=").append(std::to_string(bits)); }

tl::unexpected<std::string> fault(std::string_view what) { return tl::unexpected("The server " + std::string(what)); }

}  // namespace

std::string make_deflate_offer(const deflate_options& options) {
    std::string offer(extension_name);
    if (options.client_no_context_takeover) offer += "; client_no_context_takeover";
    if (options.server_no_context_takeover) offer += "; server_no_context_takeover";
    if (options.server_max_window_bits < max_bits)
        add_bits(offer += "; server_max_window_bits", options.server_max_window_bits);
    offer += "; client_max_window_bits";
    if (options.client_max_window_bits < max_bits) add_bits(offer, options.client_max_window_bits);
    return offer;
}

tl::expected<std::optional<deflate_parameters>, std::string> choose_deflate(std::string_view offers,
                                                                            const deflate_options& options) {
    std::optional<deflate_parameters> chosen;
    if (trim(offers).empty()) return chosen;
    const auto extensions = parse_extensions(offers);
    if (!extensions)
        return tl::unexpected(
            std::string("The client sent a malformed Sec-WebSocket-Extensions (RFC 6455 section 9.1)."));
    for (const auto& offer : *extensions)
        if (!chosen) chosen = choose(offer, options);
    return chosen;
}

std::string make_deflate_answer(const deflate_parameters& parameters) {
    std::string answer(extension_name);
    if (parameters.client_no_context_takeover) answer += "; client_no_context_takeover";
    if (parameters.server_no_context_takeover) answer += "; server_no_context_takeover";
    if (parameters.client_max_window_bits < max_bits)
        add_bits(answer += "; client_max_window_bits", parameters.client_max_window_bits);
    if (parameters.server_window_named || parameters.server_max_window_bits < max_bits)
        add_bits(answer += "; server_max_window_bits", parameters.server_max_window_bits);
    return answer;
}

tl::expected<std::optional<deflate_parameters>, std::string> accept_deflate(
    std::string_view answer, const std::optional<deflate_options>& offered) {
    if (trim(answer).empty()) return std::optional<deflate_parameters>();
    const auto extensions = parse_extensions(answer);
    if (!extensions) return fault("sent a malformed Sec-WebSocket-Extensions (RFC 6455 section 9.1).");
    for (const auto& found : *extensions)
        if (!offered || found.name != extension_name)
            return fault("chose the extension " + std::string(found.name) +
                         ", which was not offered (RFC 6455 section 4.1).");
    if (extensions->size() != 1) return fault("chose permessage-deflate more than once (RFC 7692 section 5.1).");
    const auto agreed = read_parameters(extensions->front(), false);
    if (!agreed) return fault("answered permessage-deflate with parameters that are not valid (RFC 7692 section 7.1).");
    if (const auto wrong = find_fault(*agreed, *offered); !wrong.empty()) return fault(wrong);
    deflate_parameters parameters;
    parameters.client_no_context_takeover = agreed->client_no_context_takeover || offered->client_no_context_takeover;
    parameters.server_no_context_takeover = agreed->server_no_context_takeover;
    parameters.client_max_window_bits = agreed->client_max_window_bits.value_or(offered->client_max_window_bits);
    parameters.server_max_window_bits = agreed->server_max_window_bits.value_or(max_bits);
    parameters.server_window_named = agreed->server_window;
    return parameters;
}

}  // namespace vafast::websocket
