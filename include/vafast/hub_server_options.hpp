// The options of a hub, written with designated initializers:
//   vafast::hub hub({.listen = {"0.0.0.0:3000"}, .origins = {"https://chat.example"}});
// A value out of its range throws error(invalid_argument) at the creation of the hub, naming the option.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/transport_options.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vafast {

// What a room keeps, so that members recover what they missed while they were away. The smallest limit counts.
struct hub_history_options {
    std::size_t messages = 1'000;                      // publications of a room. 0: none, nobody recovers
    std::size_t bytes = std::size_t{1} << 20;          // of a room
    std::chrono::milliseconds age{5 * 60'000};         // how long a publication is kept, and an idle room known
    std::size_t total_bytes = std::size_t{256} << 20;  // of all rooms together; past it a room keeps less
    std::size_t rooms = 1'000'000;                     // known at a time; past it joining is `unavailable`
};

// Past these a client is refused, or slowed down; docs/hub-protocol.md lists what it is told.
struct hub_limit_options {
    std::size_t connections = 100'000;         // at a time; more are answered with 503
    std::uint32_t connections_per_user = 100;  // more are closed with 4504. 0: as many as come
    // More are answered with 429. 0, the default: as many as come, since behind a proxy all have its address.
    std::uint32_t connections_per_address = 0;
    std::uint32_t rooms_per_connection = 100;  // more are refused with `too_many_rooms`
    double requests_per_second = 50;           // of one connection, and at once `request_burst`; then `rate_limited`
    std::uint32_t request_burst = 200;
    double publishes_per_second = 100;  // of one user on all connections, and at once `publish_burst`
    std::uint32_t publish_burst = 400;
    std::size_t publication = std::size_t{64} << 10;  // bytes of what is published; more is `too_big`
    std::size_t message = std::size_t{1} << 20;       // bytes of a WebSocket message; a larger one: close code 1009
    std::size_t waiting = std::size_t{1} << 20;       // bytes that wait for a client to read; past it: close code 4002
};

// What a hub listens on, whom it lets in, and what it bounds.
struct hub_server_options {
    // Addresses with a port: "127.0.0.1:3000", "[::1]:0". Port 0 takes any free one. Default: 127.0.0.1:3000.
    std::vector<std::string> listen{"127.0.0.1:3000"};
    // Where the WebSocket is; hub_connection::path() tells which of them. Default: /ws.
    std::vector<std::string> paths{"/ws"};
    // Threads that serve connections. Default: 0, one for each processor.
    unsigned threads = 0;
    // The certificate with its chain, and its key: TLS on every address. Default: none, plain TCP.
    pem_source certificate{};
    pem_source private_key{};
    // Pages that may connect, as a browser writes them: "https://chat.example"; "*": all. Clients that are no browser
    // send no Origin and are let in. Default: only pages of this host itself.
    std::vector<std::string> origins{};
    // Subprotocols of the application's own. Of those that a client offers, the first that is here, or is vafast.v1,
    // is chosen; clients of this library offer vafast.v1 last. Default: none.
    std::vector<std::string> protocols{};
    // permessage-deflate for clients that offer it: costs up to 300 KiB for each of them, and a compression for each
    // member of a room. Default: off.
    bool compression = false;
    hub_history_options history{};
    hub_limit_options limits{};

    // Where GET gets figures for Prometheus: "/metrics". Default: nowhere; they are not for everybody.
    std::string metrics_path{};

    // A client that was silent for the interval gets a ping; one that stays silent for the timeout after it is dropped.
    // An interval of 0: never. Default: 30 s and 10 s.
    std::chrono::milliseconds heartbeat_interval{30'000};
    std::chrono::milliseconds heartbeat_timeout{10'000};
    // From accepting TCP to the end of the HTTP request, and again until `hello`. Default: 10 s.
    std::chrono::milliseconds handshake_timeout{10'000};
    // How long a closing handshake may stand still. Default: 5 s.
    std::chrono::milliseconds close_timeout{5'000};
    // How long stop() waits for the closing handshakes before it drops who is left. Default: 5 s.
    std::chrono::milliseconds stop_timeout{5'000};
    // At stop(), clients are told to come back spread over as long as this rate takes: of reconnects a second, to
    // whatever serves them next. Default: 1000.
    double reconnects_per_second = 1'000;
};

}  // namespace vafast
