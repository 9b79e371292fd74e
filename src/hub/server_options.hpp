// How a server behaves. A value; any thread.
#pragma once

#include "websocket/deflate.hpp"
#include "websocket/receiver.hpp"

#include <vafast/transport_options.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vafast::hub_detail {

struct server_options {
    // Addresses with a port: "127.0.0.1:3000", "[::1]:0", "localhost:3000". Port 0 takes any free one.
    std::vector<std::string> listen{"127.0.0.1:3000"};
    // Threads that serve connections; the first is that of the io_context. Default: 1.
    std::size_t threads = 1;
    // The certificate with its chain, and its key: TLS on every address. Default: none, plain TCP.
    pem_source certificate{};
    pem_source private_key{};

    // permessage-deflate, for clients that offer it: costs up to 300 KiB for each of them. Default: off.
    std::optional<websocket::deflate_options> compression{};
    // Subprotocols that are accepted; the first that a client offers is chosen. Default: none is ever chosen.
    std::vector<std::string> protocols{};
    // Larger frames and messages close their connection with 1009. Default: 64 MiB each.
    websocket::receive_limits limits{};
    // Bytes of an HTTP request; a longer one is answered with 431. Default: 16 KiB.
    std::size_t max_request = std::size_t{16} << 10;
    // WebSocket connections at a time; more are answered with 503. Default: 100,000.
    std::size_t max_connections = 100'000;
    // While more bytes than this wait for a peer to read them, nothing is read from it. Default: 1 MiB.
    std::size_t send_buffer = std::size_t{1} << 20;

    // From accepting TCP to the end of the request, TLS included. Default: 10 s.
    std::chrono::milliseconds handshake_timeout{10'000};
    // A connection that was silent for the interval gets a ping; one that stays silent for the timeout after it is
    // dropped. An interval of 0: never. Default: 30 s and 10 s.
    std::chrono::milliseconds heartbeat_interval{30'000};
    std::chrono::milliseconds heartbeat_timeout{10'000};
    // How long a closing handshake may stand still. Default: 5 s.
    std::chrono::milliseconds close_timeout{5'000};
    // How long the peer may take to read our last bytes and to close TCP as well. Default: 1 s.
    std::chrono::milliseconds linger_timeout{1'000};
    // How long a graceful stop may take; then everybody is dropped. Default: 5 s.
    std::chrono::milliseconds stop_timeout{5'000};
};

}  // namespace vafast::hub_detail
