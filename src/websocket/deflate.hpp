// permessage-deflate (RFC 7692): its parameters, their negotiation, and the compression of messages with zlib. Pure;
// one thread at a time.
#pragma once

#include "websocket/frame.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace vafast::websocket {

// What a side proposes, or is content with (RFC 7692 section 7.1).
struct deflate_options {
    int level = 6;              // 1 (fast) to 9 (small)
    std::size_t min_size = 64;  // shorter messages are sent as they are
    bool client_no_context_takeover = false;
    bool server_no_context_takeover = false;
    int client_max_window_bits = 15;  // 8 to 15
    int server_max_window_bits = 15;  // 8 to 15
};

// What both sides agreed on.
struct deflate_parameters {
    bool client_no_context_takeover = false;
    bool server_no_context_takeover = false;
    int client_max_window_bits = 15;
    int server_max_window_bits = 15;
    // The client named server_max_window_bits, so that the answer has to (section 7.1.2.1).
    bool server_window_named = false;
    bool operator==(const deflate_parameters&) const = default;
};

// The client's Sec-WebSocket-Extensions.
std::string make_deflate_offer(const deflate_options& options);
// The server's choice among what the client offered: the first offer that it can accept, or none. A malformed header
// is an error (a sentence); offers that are only unacceptable, or of other extensions, are passed over.
tl::expected<std::optional<deflate_parameters>, std::string> choose_deflate(std::string_view offers,
                                                                            const deflate_options& options);
// The server's Sec-WebSocket-Extensions for what it chose.
std::string make_deflate_answer(const deflate_parameters& parameters);
// What the server answered to the client's offer. An answer that the offer does not allow is an error (a sentence).
tl::expected<std::optional<deflate_parameters>, std::string> accept_deflate(
    std::string_view answer, const std::optional<deflate_options>& offered);

// Compresses the messages of one direction.
class deflater {
 public:
    // `self` is the role of who sends.
    deflater(role self, const deflate_parameters& parameters, int level);
    ~deflater();
    deflater(deflater&&) noexcept;
    deflater& operator=(deflater&&) noexcept;

    // Appends the compressed payload of one message, without the tail 00 00 ff ff (section 7.2.1).
    void compress(bytes message, byte_buffer& out);

 private:
    struct state;
    std::unique_ptr<state> state_;
};

// Inflates the messages of the other direction, piece by piece.
class inflater {
 public:
    enum class result { ok, too_big, corrupt };

    // `self` is the role of who receives.
    inflater(role self, const deflate_parameters& parameters);
    ~inflater();
    inflater(inflater&&) noexcept;
    inflater& operator=(inflater&&) noexcept;

    // Appends what `piece` inflates to, as long as `out` does not exceed `limit` bytes: then too_big.
    result add(bytes piece, byte_buffer& out, std::size_t limit);
    // The message is complete: puts back the tail (section 7.2.2).
    result finish(byte_buffer& out, std::size_t limit);

 private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace vafast::websocket
