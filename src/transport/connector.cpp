#include "transport/connector.hpp"

#include "transport/address.hpp"
#include "transport/happy_eyeballs.hpp"
#include "transport/proxy_handshake.hpp"
#include "transport/resolver.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/ip/address.hpp>

namespace vafast::transport {

namespace asio = boost::asio;

// One step at a time holds this weakly and is dropped by cancel(), so that nothing goes on behind our back.
struct connector::state : std::enable_shared_from_this<state> {
    state(asio::any_io_executor on, connect_request what, handler then)
        : executor(std::move(on)), request(std::move(what)), done(std::move(then)) {}

    // Where the TCP connection goes.
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
        if (request.dial) return request.dial(executor, first_hop(), guard(&state::dialled));
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

    void connected(asio::ip::tcp::socket socket) { dialled(std::move(socket)); }

    void dialled(stream::socket_type socket) {
        opened.emplace(std::move(socket));
        if (!request.proxy) return secure();
        tunnel = make_proxy_handshake(*request.proxy, request.target.host, request.target.port);
        tunnel_step();
    }

    std::function<void()> next_tunnel_step() {
        return [weak = weak_from_this()] {
            if (const auto self = weak.lock(); self && self->done) self->tunnel_step();
        };
    }

    // Until the proxy is silent or has answered. It gets no byte read that may come from behind it.
    void tunnel_step() {
        while (true) {
            to_send += tunnel->take_output();
            const std::size_t wanted = tunnel->wanted();
            if (to_send.empty() && wanted == 0) return secure();
            std::array<std::byte, 512> answer;
            const io_result moved =
                to_send.empty() ? opened->read(base::mutable_bytes(answer).first(std::min(wanted, answer.size())))
                                : opened->write(base::as_bytes(to_send));
            switch (moved.what) {
                case io_result::status::ok: break;
                case io_result::status::want_read: return opened->async_wait_readable(next_tunnel_step());
                case io_result::status::want_write: return opened->async_wait_writable(next_tunnel_step());
                case io_result::status::end: return fail_tunnel("closed the connection before it had answered.");
                case io_result::status::failed: return fail_tunnel("did not answer. " + moved.error);
            }
            if (!to_send.empty())
                to_send.erase(0, moved.count);
            else if (auto taken = tunnel->receive(base::bytes(answer).first(moved.count)); !taken)
                return finish(tl::unexpected(std::move(taken.error())));
        }
    }

    void fail_tunnel(const std::string& how) {
        std::string subject = whom();
        subject[0] = 'T';
        finish(tl::unexpected(error(error_kind::proxy, subject + " " + how)));
    }

    void secure() {
        if (request.target.scheme != "wss") return finish(std::move(*opened));
        const std::string& name = request.server_name.empty() ? request.target.host : request.server_name;
        opened->async_connect_tls(request.tls, name, request.verify, [weak = weak_from_this()](auto secured) {
            const auto self = weak.lock();
            if (!self || !self->done) return;
            if (secured) return self->finish(std::move(*self->opened));
            self->finish(tl::unexpected(self->about_tls(secured.error())));
        });
    }

    error about_tls(const error& problem) const {
        error named(problem.kind(), "Could not make a TLS connection to " +
                                        describe(request.target.host, request.target.port) + ". " + problem.what());
        return problem.retryable() ? named : std::move(named).final();
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
        tunnel.reset();
        opened.reset();
    }

    asio::any_io_executor executor;
    connect_request request;
    handler done;  // nothing once it was called or cancelled
    std::unique_ptr<lookup> resolving;
    std::unique_ptr<happy_eyeballs> connecting;
    std::optional<stream> opened;
    std::unique_ptr<proxy_handshake> tunnel;
    std::string to_send;
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
