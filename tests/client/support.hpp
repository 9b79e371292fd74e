// Servers that misbehave, and a log of what a client told. Any thread, where nothing else is said.
#pragma once

#include <vafast/client.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace vafast::client_detail::testing {

inline constexpr std::chrono::seconds patience{60};  // a test that fails should not hang

// Accepts TCP on a free port and hands each socket to `serve`, on a thread of its own.
class scripted_server {
 public:
    using socket = boost::asio::ip::tcp::socket;
    explicit scripted_server(std::function<void(socket&)> serve);
    ~scripted_server();  // closes all sockets

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string url(std::string_view scheme = "ws") const;
    int accepted() const { return accepted_.load(); }

 private:
    void accept();

    std::function<void(socket&)> serve_;
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<std::shared_ptr<socket>> sockets_;
    std::atomic<int> accepted_{0};
    std::thread thread_;
};

// A server that takes a handshake as good clients make them, and answers it.
void accept_handshake(scripted_server::socket& socket, std::string_view also = {});

// A port on which connects neither succeed nor fail: its queue is full.
class full_port {
 public:
    full_port();
    ~full_port();
    std::string url() const;

 private:
    int listening_;
    std::vector<int> filling_;
    std::uint16_t port_ = 0;
};

// A port on which nobody listens.
std::uint16_t closed_port();

// Lookups of names that end in ".stall" hang as long as one of these lives.
class stalled_names {
 public:
    stalled_names();
    ~stalled_names();
};

// What happened, in order; waits for what is to happen.
class event_log {
 public:
    void add(std::string what);
    std::vector<std::string> all() const;
    // False when `count` entries that start with `what` did not come in time.
    bool wait_for(std::string_view what, int count = 1) const;

 private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<std::string> entries_;
};

// The kind and the sentence of the error that a call throws.
template <class Call>
std::string what_it_throws(Call call) {
    try {
        call();
    } catch (const error& thrown) {
        return std::string(to_string(thrown.kind())) + ": " + thrown.what();
    }
    return "nothing";
}

// Waits until no handler of the client runs any more, so that what they use may go.
template <class Client>
class closed_at_the_end {
 public:
    explicit closed_at_the_end(Client& client) : client_(client) {}
    ~closed_at_the_end() { client_.close().get(patience); }
    closed_at_the_end(const closed_at_the_end&) = delete;
    closed_at_the_end& operator=(const closed_at_the_end&) = delete;

 private:
    Client& client_;
};

// Logs every event of the client by its name. `log` outlives the client.
template <class Client>
void log_events(Client& client, event_log& log) {
    client.template on<"open">([&log] { log.add("open"); });
    client.template on<"close">([&log](const close_event& event) {
        log.add("close " + std::to_string(event.code) + (event.will_reconnect ? " will reconnect" : " for good"));
    });
    client.template on<"error">(
        [&log](const error& error) { log.add(std::string("error ") + to_string(error.kind()) + ": " + error.what()); });
    client.template on<"message">(
        [&log](const message_event& event) { log.add("message " + std::string(event.text())); });
    client.template on<"reconnect">([&log](std::uint32_t attempt) { log.add("reconnect " + std::to_string(attempt)); });
    client.template on<"reconnect_success">(
        [&log](std::uint32_t attempt) { log.add("reconnect_success " + std::to_string(attempt)); });
    client.template on<"reconnect_failed">(
        [&log](std::uint32_t attempt) { log.add("reconnect_failed " + std::to_string(attempt)); });
    client.template on<"heartbeat">([&log] { log.add("heartbeat"); });
    client.template on<"heartbeat_timeout">([&log] { log.add("heartbeat_timeout"); });
    client.template on<"drain">([&log] { log.add("drain"); });
}

}  // namespace vafast::client_detail::testing
