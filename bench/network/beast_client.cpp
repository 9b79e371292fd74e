// Boost.Beast, asynchronously, as its examples do it: one write at a time, the others queue.
#include "echo_result.hpp"

#include <deque>
#include <string>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

namespace beast = boost::beast;
using tcp = boost::asio::ip::tcp;

namespace {

class client {
 public:
    client(boost::asio::io_context& context, const bench::echo_request& asked)
        : stream_(context), payload_(asked.size, 'x'), asked_(asked), result_(asked) {
        tcp::socket& socket = beast::get_lowest_layer(stream_);
        socket.connect({boost::asio::ip::address_v4::loopback(), static_cast<unsigned short>(asked.port)});
        socket.set_option(tcp::no_delay(true));
        stream_.handshake("127.0.0.1", "/");
        stream_.text(asked.is_text());
        result_ = bench::echo_result(asked);
        for (std::size_t i = 0; i < asked.window; ++i) send();
        read();
    }
    void tell() const { result_.tell(); }

 private:
    void send() {
        if (queued_++ == 0) write();
    }
    void write() {
        stream_.async_write(boost::asio::buffer(payload_), [this](beast::error_code failure, std::size_t) {
            if (!failure && --queued_ > 0) write();
        });
    }
    void read() {
        stream_.async_read(buffer_, [this](beast::error_code failure, std::size_t) {
            if (failure) return;
            buffer_.consume(buffer_.size());
            if (result_.received())
                send();
            else if (++finished_ == asked_.window)
                return beast::get_lowest_layer(stream_).close();
            read();
        });
    }

    beast::websocket::stream<tcp::socket> stream_;
    beast::flat_buffer buffer_;
    const std::string payload_;
    const bench::echo_request asked_;
    bench::echo_result result_;
    std::size_t queued_ = 0;
    std::size_t finished_ = 0;
};

}  // namespace

int main(int count, char** words) {
    const bench::echo_request asked = bench::read_echo_request(count, words);
    boost::asio::io_context context(1);
    client echoing(context, asked);
    context.run();
    echoing.tell();
}
