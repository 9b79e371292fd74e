// The server: listens, accepts, hands connections out to its threads in turn, and stops gracefully. The thread of the
// io_context that it was made with, where nothing else is said.
#pragma once

#include "hub/application.hpp"
#include "hub/policy/router.hpp"
#include "hub/server_options.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace vafast::hub_detail {

class server {
 public:
    // Throws error(invalid_argument) that names the certificate or key which cannot be used. Answers GET /health.
    // `context` outlives this, and is run by the caller; its thread is the first, the others are the server's.
    server(boost::asio::io_context& context, server_options options);
    ~server();  // as end()

    // WebSockets at `path` belong to `app`, which outlives this. Before listen().
    void route(std::string path, application& app);
    // GET `path` is answered with what `content` makes, on any of the threads. Before listen().
    void route(std::string path, router::page content);

    // Listens and accepts. Throws error(invalid_argument) that names the address which cannot be listened on.
    void listen();
    // "ws://127.0.0.1:3000" for each address, with the real port. After listen().
    std::vector<std::string> addresses() const;
    std::size_t connections() const noexcept;  // any thread
    // What all threads have carried until now. Any thread.
    struct totals {
        std::uint64_t messages_sent = 0, bytes_sent = 0, bytes_received = 0, accept_pauses = 0;
    };
    totals carried() const noexcept;

    std::size_t threads() const noexcept;  // any thread
    // The index of the thread that calls, where it is one of the server's. Any thread.
    std::optional<std::size_t> calling_thread() const noexcept;
    // Runs `what` soon on the thread of that index: on the caller's own, behind what that has at hand. Any thread.
    void post(std::size_t thread, std::function<void()> what);

    // Accepts no more, lets the applications say goodbye to every connection, and drops who has not gone after
    // options.stop_timeout; then calls `done`. Once.
    void stop(std::function<void()> done);
    // Ends everything now.
    void drop() noexcept;
    // Waits for the threads of its own to end, and drops everybody; not while `context` runs elsewhere. Until it
    // returns, applications may still call post(). Idempotent.
    void end() noexcept;

 private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace vafast::hub_detail
