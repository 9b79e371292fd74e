// Plays one side of a traced connection over a socket: the handshake, then what trace::player says. Blocks the thread
// that calls it.
#pragma once

#include "trace/player.hpp"
#include "trace/script.hpp"
#include "transport/stream.hpp"

#include <vafast/error.hpp>

#include <boost/asio/io_context.hpp>
#include <tl/expected.hpp>

namespace vafast::cli {

// What the handshake needs besides the script, where the client's side is played.
struct play_target {
    std::string host{};    // for the Host header
    std::string target{};  // of the request
    websocket::header_list headers{};
};

// Plays until the connection is over. An error where the peer refused the handshake, or did not make one that can be
// accepted. `context` runs nothing else, and `stream` belongs to it.
tl::expected<trace::player::counts, error> play(boost::asio::io_context& context, transport::stream stream,
                                                const trace::script& script, const trace::play_options& options,
                                                const play_target& target);

}  // namespace vafast::cli
