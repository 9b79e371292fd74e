// The server: listens, accepts, hands connections to its worker, and stops gracefully. The seed of the hub.
// One thread (the io_context's), where nothing else is said.
#pragma once

#include "hub/application.hpp"
#include "hub/policy/router.hpp"
#include "hub/server_options.hpp"

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace vafast::hub_detail {

class server {
 public:
    // Throws error(invalid_argument) that names the certificate or key which cannot be used. Answers GET /health.
    // `context` outlives this.
    server(boost::asio::io_context& context, server_options options);
    ~server();  // drops everybody

    // WebSockets at `path` belong to `app`, which outlives this. Before listen().
    void route(std::string path, application& app);

    // Listens and accepts. Throws error(invalid_argument) that names the address which cannot be listened on.
    void listen();
    // "ws://127.0.0.1:3000" for each address, with the real port. After listen().
    std::vector<std::string> addresses() const;
    std::size_t connections() const noexcept;

    // Accepts no more, closes every connection with 1001 and drops who has not answered after options.stop_timeout;
    // then calls `done`. Once.
    void stop(std::function<void()> done);
    // Ends everything now.
    void drop() noexcept;

 private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace vafast::hub_detail
