// One side of an open WebSocket connection: what to do with received bytes, what to write next, and how it closes
// (RFC 6455 sections 5.5 and 7). Pings are answered here; closing is answered by the owner, who knows what was sent
// before. Pure; one thread at a time.
//
// Control frames go ahead of data, at the next frame boundary, and the close frame goes last.
#pragma once

#include "websocket/frame_writer.hpp"
#include "websocket/receiver.hpp"

namespace vafast::websocket {

class connection {
 public:
    enum class state : std::uint8_t {
        open,
        closing,         // our close frame is queued or sent; the peer's has not come
        close_received,  // the peer's close frame came, ours is not queued: answer with close()
        failed,          // the peer broke the rules: answer with close(); nothing more is read
        closed,          // both close frames exchanged, or failed and ours queued: drop TCP once output() is empty
    };

    connection(role self, receive_limits limits, const std::optional<deflate_parameters>& compression,
               base::random& keys);

    // As receiver::next. A ping has its pong queued already; a close or failure has changed the state. While
    // wants_pause() the caller reads no more from the peer, who floods us with pings and does not read.
    event next(mutable_bytes& input) {
        event found = receiver_.next(input);
        if (found.what > event::kind::message) heed(found);
        return found;
    }
    mutable_bytes input_room(mutable_bytes shared) { return receiver_.input_room(shared); }

    // Queues whole data frames, made by a frame_writer: takes the content of `frames`, which is empty afterwards (and
    // may get the memory of what was written). Ignored once the close frame is queued.
    void send(byte_buffer& frames);
    void ping(bytes payload);
    // Queues the close frame after the data. Idempotent: the first one counts.
    void close(std::uint16_t code, std::string_view reason);

    // Forgets the data frames of which nothing was handed out yet: what waits for a peer that does not read.
    void forget_waiting() noexcept;

    // What to write next; empty when there is nothing. Call wrote() with how much of it went out. What was handed out
    // once and not written comes again, its first 16 KiB at least (TLS wants a record repeated as it was).
    bytes output() noexcept;
    void wrote(std::size_t count) noexcept;
    std::size_t queued() const noexcept;                                   // bytes that wait, control frames included
    std::uint64_t data_written() const noexcept { return data_written_; }  // bytes, of what send() was given
    bool wants_pause() const noexcept;  // more control frames wait than is reasonable (16 KiB)

    state current_state() const noexcept;

    // Gives back buffers that hold nothing now and are not larger than this: for owners of many connections that are
    // idle.
    void release_memory(std::size_t size = ~std::size_t{0}) noexcept;

 private:
    void heed(const event& found);
    void control(opcode op, bytes payload);
    bool close_begun() const noexcept;
    void commit(std::size_t count) noexcept;

    state state_ = state::open;
    bool close_queued_ = false;
    receiver receiver_;
    frame_writer writer_;        // of control frames
    byte_buffer data_;           // whole data frames and at last the close frame; the front may be written in part
    byte_buffer controls_;       // pings and pongs; the front may be written in part
    std::size_t committed_ = 0;  // of data_, up to the end of a frame: what goes before controls_
    std::uint64_t data_written_ = 0;
};

}  // namespace vafast::websocket
