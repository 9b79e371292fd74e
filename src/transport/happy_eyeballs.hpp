// Connects to the first of several addresses that answers (RFC 8305). One thread at a time (the executor's).
#pragma once

#include <vafast/error.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <tl/expected.hpp>

namespace vafast::transport {

// The families take turns, beginning with that of the first address; each keeps its order (RFC 8305 section 4). Pure.
std::vector<boost::asio::ip::address> interleave_families(const std::vector<boost::asio::ip::address>& addresses);

class happy_eyeballs {
 public:
    using handler = std::function<void(tl::expected<boost::asio::ip::tcp::socket, error>)>;

    // Tries `addresses` (not empty) in their order: the next when the one before failed or has not answered for 250 ms.
    // `done` is called once, on `executor` and never before this returns, unless cancel() or the destructor comes
    // first. The error says of `whom` ("example.org:443") what happened with each address.
    happy_eyeballs(boost::asio::any_io_executor executor, std::vector<boost::asio::ip::address> addresses,
                   std::uint16_t port, std::string whom, handler done);
    ~happy_eyeballs();  // cancels
    happy_eyeballs(const happy_eyeballs&) = delete;
    happy_eyeballs& operator=(const happy_eyeballs&) = delete;

    void cancel() noexcept;

 private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace vafast::transport
