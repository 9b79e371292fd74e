// Keeps a client's messages until a connection takes them (docs/queue.md): bounded, and in the order of the calls. A
// message waits, is due, is handed over to a connection, and leaves once the system has taken the last byte of its
// frame; where the connection is lost before that, it goes out on the next one. Pure; one thread at a time (the owner
// locks).
#pragma once

#include "base/bytes.hpp"
#include "client/policy/time.hpp"
#include "websocket/frame.hpp"

#include <vafast/client_options.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace vafast::client_detail {

struct queued_message {
    websocket::opcode op;
    std::string payload;
    time_point since;       // when it was queued
    std::uint64_t tag = 0;  // the sender's own: a pool's key
    std::uint64_t end = 0;  // once handed over: where its frame ends in what the connection is given
};

class message_queue {
 public:
    enum class admission : std::uint8_t { taken, full, too_big };

    // `limits` outlives this, and was checked.
    explicit message_queue(const message_queue_options& limits) noexcept : limits_(limits) {}

    // Where there is no room on_full decides: this message is refused, or others that wait are dropped for it.
    admission push(websocket::opcode op, base::bytes payload, time_point now, std::uint64_t tag = 0);
    // All that waits is due.
    void flush() noexcept { due_ = waiting_.size(); }

    // When what waits is due by itself; never where nothing waits, or some of it is due already.
    time_point deadline() const noexcept;
    // The oldest that waits, where it is due; otherwise null.
    const queued_message* next(time_point now);
    // That one is among what the connection is given, and its frame ends there at `end`.
    void handed_over(std::uint64_t end);
    // So much of what the connection was given is with the system.
    void written(std::uint64_t count);
    // What of it was not waits again, before everything else, and is due.
    void connection_lost();

    // What waits, for somebody else to send; and back again, before everything else, and due.
    std::deque<queued_message> take_waiting();
    void put_back(std::deque<queued_message> messages);

    // Of what waits.
    std::size_t size() const noexcept { return waiting_.size(); }
    std::size_t bytes() const noexcept { return bytes_; }
    bool is_full() const noexcept { return size() >= limits_.max_size || bytes_ >= limits_.max_bytes; }
    milliseconds oldest(time_point now) const noexcept;

    // What the messages cost that were handed over and are kept, besides their frames.
    std::size_t kept_bytes() const noexcept { return kept_bytes_; }
    // How many were dropped for others, ever.
    std::uint64_t dropped() const noexcept { return dropped_; }

 private:
    static std::size_t cost(const queued_message& of) noexcept { return sizeof(of) + of.payload.size(); }
    bool has_room(std::size_t size) const noexcept {
        return waiting_.size() < limits_.max_size && bytes_ <= limits_.max_bytes - size;
    }
    bool make_room(std::size_t size);
    void drop_oldest();
    void drop_newest();

    const message_queue_options& limits_;
    std::deque<queued_message> waiting_;
    std::size_t bytes_ = 0;  // of waiting_
    std::size_t due_ = 0;    // so many of waiting_, from its front
    std::deque<queued_message> handed_over_;
    std::size_t kept_bytes_ = 0;  // of handed_over_
    std::uint64_t dropped_ = 0;
};

}  // namespace vafast::client_detail
