// Runs the handlers of a test until something is so. A test that would wait for ever fails after ten seconds.
#pragma once

#include "transport/stream.hpp"

#include <chrono>
#include <stdexcept>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace vafast::transport {

namespace asio = boost::asio;
using asio::ip::tcp;

template <class Condition>
void run_until(asio::io_context& io, Condition is_so) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!is_so()) {
        io.restart();
        if (io.run_one_until(deadline) == 0 && !is_so()) throw std::runtime_error("Nothing happens any more.");
    }
}

// Every handler that is ready now, and what those make ready.
inline void run_ready(asio::io_context& io) {
    io.restart();
    while (io.poll() != 0) {
    }
}

inline tcp::acceptor listen_on(asio::io_context& io, const char* address = "127.0.0.1", std::uint16_t port = 0) {
    return tcp::acceptor(io, tcp::endpoint(asio::ip::make_address(address), port));
}

struct socket_pair {
    explicit socket_pair(asio::io_context& io) : client(io), server(io) {
        tcp::acceptor acceptor = listen_on(io);
        client.connect(acceptor.local_endpoint());
        acceptor.accept(server);
    }
    tcp::socket client;
    tcp::socket server;
};

// Two plain streams, connected.
struct stream_pair {
    explicit stream_pair(asio::io_context& io) : stream_pair(socket_pair(io)) {}
    explicit stream_pair(socket_pair sockets) : client(std::move(sockets.client)), server(std::move(sockets.server)) {}
    stream client;
    stream server;
};

// Reads up to `limit` bytes, `step` at a time, until that many came or the stream ended; what ended it is in `last`.
inline std::string read_all(asio::io_context& io, stream& from, io_result& last, std::size_t limit = SIZE_MAX,
                            std::size_t step = 4096) {
    std::string text;
    std::string piece(step, '\0');
    while (text.size() < limit) {
        const std::size_t wanted = std::min(step, limit - text.size());
        last = from.read(std::as_writable_bytes(std::span(piece.data(), wanted)));
        if (last.what == io_result::status::want_read || last.what == io_result::status::want_write) {
            bool ready = false;
            const auto go_on = [&ready] { ready = true; };
            last.what == io_result::status::want_read ? from.async_wait_readable(go_on)
                                                      : from.async_wait_writable(go_on);
            run_until(io, [&] { return ready; });
        } else if (last.what == io_result::status::ok) {
            text.append(piece, 0, last.count);
        } else {
            break;
        }
    }
    return text;
}

inline std::string read_exactly(asio::io_context& io, stream& from, std::size_t count) {
    io_result last;
    return read_all(io, from, last, count);
}

// Writes in its own time, as the handlers run: both ends of a connection are in one thread.
class writer {
 public:
    writer(stream& to, std::string text) : to_(to), text_(std::move(text)) { step(); }

    bool done() const { return done_; }
    const io_result& last() const { return last_; }

 private:
    void step() {
        while (!text_.empty()) {
            last_ = to_.write(base::as_bytes(text_));
            if (last_.what == io_result::status::want_write) return to_.async_wait_writable([this] { step(); });
            if (last_.what != io_result::status::ok) break;
            text_.erase(0, last_.count);
        }
        done_ = true;
    }

    stream& to_;
    std::string text_;
    io_result last_;
    bool done_ = false;
};

// "0123…": different everywhere, so that a byte lost or moved shows.
inline std::string pattern(std::size_t size) {
    std::string text(size, '\0');
    std::uint32_t state = 1;
    for (char& c : text) c = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24);
    return text;
}

}  // namespace vafast::transport
