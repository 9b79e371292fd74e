// Boost.Beast, asynchronously, as its examples do it: one write at a time, the others queue.
#include "asked.hpp"

#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace beast = boost::beast;
using tcp = boost::asio::ip::tcp;
using tls = boost::asio::ssl::stream<tcp::socket>;

namespace {

void secure(tcp::socket&) {}
void secure(tls& stream) { stream.handshake(tls::client); }

template <class Transport>
class client {
 public:
    template <class... Arguments>
    client(const bench::request& asked, Arguments&... arguments) : stream_(arguments...), asked_(asked) {
        tcp::socket& socket = beast::get_lowest_layer(stream_);
        socket.connect({boost::asio::ip::address_v4::loopback(), static_cast<unsigned short>(asked.port)});
        socket.set_option(tcp::no_delay(true));
        secure(stream_.next_layer());
        if (asked.is_compressed) {
            beast::websocket::permessage_deflate option;
            option.client_enable = true;
            option.compLevel = 6;
            stream_.set_option(option);
        }
        stream_.handshake("127.0.0.1", "/");
        stream_.text(asked.is_text());
        result_.emplace(asked);
        for (std::size_t i = 0; i < asked.window; ++i) send();
        read();
    }
    void tell() const { result_->tell(); }

 private:
    void send() {
        if (queued_++ == 0) write();
    }
    void write() {
        stream_.async_write(boost::asio::buffer(asked_.payload), [this](beast::error_code failure, std::size_t) {
            if (!failure && --queued_ > 0) write();
        });
    }
    void read() {
        stream_.async_read(buffer_, [this](beast::error_code failure, std::size_t) {
            if (failure) return;
            buffer_.consume(buffer_.size());
            const bool goes_on = result_->received();
            if (goes_on && asked_.window != 0) send();
            if (!goes_on && ++finished_ >= asked_.window) return beast::get_lowest_layer(stream_).close();
            read();
        });
    }

    beast::websocket::stream<Transport> stream_;
    beast::flat_buffer buffer_;
    const bench::request asked_;
    std::optional<bench::result> result_;
    std::size_t queued_ = 0;
    std::size_t finished_ = 0;
};

template <class Transport, class... Arguments>
void measure(const bench::request& asked, boost::asio::io_context& context, Arguments&... arguments) {
    client<Transport> measured(asked, context, arguments...);
    context.run();
    measured.tell();
}

}  // namespace

int main(int count, char** words) {
    const bench::request asked = bench::read_request(count, words);
    boost::asio::io_context context(1);
    boost::asio::ssl::context trust(boost::asio::ssl::context::tls_client);  // anybody: what is measured is speed
    if (asked.is_secure)
        measure<tls>(asked, context, trust);
    else
        measure<tcp::socket>(asked, context);
}
