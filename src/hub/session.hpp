// One connection of the hub, from the first byte of its request to the end of TCP: reads when there is something to
// read, lets the protocol decide, writes what it says. Holds no buffer while idle. One thread (its worker's).
#pragma once

#include "hub/application.hpp"
#include "hub/common_frames.hpp"
#include "hub/policy/deadlines.hpp"
#include "hub/policy/liveness.hpp"
#include "transport/stream.hpp"
#include "websocket/connection.hpp"
#include "websocket/handshake.hpp"

#include <list>
#include <memory>
#include <optional>

namespace vafast::hub_detail {

class worker;
struct acceptance;
struct http_answer;

class session final : public peer {
 public:
    using clock = std::chrono::steady_clock;

    session(worker& owner, transport::stream stream);  // `owner` outlives this
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    void start();
    // Goes on with whatever can be done without waiting.
    void turn();
    // The same, but reads nothing: something is to be written.
    void push();
    void expire(clock::time_point now);
    // Starts the closing with 1001, or ends at once what is no WebSocket yet.
    void stop();
    // Ends now, with a TCP reset.
    void drop() noexcept;

    void send(websocket::opcode op, base::bytes payload) override;
    void send(const encoded_frame& frame) override;
    void close(std::uint16_t code, std::string_view reason) override;
    void cut(std::uint16_t code, std::string_view reason) override;
    std::size_t queued() const noexcept override;
    void wake_at(time_point when) override;
    void tell_when_below(std::size_t bytes) override;
    std::size_t thread() const noexcept override;
    std::string remote_address() const override { return stream_.remote_address(); }
    const std::shared_ptr<attachment>& shared_attachment() const noexcept override { return attached_; }
    void attach(std::shared_ptr<attachment> kept) override { attached_ = std::move(kept); }

    std::list<session>::iterator place;   // where the worker keeps this
    deadlines<session>::ticket deadline;  // the worker's, too
    bool has_turn = false;                // the same: it waits for one

 private:
    static constexpr std::size_t not_asked = ~std::size_t{0};

    enum class phase : std::uint8_t {
        securing,    // TLS
        requesting,  // reads the HTTP request
        answering,   // writes an HTTP answer, after which nothing comes
        open,        // a WebSocket, until both close frames are exchanged and written
        lingering,   // we have ended our side; the peer may still read
        gone,        // waits to be destroyed
    };

    void read();
    void received(base::mutable_bytes input);
    void read_request(base::mutable_bytes& input);
    void read_frames(base::mutable_bytes input);
    void answer(const http_answer& content);
    void accept(acceptance&& terms, std::shared_ptr<attachment> admitted);
    void input_ended();

    void go_on(bool reads);
    void enqueue(base::byte_buffer& frames);
    bool write_common();
    void keep_common();
    void tell_drained();
    void hand_over();
    void flush();
    void wrote(std::size_t count);
    base::bytes output() noexcept;

    bool wants_input() const noexcept;
    void wait_for_input();
    void wait_for_room();
    void settle();
    void rest();
    void linger();
    void end() noexcept;
    void report_close(std::uint16_t code, std::string_view reason);
    void expire_open(clock::time_point now);
    void schedule_heartbeat();
    void set_due(clock::time_point at);
    void schedule();
    websocket::frame_writer& writer() noexcept;

    worker& owner_;
    transport::stream stream_;
    std::unique_ptr<websocket::server_handshake> handshake_;  // until the request is read
    base::byte_buffer head_;                                  // the HTTP answer, until it is written
    std::optional<websocket::connection> connection_;         // while open
    std::unique_ptr<websocket::frame_writer> writer_;         // where messages are compressed
    application* app_ = nullptr;                              // from on_open to on_close
    std::shared_ptr<attachment> attached_;
    clock::time_point due_ = clock::time_point::max();    // of what the connection itself waits for
    clock::time_point alarm_ = clock::time_point::max();  // the application's
    std::size_t drained_below_ = not_asked;
    liveness liveness_;
    common_frames::run common_;  // goes out after what the connection holds
    phase phase_ = phase::securing;
    bool in_turn_ = false;
    bool waits_for_input_ = false;
    bool waits_for_room_ = false;
    bool input_blocked_ = false;  // TLS cannot go on without input, whatever we want
    bool input_ended_ = false;
    bool progressed_ = false;  // something was written since the last deadline
};

}  // namespace vafast::hub_detail
