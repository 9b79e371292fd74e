#include "hub/server.hpp"

#include "hub/listener.hpp"
#include "hub/worker.hpp"

#include <utility>

namespace vafast::hub_detail {
namespace {

// Sockets beyond those of the WebSockets: requests that are being read or refused, health checks.
constexpr std::size_t spare_sockets = 256;

transport::tls_context make_tls(const server_options& options) {
    if (options.certificate.empty() && options.private_key.empty()) return nullptr;
    return transport::make_server_tls_context(options.certificate, options.private_key);
}

}  // namespace

struct server::state {
    state(boost::asio::io_context& where, server_options given)
        : context(where),
          options(std::move(given)),
          routes(options.protocols, options.compression),
          crew(std::make_shared<worker>(where, options, routes, make_tls(options))),
          patience(where) {}

    boost::asio::io_context& context;
    const server_options options;
    router routes;
    std::shared_ptr<worker> crew;
    std::vector<std::shared_ptr<listener>> listeners;
    boost::asio::steady_timer patience;
};

server::server(boost::asio::io_context& context, server_options options)
    : state_(std::make_unique<state>(context, std::move(options))) {
    state_->routes.add("/health", [crew = state_->crew.get()] {
        return http_answer{200,
                           R"({"status":"ok","connections":)" + std::to_string(crew->connections()) + "}\n",
                           {},
                           "application/json"};
    });
}

server::~server() { drop(); }

void server::route(std::string path, application& app) { state_->routes.add(std::move(path), app); }

void server::listen() {
    const listener::owner owner{
        [crew = state_->crew] { return crew->sockets() < crew->options().max_connections + spare_sockets; },
        [crew = state_->crew](auto socket) { crew->adopt(std::move(socket)); }};
    for (const std::string& address : state_->options.listen) {
        state_->listeners.push_back(std::make_shared<listener>(state_->context, parse_listen_address(address), owner));
    }
    for (const auto& each : state_->listeners) each->start();
}

std::vector<std::string> server::addresses() const {
    const std::string scheme = state_->crew->tls() ? "wss://" : "ws://";
    std::vector<std::string> result;
    for (const auto& each : state_->listeners) result.push_back(scheme + display(each->address()));
    return result;
}

std::size_t server::connections() const noexcept { return state_->crew->connections(); }

void server::stop(std::function<void()> done) {
    for (const auto& each : state_->listeners) each->stop();
    state_->patience.expires_after(state_->options.stop_timeout);
    state_->patience.async_wait([weak = std::weak_ptr(state_->crew)](boost::system::error_code cancelled) {
        auto crew = weak.lock();
        if (crew && !cancelled) crew->drop();
    });
    state_->crew->stop([this, done = std::move(done)] {
        state_->patience.cancel();
        done();
    });
}

void server::drop() noexcept {
    for (const auto& each : state_->listeners) each->stop();
    state_->crew->drop();
}

}  // namespace vafast::hub_detail
