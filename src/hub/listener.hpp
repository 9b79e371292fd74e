// Accepts connections on one address. When the system is short of descriptors or memory, or the owner has no room, it
// waits a moment before it tries again. One thread at a time (the io_context's).
#pragma once

#include "base/tally.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace vafast::hub_detail {

// "127.0.0.1:3000", "[::1]:0", "localhost:3000". Throws error(invalid_argument) with a sentence that quotes `text`.
boost::asio::ip::tcp::endpoint parse_listen_address(std::string_view text);
// The same form again.
std::string display(const boost::asio::ip::tcp::endpoint& address);

class listener : public std::enable_shared_from_this<listener> {
 public:
    using tcp = boost::asio::ip::tcp;
    struct owner {
        std::function<bool()> has_room;
        std::function<boost::asio::io_context&()> home;  // where the next connection will live
        std::function<void(tcp::socket)> accepted;
    };

    // Listens, but accepts nothing before start(). Throws error(invalid_argument) that names the address and says why
    // it cannot be listened on.
    listener(boost::asio::io_context& context, const tcp::endpoint& address, owner to);

    void start();
    void stop() noexcept;                                            // the owner is not called any more
    tcp::endpoint address() const { return address_; }               // with the real port
    std::uint64_t pauses() const noexcept { return pauses_.get(); }  // any thread

 private:
    void accept();
    void pause();

    tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    tcp::endpoint address_;
    owner owner_;
    base::tally pauses_;
};

}  // namespace vafast::hub_detail
