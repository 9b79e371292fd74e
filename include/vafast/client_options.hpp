// The options of a client, written with designated initializers:
//   create_websocket_client("wss://example.org/ws", {.max_reconnect_attempts = 5, .compression = {.enabled = true}})
// A value out of its range throws error(invalid_argument) at the creation of the client, naming the option.
#pragma once

#include <vafast/auth.hpp>
#include <vafast/chrono.hpp>
#include <vafast/message/validator.hpp>
#include <vafast/transport_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vafast {

class key_ring;
class runtime;

// Names and values of HTTP headers, in the order in which they are sent.
using header_list = std::vector<std::pair<std::string, std::string>>;

// For max_reconnect_attempts: the client never gives up.
inline constexpr std::uint32_t unlimited = 0xffff'ffff;

// How much of a reconnection delay is left to chance, so that clients do not all come back at once.
enum class jitter : std::uint8_t {
    none,   // the delay itself
    equal,  // between half of it and all of it
    full,   // between nothing and all of it
};

// As what binary messages arrive: as vafast::binary, or as vafast::blob.
enum class binary_type : std::uint8_t { bytes, blob };

// permessage-deflate (RFC 7692): saves bytes, costs CPU and up to 300 KiB of memory a connection.
struct compression_options {
    bool enabled = false;                     // offer it
    int level = 6;                            // 1 (fast) to 9 (small)
    std::size_t min_size = 64;                // bytes; shorter messages are sent as they are
    bool client_no_context_takeover = false;  // compress each message on its own: less memory, larger messages
    bool server_no_context_takeover = false;  // ask the server for the same
    int client_max_window_bits = 15;          // 9 to 15
    int server_max_window_bits = 15;          // 9 to 15: what to ask the server for
};

// Nothing that a peer sends makes the client allocate more than this.
struct limit_options {
    std::size_t message = std::size_t{64} << 20;      // bytes of a received message, inflated; past it: close code 1009
    std::size_t frame = std::size_t{64} << 20;        // bytes of one received frame, as sent
    std::size_t send_buffer = std::size_t{64} << 20;  // bytes that wait to be sent; past it send() says queue_full
    std::size_t handshake = std::size_t{64} << 10;    // bytes of the server's answer to the handshake
};

// What a client says to a hub (docs/rooms.md). Memory: what waits for the hub's answer is kept, to be sent again where
// the connection is lost before it comes.
struct hub_options {
    // Offer the subprotocol vafast.v1 in the handshake, after those of `protocols`. A server that does not choose it is
    // sent nothing of it, and rooms and broadcasts fail with not_supported. Default: true.
    bool enabled = true;
    // Requests, and bytes of their messages, that may wait for an answer; past it a request fails at once.
    std::size_t max_unanswered = 1'024;
    std::size_t max_unanswered_bytes = std::size_t{16} << 20;
};

// What client.encrypt() and client.decrypt() use (docs/encryption.md). Nothing is encrypted by itself.
struct encryption_options {
    bool enabled = false;                   // encrypt() and decrypt() throw where it is not
    std::string algorithm = "AES-256-GCM";  // there is no other
    // A passphrase, the same for all who share it. Stretching it takes a quarter of a second, once, where the client is
    // made; the option is wiped afterwards.
    std::string key{};
    // In place of `key`: keys of 32 bytes, several of them, changed while the client runs; clients may share them.
    std::shared_ptr<const key_ring> keys{};
};

// Messages are checked before they are delivered and before they are sent, those of rooms too: JSON as what it says,
// other text as a string. Binary messages are not checked. Each text is parsed for it.
struct message_validation_options {
    bool enabled = false;           // check
    vafast::validator validator{};  // a schema document, a type:: of vafast/message/type.hpp, or a function
};

// What a queue does with a message for which it has no room.
enum class when_full : std::uint8_t {
    reject,       // refuses it: send_status::queue_full
    drop_oldest,  // drops those that have waited longest, until there is room
    drop_newest,  // drops those that were queued last, until there is room
};

