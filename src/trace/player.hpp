// Plays one side of a traced connection, after its handshake, against a peer that is alive: sends what that side sent,
// when it sent it, and waits for what the other side said in between. So an answer never comes before its question, at
// any speed. Time and bytes go in, bytes come out. Pure; one thread at a time.
#pragma once

#include "base/random.hpp"
#include "trace/frame_reader.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace vafast::trace {

struct play_options {
    side plays = side::server;
    // How much faster than it was; 0 is as fast as possible.
    double speed = 1;
    // How long to wait for what the peer has to say, longer than it took in the trace, before going on without it.
    std::chrono::milliseconds patience{5'000};
    // As the handshake agreed with the peer. What was compressed is sent uncompressed, which every peer has to take.
    std::optional<websocket::deflate_parameters> compression{};
    // Put in the place of a hidden token in the hub's frames; empty: sent as it is in the trace.
    std::string token{};
};

class player {
 public:
    using time_point = std::chrono::steady_clock::time_point;

    struct counts {
        std::size_t sent = 0;      // messages and close frames
        std::size_t received = 0;  // the same
        std::size_t expected = 0;  // of the peer, by the trace
        std::size_t missed = 0;    // times that patience ended
    };

    // The records of one connection. `keys` outlives this.
    player(std::vector<record> script, play_options options, base::random& keys, time_point now);

    void received(base::bytes data);
    // The peer has ended TCP.
    void ended() noexcept { has_ended_ = true; }
    // Does what is due.
    void advance(time_point now);
    // When advance() has something to do, where nothing comes before.
    time_point deadline() const noexcept { return deadline_; }

    // To be written; to be emptied by who writes.
    base::byte_buffer& output() noexcept { return output_; }
    // Nothing more comes: once the output is written, TCP ends.
    bool is_over() const noexcept { return is_over_; }
    const counts& result() const noexcept { return counts_; }

 private:
    enum class step : std::uint8_t { skip, say, hear, hang_up, see_the_end };

    step meaning_of(const record& each) const noexcept;
    bool is_due(const record& each, time_point now);
    bool is_heard(const record& each, step what, time_point now);
    void say(frame told);
    void heard(const frame& told, std::string&& payload);
    void append(const frame& header, base::bytes payload);

    std::vector<record> script_;
    play_options options_;
    base::random& keys_;
    frame_reader reader_;
    std::size_t next_ = 0;
    std::int64_t last_at_ = 0;  // of the record before, in the trace
    time_point last_;           // and here
    time_point deadline_;
    bool has_ended_ = false;
    bool is_over_ = false;
    std::size_t awaited_ = 0;  // what the peer should have said by now
    base::byte_buffer output_;
    counts counts_;
};

}  // namespace vafast::trace
