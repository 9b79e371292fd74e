#include "hub/server.hpp"

#include "hub/listener.hpp"
#include "hub/worker.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace vafast::hub_detail {
namespace {

namespace asio = boost::asio;

// Sockets beyond those of the WebSockets: requests that are being read or refused, health checks.
constexpr std::size_t spare_sockets = 256;

transport::tls_context make_tls(const server_options& options) {
    if (options.certificate.empty() && options.private_key.empty()) return nullptr;
    return transport::make_server_tls_context(options.certificate, options.private_key);
}

// A thread of the server's own.
class helper {
 public:
    helper() : work_(asio::make_work_guard(context_)), thread_([this] { context_.run(); }) {}
    ~helper() { end(); }
    helper(const helper&) = delete;
    helper& operator=(const helper&) = delete;

    asio::io_context& context() noexcept { return context_; }
    void end() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

 private:
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::thread thread_;
};

}  // namespace

struct server::state {
    state(asio::io_context& where, server_options given)
        : context(where), options(std::move(given)), routes(options.protocols, options.compression), patience(where) {
        const auto tls = make_tls(options);
        scheme = tls ? "wss://" : "ws://";
        for (std::size_t i = 1; i < std::max<std::size_t>(options.threads, 1); ++i)
            helpers.push_back(std::make_unique<helper>());
        for (std::size_t i = 0; i <= helpers.size(); ++i)
            crew.push_back(std::make_shared<worker>(context_of(i), i, options, routes, tls, all));
    }

    asio::io_context& context_of(std::size_t thread) { return thread == 0 ? context : helpers[thread - 1]->context(); }

    // Runs `what` for each worker, on its thread: here, at once, for the first.
    template <class What>
    void on_each(const What& what) {
        what(*crew.front());
        for (std::size_t i = 1; i < crew.size(); ++i)
            asio::post(context_of(i), [what, each = crew[i]] { what(*each); });
    }

    asio::io_context& next_home() { return context_of(std::exchange(next, (next + 1) % crew.size())); }

    void adopt(listener::tcp::socket socket) {
        all.sockets.fetch_add(1, std::memory_order_relaxed);
        std::size_t thread = 0;  // the one whose context it was accepted for
        while (&socket.get_executor().context() != &context_of(thread)) ++thread;
        if (thread == 0) return crew.front()->adopt(std::move(socket));
        asio::post(context_of(thread),
                   [to = crew[thread], socket = std::move(socket)]() mutable { to->adopt(std::move(socket)); });
    }

    asio::io_context& context;
    const server_options options;
    router routes;
    std::string scheme;
    census all;
    std::vector<std::unique_ptr<helper>> helpers;
    std::vector<std::shared_ptr<worker>> crew;  // by the index of their threads
    std::size_t next = 0;                       // the thread of the next connection
    std::vector<std::shared_ptr<listener>> listeners;
    asio::steady_timer patience;
    std::size_t stopping = 0;  // workers
};

server::server(asio::io_context& context, server_options options)
    : state_(std::make_unique<state>(context, std::move(options))) {
    state_->routes.add("/health", [all = &state_->all] {
        const std::size_t count = all->connections.load(std::memory_order_relaxed);
        return http_answer{
            200, R"({"status":"ok","connections":)" + std::to_string(count) + "}\n", {}, "application/json"};
    });
}

server::~server() { end(); }

// Once its threads have ended, everything is this one's.
void server::end() noexcept {
    for (const auto& each : state_->helpers) each->end();
    for (const auto& each : state_->listeners) each->stop();
    for (const auto& each : state_->crew) each->drop();
}

void server::route(std::string path, application& app) { state_->routes.add(std::move(path), app); }
void server::route(std::string path, router::page content) { state_->routes.add(std::move(path), std::move(content)); }

void server::listen() {
    const listener::owner owner{[state = state_.get()] {
                                    return state->all.sockets.load(std::memory_order_relaxed) <
                                           state->options.max_connections + spare_sockets;
                                },
                                [state = state_.get()]() -> asio::io_context& { return state->next_home(); },
                                [state = state_.get()](auto socket) { state->adopt(std::move(socket)); }};
    for (const std::string& address : state_->options.listen) {
        state_->listeners.push_back(std::make_shared<listener>(state_->context, parse_listen_address(address), owner));
    }
    for (const auto& each : state_->listeners) each->start();
}

std::vector<std::string> server::addresses() const {
    std::vector<std::string> result;
    for (const auto& each : state_->listeners) result.push_back(state_->scheme + display(each->address()));
    return result;
}

std::size_t server::connections() const noexcept { return state_->all.connections.load(std::memory_order_relaxed); }

server::totals server::carried() const noexcept {
    totals result;
    for (const auto& each : state_->crew) {
        result.messages_sent += each->carried().messages_sent.get();
        result.bytes_sent += each->carried().bytes_sent.get();
        result.bytes_received += each->carried().bytes_received.get();
    }
    for (const auto& each : state_->listeners) result.accept_pauses += each->pauses();
    return result;
}

std::size_t server::threads() const noexcept { return state_->crew.size(); }

std::optional<std::size_t> server::calling_thread() const noexcept {
    for (std::size_t i = 0; i <= state_->helpers.size(); ++i) {
        if (state_->context_of(i).get_executor().running_in_this_thread()) return i;
    }
    return std::nullopt;
}

void server::post(std::size_t thread, std::function<void()> what) {
    asio::post(state_->context_of(thread), std::move(what));
}

void server::stop(std::function<void()> done) {
    for (const auto& each : state_->listeners) each->stop();
    state_->patience.expires_after(state_->options.stop_timeout);
    state_->patience.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) drop();
    });
    state_->stopping = state_->crew.size();
    const auto one_less = [state = state_.get(), done = std::move(done)] {
        if (--state->stopping != 0) return;
        state->patience.cancel();
        done();
    };
    state_->on_each([one_less, home = &state_->context](worker& each) {
        each.stop([one_less, home] { asio::post(*home, one_less); });
    });
}

void server::drop() noexcept {
    for (const auto& each : state_->listeners) each->stop();
    state_->on_each([](worker& each) { each.drop(); });
}

}  // namespace vafast::hub_detail