// Keeps messages while there is no connection, and gathers those of queue_message() (docs/queue.md). What it drops is
// counted in get_stats().dropped, and told by an `error` event with the code "queue_full".
struct message_queue_options {
    bool enabled = false;                           // keep messages
    std::size_t max_size = 1'000;                   // messages that may wait
    std::size_t max_bytes = std::size_t{16} << 20;  // of the messages that wait, and so of one
    std::chrono::milliseconds flush_interval{100};  // what queue_message() took goes out after that; 0: at once
    std::size_t flush_size = 100;                   // or when so many wait; 0: however many
    when_full on_full = when_full::reject;          // whom it turns away when it is full
};

// What a client tells about itself (docs/debugging.md). The library prints nothing: the event `debug` is where it
// arrives. Tokens, passwords, cookies and headers of authorization are hidden in all of it. Default: off, which costs
// nothing.
struct debug_options {
    bool enabled = false;  // emit `debug` events, of the kinds that follow
    // Which kinds: messages; events; what was measured.
    bool log_messages = true;
    bool log_events = true;
    bool log_performance = true;
    // A file to which all that crosses the wire is written, whether `enabled` or not; made anew with the client, which
    // throws error(invalid_argument) where it cannot be. `vafast trace` prints it, `vafast replay` plays it. Writing
    // never holds up the connection: what the disk is too slow for is left out, and the trace says so.
    std::string trace{};
    // Bytes of the file, at which the trace ends; at least 1 KiB. Default: 256 MiB.
    std::size_t trace_limit = std::size_t{256} << 20;
};

struct client_options {
    // Reconnect by itself when the connection is lost. docs/reconnection.md lists which ends are final. Default: true.
    bool auto_reconnect = true;
    // Attempts since the last stable connection, before giving up. Default: unlimited.
    std::uint32_t max_reconnect_attempts = unlimited;
    // The delay before the first attempt, grown by the multiplier up to the maximum, then jittered. It starts again
    // only after a connection held for `stable_after`. Defaults: 1 s, 30 s, 2, full, 5 s.
    std::chrono::milliseconds reconnect_delay{1'000};
    std::chrono::milliseconds max_reconnect_delay{30'000};
    double reconnect_multiplier = 2;
    jitter reconnect_jitter = jitter::full;
    std::chrono::milliseconds stable_after{5'000};
    // From resolving to the end of the handshake. Default: 5 s.
    std::chrono::milliseconds connection_timeout{5'000};
    // A ping each interval; the connection is lost when nothing at all arrives within the timeout after it. An
    // interval of 0 sends none. Defaults: 30 s, 5 s.
    std::chrono::milliseconds heartbeat_interval{30'000};
    std::chrono::milliseconds heartbeat_timeout{5'000};
    // The closing handshake, after which the connection is dropped. Default: 2 s.
    std::chrono::milliseconds close_timeout{2'000};
    // Subprotocols to offer, the preferred first (RFC 6455 section 1.9). Default: none.
    std::vector<std::string> protocols{};
    // Further headers of the handshake: {{"Authorization", "Bearer …"}}. Default: none.
    header_list headers{};
    auth_options auth{};
    hub_options hub{};
    // What messages have to be, in both directions, besides what a typed client's structs demand. Those that are not
    // become a `validation_error` event instead of a `message`, and send() says `invalid`; the connection stays.
    // Default: off, which costs nothing.
    message_validation_options message_validation{};
    // Keep messages while there is no connection, and until the system has taken them. Default: off; send() without a
    // connection says `not_connected`. Where it is on, a message that is sent is copied once.
    message_queue_options message_queue{};
    // How often the event `performance_metric` comes, from connect() until the client is closed, where anybody listens
    // to it. Default: 10 s; 0: never.
    std::chrono::milliseconds performance_interval{10'000};
    tls_options tls{};
    proxy_options proxy{};
    compression_options compression{};
    limit_options limits{};
    encryption_options encryption{};
    debug_options debug{};
    // How many redirects to follow during the handshake: never from wss to ws, and to another origin without
    // Authorization, Proxy-Authorization, Cookie and the URL's credentials. Default: 0, none.
    std::uint32_t max_redirects = 0;
    // How binary messages are delivered. Default: as binary.
    vafast::binary_type binary_type = vafast::binary_type::bytes;
    // The thread that serves this client. Default: the one that the process shares.
    std::shared_ptr<vafast::runtime> runtime{};
};

}  // namespace vafast
