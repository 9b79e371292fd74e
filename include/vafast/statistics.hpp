// What a client counts of itself (docs/statistics.md). Values.
#pragma once

#include <vafast/chrono.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace vafast {

// The figures of one client, or the sums of a pool's.
struct client_stats {
    // Since the client was made. None of them ever gets smaller, but for the average.
    std::uint64_t messages_sent = 0;      // given to a connection; what goes out again on another counts again
    std::uint64_t messages_received = 0;  // both: of the application and of the hub's protocol
    std::uint64_t bytes_sent = 0;         // handshakes and frames, as they are on the wire but for TLS
    std::uint64_t bytes_received = 0;
    double average_message_size = 0;          // bytes, sent and received, before compression; 0 where there was none
    std::uint64_t reconnection_attempts = 0;  // announced by the event `reconnect`
    std::uint64_t dropped = 0;                // messages that the message queue dropped for others
    std::uint64_t recovered = 0;              // messages of rooms that were missed and delivered later
    std::uint64_t validation_failures = 0;    // messages, in both directions, that are not what they have to be

    // Now.
    std::chrono::milliseconds uptime{0};  // of the connection; 0 while there is none
    // Of the last heartbeat, or, before there was one, of the handshake. Empty while there is no connection.
    std::optional<std::chrono::microseconds> round_trip_time{};
    std::size_t queue_size = 0;         // messages that wait in the message queue
    std::size_t queue_bytes = 0;        // of these messages
    std::size_t send_buffer_bytes = 0;  // sent, and not yet with the system
};

}  // namespace vafast
