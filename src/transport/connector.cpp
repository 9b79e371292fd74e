#include "transport/connector.hpp"

#include "transport/address.hpp"
#include "transport/happy_eyeballs.hpp"
#include "transport/resolver.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace vafast::transport {

namespace asio = boost::asio;

// One step at a time holds this weakly and is dropped by cancel(), so that nothing goes on behind our back.
struct connector::state : std::enable_shared_from_this<state> {
    state(asio::any_io_executor on, connect_request what, handler then)
        : executor(std::move(on)), request(std::move(what)), done(std::move(then)) {}

    const base::url& first_hop() const { return request.proxy ? *request.proxy : request.target; }
    std::string whom() const {
        return (request.proxy ? "the proxy " : "") + describe(first_hop().host, first_hop().port);
    }

    // `then` as a handler that does nothing once this is gone or cancelled.
    template <class Value>
    auto guard(void (state::*then)(Value)) {
        return [weak = weak_from_this(), then](tl::expected<Value, error> result) {
            const auto self = weak.lock();
            if (!self || !self->done) return;
            if (!result) return self->finish(tl::unexpected(std::move(result.error())));
            (self.get()->*then)(std::move(*result));
        };
    }

    void start() {
        boost::system::error_code is_a_name;
        const auto address = asio::ip::make_address(first_hop().host, is_a_name);
        if (is_a_name)
            resolving = std::make_unique<lookup>(executor, first_hop().host, guard(&state::connect));
        else
            connect({address});
    }

    void connect(std::vector<asio::ip::address> addresses) {
        connecting = std::make_unique<happy_eyeballs>(executor, interleave_families(addresses), first_hop().port,
                                                      whom(), guard(&state::connected));
    }

    void connected(asio::ip::tcp::socket socket) {
        opened.emplace(std::move(socket));
        finish(std::move(*opened));
    }

    void finish(tl::expected<stream, error> result) {
        const auto then = std::exchange(done, nullptr);
        cancel();
        then(std::move(result));
    }

    void cancel() noexcept {
        const auto dropped = std::exchange(done, nullptr);  // may own the connector: destroyed last
        resolving.reset();
        connecting.reset();
        opened.reset();
    }

    asio::any_io_executor executor;
    connect_request request;
    handler done;  // nothing once it was called or cancelled
    std::unique_ptr<lookup> resolving;
    std::unique_ptr<happy_eyeballs> connecting;
    std::optional<stream> opened;
};

connector::connector(asio::any_io_executor executor, connect_request request, handler done)
    : state_(std::make_shared<state>(std::move(executor), std::move(request), std::move(done))) {
    state_->start();
}

connector::~connector() { cancel(); }

void connector::cancel() noexcept {
    const auto kept = state_;
    kept->cancel();
}

}  // namespace vafast::transport
