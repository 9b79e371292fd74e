// What the workloads over sockets have in common: both ends live on one thread, so that each step follows from the one
// before, and takes the same instructions every time.
#pragma once

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "websocket/frame_writer.hpp"
#include "workload.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace bench {

using tcp = boost::asio::ip::tcp;

inline tcp::endpoint loopback(std::uint16_t port) { return {boost::asio::ip::address_v4::loopback(), port}; }

// So many frames of a text, as this side of a connection writes them.
inline vafast::base::byte_buffer frames_of(vafast::websocket::role self, std::string_view text, std::size_t count) {
    vafast::base::byte_buffer out;
    vafast::websocket::frame_writer writer(self, vafast::base::secure_random());
    for (std::size_t i = 0; i < count; ++i)
        writer.message(vafast::websocket::opcode::text, vafast::base::as_bytes(text), out);
    return out;
}

// A socket whose other end is served by `context`, on this thread.
class wire {
 public:
    explicit wire(boost::asio::io_context& context) : context_(context), socket_(context) {}

    tcp::socket& socket() noexcept { return socket_; }

    void write(vafast::base::bytes data) { boost::asio::write(socket_, boost::asio::buffer(data.data(), data.size())); }
    // Exactly so many bytes, for which the other end is given the time that it needs.
    vafast::base::mutable_bytes read(std::size_t count) {
        while (socket_.available() < count) context_.run_one();
        if (input_.size() < count) input_.resize(count);
        boost::asio::read(socket_, boost::asio::buffer(input_.data(), count));
        return {input_.data(), count};
    }
    // The head of an HTTP message.
    std::string read_head() {
        std::string head;
        while (!head.ends_with("\r\n\r\n")) head += vafast::base::as_text(read(1));
        return head;
    }

 private:
    boost::asio::io_context& context_;
    tcp::socket socket_;
    std::vector<std::byte> input_;
};

}  // namespace bench
