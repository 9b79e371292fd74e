// One connection of a server for tests: does what its behaviour says, and what it is told while it is open. The
// server's thread only.
#pragma once

#include "client/surroundings.hpp"
#include "testing/journal.hpp"
#include "transport/stream.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/handshake.hpp"
#include "websocket/receiver.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace vafast::testing {

class connection : public std::enable_shared_from_this<connection> {
 public:
    // `around` and `notes` outlive this.
    connection(std::size_t number, behaviour does, transport::stream stream, boost::asio::any_io_executor executor,
               client_detail::surroundings& around, journal& notes);
    ~connection();

    void start(const transport::tls_context& tls);  // null: without TLS

    // While it is open; nothing otherwise.
    void send(bool is_text, std::string data);
    void send_bytes(std::string raw);
    void ping();
    void close(std::uint16_t code, std::string reason);
    void stall() noexcept { stalled_ = true; }
    void cut() noexcept;
    void cut_in_frame();

    bool is_gone() const noexcept { return phase_ == phase::gone; }

 private:
    enum class phase : std::uint8_t { beginning, handshake, open, closing, finishing, gone };

    bool reaches(step where);
    void later(std::function<void()> act);
    void act_on_time();
    void when_open(std::function<void()> act);

    void secured();
    void read();
    void received(base::mutable_bytes input);
    void read_request(base::mutable_bytes& input);
    void answer();
    void become_open();
    void read_frames(base::mutable_bytes input);
    void read_close(std::uint16_t code, std::string_view reason);
    void finish();
    void write();
    void leave() noexcept;

    const std::size_t number_;
    const behaviour does_;
    transport::stream stream_;
    client_detail::surroundings& around_;
    journal& notes_;

    phase phase_ = phase::beginning;
    bool stalled_ = false;
    bool waits_writable_ = false;
    websocket::server_handshake handshake_;
    websocket::receiver receiver_;
    websocket::frame_writer writer_;
    base::byte_buffer output_;
    std::unique_ptr<client_detail::timer> timer_;
    std::deque<std::pair<client_detail::time_point, std::function<void()>>> delayed_;
};

}  // namespace vafast::testing
