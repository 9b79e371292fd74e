// A server on a thread of its own, and a client that speaks to it byte by byte: blocking, and failing where the answer
// takes too long.
#pragma once

#include "hub/server.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/handshake.hpp"
#include "websocket/receiver.hpp"

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace vafast::hub_detail::testing {

class running_server {
 public:
    explicit running_server(server_options options = {}, application* app = nullptr);
    ~running_server();  // drops everybody

    std::uint16_t port() const { return port_; }
    std::string url() const { return "ws://127.0.0.1:" + std::to_string(port_) + "/ws"; }
    // Runs `what` on the server's thread, and waits for it.
    void on_its_thread(const std::function<void(server&)>& what);
    std::size_t connections();
    // Begins a graceful stop; the future is ready when it is done.
    std::future<void> stop();

 private:
    boost::asio::io_context context_;
    echo echo_;
    std::unique_ptr<server> server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

// What came, copied.
struct incoming {
    websocket::event::kind what = websocket::event::kind::need_more;
    websocket::opcode op = websocket::opcode::continuation;
    std::uint16_t code = 0;
    std::string payload;  // or the reason
};

class raw_client {
 public:
    explicit raw_client(std::uint16_t port);

    void write(std::string_view data);
    // As much as the socket takes within `patience`; returns how much that was.
    std::size_t write_some(std::string_view data, std::chrono::milliseconds patience);
    void end_output();  // TCP FIN
    void cut();         // TCP RST
    // Everything until the server ends TCP; fails the test where it does not.
    std::string read_to_end();

    // The opening handshake at `target`; returns the HTTP status.
    int open(const std::string& target = "/ws", const websocket::client_handshake_options& more = {});
    const std::string& protocol() const { return handshake_->protocol(); }
    const std::optional<websocket::deflate_parameters>& compression() const { return handshake_->compression(); }

    void text(std::string_view payload);
    void binary(std::string_view payload);
    void close(std::uint16_t code, std::string_view reason = {});
    // The next event; `failure` of our own receiver included. need_more: TCP has ended.
    incoming next();
    bool has_ended();           // the server ended TCP, and nothing came before
    bool has_ended_properly();  // the same, and it was no reset, which could have taken earlier bytes with it

    // What is to be read at once, unparsed.
    std::size_t receive(base::mutable_bytes into);

 private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
    std::optional<websocket::client_handshake> handshake_;
    std::optional<websocket::frame_writer> writer_;
    std::optional<websocket::receiver> receiver_;
    std::vector<std::byte> input_ = std::vector<std::byte>(std::size_t{256} << 10);
    base::mutable_bytes unread_;
    bool was_reset_ = false;
};

// A masked frame with any first byte: FIN, reserved bits, opcode.
std::string masked_frame(unsigned first_byte, std::string_view payload);
// The same, without a mask.
std::string bare_frame(unsigned first_byte, std::string_view payload);

}  // namespace vafast::hub_detail::testing
