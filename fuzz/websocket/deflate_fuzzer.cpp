// permessage-deflate: any offer and any answer, negotiated with any options; any bytes to inflate, in any pieces, under
// a limit; and messages that come back as they were, whatever was agreed.
#include "fuzz/hold.hpp"
#include "fuzz/websocket/cut.hpp"
#include "websocket/deflate.hpp"

#include <cstddef>
#include <cstdint>

namespace {

using namespace vafast;
using namespace vafast::websocket;
using fuzz::hold;

deflate_options choose_options(FuzzedDataProvider& input) {
    return {.level = input.ConsumeIntegralInRange(1, 9),
            .client_no_context_takeover = input.ConsumeBool(),
            .server_no_context_takeover = input.ConsumeBool(),
            .client_max_window_bits = input.ConsumeIntegralInRange(8, 15),
            .server_max_window_bits = input.ConsumeIntegralInRange(8, 15)};
}

// Neither side gets more than it was content with (RFC 7692 section 7.1).
void check(const deflate_parameters& agreed, const deflate_options& options) {
    hold(agreed.client_max_window_bits >= 8 && agreed.client_max_window_bits <= options.client_max_window_bits);
    hold(agreed.server_max_window_bits >= 8 && agreed.server_max_window_bits <= options.server_max_window_bits);
    hold(agreed.client_no_context_takeover || !options.client_no_context_takeover);
    hold(agreed.server_no_context_takeover || !options.server_no_context_takeover);
}

void negotiate(const deflate_options& client, const deflate_options& server, std::string_view header) {
    if (const auto chosen = choose_deflate(header, server); chosen && *chosen) check(**chosen, server);
    if (const auto accepted = accept_deflate(header, client); accepted && *accepted) check(**accepted, client);

    const auto chosen = choose_deflate(make_deflate_offer(client), server);
    hold(chosen && *chosen);
    check(**chosen, server);
    auto accepted = accept_deflate(make_deflate_answer(**chosen), client);
    hold(accepted && *accepted);
    check(**accepted, client);
    (*accepted)->server_window_named = (*chosen)->server_window_named;  // matters to the answer only
    hold(**accepted == **chosen);
}

struct inflated {
    inflater::result result = inflater::result::ok;
    std::string text{};

    bool operator==(const inflated&) const = default;
};

// The message twice, since the second may refer to the first.
inflated inflate_twice(const deflate_parameters& agreed, std::string_view message, std::size_t limit, chops cut) {
    inflater subject(role::server, agreed);
    inflated found;
    for (int i = 0; i < 2 && found.result == inflater::result::ok; ++i) {
        byte_buffer out;
        for (std::size_t at = 0; at < message.size() && found.result == inflater::result::ok;) {
            const std::size_t size = cut(message.size() - at);
            found.result = subject.add(base::as_bytes(message.substr(at, size)), out, limit);
            at += size;
        }
        if (found.result == inflater::result::ok) found.result = subject.finish(out, limit);
        if (found.result == inflater::result::ok) hold(out.size() <= limit);
        hold(out.capacity() <= 2 * (limit + 1) + 1024);
        found.text += base::as_text(out.data());
    }
    return found;
}

void come_back(role sender, const deflate_parameters& agreed, int level, std::string_view text, const chops& cut) {
    deflater compressing(sender, agreed, level);
    inflater inflating(peer_of(sender), agreed);
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view message = text.substr(at, cut(text.size() - at));
        at += message.size();
        byte_buffer compressed, again;
        compressing.compress(base::as_bytes(message), compressed);
        hold(inflating.add(compressed.data(), again, message.size()) == inflater::result::ok);
        hold(inflating.finish(again, message.size()) == inflater::result::ok);
        hold(base::as_text(again.data()) == message);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const deflate_options client = choose_options(input), server = choose_options(input);
    const role sender = input.ConsumeBool() ? role::client : role::server;
    const auto limit = input.ConsumeIntegralInRange<std::size_t>(0, 0xffff);
    const chops cut = fuzz::choose_chops(input);
    const std::string text = input.ConsumeRemainingBytesAsString();

    negotiate(client, server, text);
    const auto agreed = choose_deflate(make_deflate_offer(client), server);
    come_back(sender, **agreed, client.level, text, cut);
    deflate_parameters full = **agreed;
    inflate_twice(full, text, limit, cut);
    // Of a smaller window zlib notices only where its output was cut that a message went past it.
    full.client_max_window_bits = 15;
    hold(inflate_twice(full, text, limit, whole()) == inflate_twice(full, text, limit, cut));
    return 0;
}
