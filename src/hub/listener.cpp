#include "hub/listener.hpp"

#include <vafast/error.hpp>

#include <cerrno>
#include <charconv>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

namespace vafast::hub_detail {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds pause_between_tries{100};

[[noreturn]] void refuse(const asio::ip::tcp::endpoint& address, const error_code& why) {
    std::string sentence = "Cannot listen on " + display(address) + ": ";
    if (why == asio::error::address_in_use) {
        sentence += "another program uses this port; end that program, or choose another port (0 takes any free one)";
    } else if (why == asio::error::access_denied) {
        sentence += "ports below 1024 are for the administrator; choose a higher one";
    } else if (why == error_code(EADDRNOTAVAIL, boost::system::system_category())) {
        sentence += "this machine does not have that address; 127.0.0.1 and 0.0.0.0 are always there";
    } else {
        sentence += why.message();
    }
    throw error(error_kind::invalid_argument, sentence);
}

}  // namespace

std::string display(const asio::ip::tcp::endpoint& address) {
    const std::string host = address.address().to_string();
    return (address.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(address.port());
}

asio::ip::tcp::endpoint parse_listen_address(std::string_view text) {
    const auto fail = [&](const char* why) {
        return error(error_kind::invalid_argument, "The address to listen on \"" + std::string(text) + "\" " + why +
                                                       "; write it like 127.0.0.1:3000 or [::1]:3000");
    };
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) throw fail("has no port");
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);

    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || failure != std::errc{} || end != digits.data() + digits.size())
        throw fail("needs a port from 0 to 65535");

    if (host == "localhost") host = "127.0.0.1";
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    error_code wrong;
    const auto address = asio::ip::make_address(std::string(host), wrong);
    if (wrong || address.is_v6() != bracketed) throw fail("is not an IP address with a port");
    return {address, port};
}

listener::listener(asio::io_context& context, const tcp::endpoint& address, owner to)
    : acceptor_(context), pause_(context), address_(address), owner_(std::move(to)) {
    error_code wrong;
    acceptor_.open(address.protocol(), wrong);
    if (!wrong) acceptor_.set_option(tcp::acceptor::reuse_address(true), wrong);
    if (!wrong) acceptor_.bind(address, wrong);
    if (!wrong) acceptor_.listen(asio::socket_base::max_listen_connections, wrong);
    if (wrong) refuse(address, wrong);
    address_ = acceptor_.local_endpoint();
}

void listener::start() {
    asio::post(acceptor_.get_executor(), [weak = weak_from_this()] {
        if (auto self = weak.lock()) self->accept();
    });
}

void listener::stop() noexcept {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

void listener::accept() {
    if (!acceptor_.is_open()) return;
    if (!owner_.has_room()) return pause();
    acceptor_.async_accept(owner_.home(), [weak = weak_from_this()](error_code wrong, tcp::socket socket) {
        auto self = weak.lock();
        if (!self || !self->acceptor_.is_open()) return;
        if (!wrong) {
            self->owner_.accepted(std::move(socket));
            return self->accept();
        }
        // The peer gave up before we accepted: nothing is wrong with us. Everything else (EMFILE, ENFILE, ENOBUFS,
        // ENOMEM…) would fail again at once, and spin.
        const bool only_this_one = wrong == asio::error::connection_aborted || wrong == asio::error::interrupted;
        only_this_one ? self->accept() : self->pause();
    });
}

void listener::pause() {
    pauses_.add(1);
    pause_.expires_after(pause_between_tries);
    pause_.async_wait([weak = weak_from_this()](error_code cancelled) {
        auto self = weak.lock();
        if (self && !cancelled) self->accept();
    });
}

}  // namespace vafast::hub_detail
