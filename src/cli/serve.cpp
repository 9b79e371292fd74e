// vafast serve: a WebSocket server that echoes, until a signal ends it.
#include "cli/exit_status.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "hub/server.hpp"

#include <vafast/error.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace vafast::cli {
namespace {

struct settings {
    hub_detail::server_options server;
    std::size_t max_message = std::size_t{64} << 20;
    bool compression = false;
};

// Each connection is a descriptor, and the soft limit is often 1024.
void allow_many_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

// The first signal ends gracefully, the second at once.
class stopper {
 public:
    stopper(boost::asio::io_context& context, hub_detail::server& server)
        : context_(context), server_(server), signals_(context, SIGINT, SIGTERM) {
        wait();
    }

    int status() const noexcept { return status_; }

 private:
    void wait() {
        signals_.async_wait([this](boost::system::error_code cancelled, int signal) {
            if (!cancelled) received(signal);
        });
    }

    void received(int signal) {
        if (stopping_) {
            status_ = 128 + signal;  // as a shell says it
            return context_.stop();
        }
        stopping_ = true;
        const std::size_t count = server_.connections();
        tell(tone::plain, "stopping: closing " + std::to_string(count) + (count == 1 ? " connection" : " connections") +
                              "; another signal ends at once");
        server_.stop([this] { signals_.cancel(); });
        wait();
    }

    boost::asio::io_context& context_;
    hub_detail::server& server_;
    boost::asio::signal_set signals_;
    bool stopping_ = false;
    int status_ = success;
};

int serve(const settings& given) {
    hub_detail::server_options options = given.server;
    options.limits = {given.max_message, given.max_message};
    if (given.compression) options.compression.emplace();
    allow_many_descriptors();

    boost::asio::io_context context(1);
    hub_detail::echo echo;
    std::unique_ptr<hub_detail::server> server;
    try {
        server = std::make_unique<hub_detail::server>(context, options);
    } catch (const error& wrong) {
        complain(wrong.what());
        return usage;
    }
    server->route("/ws", echo);
    try {
        server->listen();
    } catch (const error& wrong) {
        complain(wrong.what());
        return cannot_listen;
    }
    stopper stopper(context, *server);
    for (const std::string& address : server->addresses()) std::printf("listening on %s/ws\n", address.c_str());
    std::fflush(stdout);
    context.run();
    return stopper.status();
}

void add_addresses(CLI::App& app, settings& to) {
    app.add_option("--listen", to.server.listen,
                   described("Address and port to listen on; port 0 takes any free one. May be repeated.\n"
                             "Default: 127.0.0.1:3000",
                             "--listen 0.0.0.0:8080 --listen '[::]:8080'"))
        ->type_name("ADDRESS")
        ->allow_extra_args(false);
    auto* certificate = app.add_option("--tls-cert", to.server.certificate.file,
                                       described("Speak TLS, with this certificate and its chain (PEM)",
                                                 "--tls-cert fullchain.pem --tls-key key.pem"))
                            ->type_name("FILE");
    auto* key = app.add_option("--tls-key", to.server.private_key.file,
                               described("The private key of --tls-cert (PEM)", "--tls-key key.pem"))
                    ->type_name("FILE");
    certificate->needs(key);
    key->needs(certificate);
}

void add_protocol(CLI::App& app, settings& to) {
    app.add_flag(
        "--compression", to.compression,
        described("Compress messages (permessage-deflate) for clients that offer it. Default: off", "--compression"));
    app.add_option("--protocol", to.server.protocols,
                   described("A subprotocol to accept; of those that a client offers, the first that is accepted is\n"
                             "chosen. May be repeated. Default: none",
                             "--protocol chat.v2 --protocol chat.v1"))
        ->type_name("NAME")
        ->allow_extra_args(false);
}

void add_limits(CLI::App& app, settings& to) {
    add_size(app, "--max-message", to.max_message,
             "Close a connection that sends a larger message, with code 1009. Default: 64M", "--max-message 16M");
    add_size(app, "--send-buffer", to.server.send_buffer,
             "Read no more from a client while this much waits for it. Default: 1M", "--send-buffer 256K");
    app.add_option("--max-connections", to.server.max_connections,
                   described("Answer more connections than this with 503. Default: 100000", "--max-connections 500"))
        ->type_name("NUMBER");
}

void add_times(CLI::App& app, settings& to) {
    add_time(app, "--handshake-timeout", to.server.handshake_timeout,
             "How long a client may take from TCP to the end of its request. Default: 10s", "--handshake-timeout 3s");
    add_time(app, "--heartbeat-interval", to.server.heartbeat_interval,
             "Ping a client that was silent for this long; 0 never does. Default: 30s", "--heartbeat-interval 1m");
    add_time(app, "--heartbeat-timeout", to.server.heartbeat_timeout,
             "Drop a client that stays silent for this long after a ping. Default: 10s", "--heartbeat-timeout 5s");
    add_time(app, "--close-timeout", to.server.close_timeout,
             "How long a closing handshake may stand still. Default: 5s", "--close-timeout 2s");
    add_time(app, "--stop-timeout", to.server.stop_timeout,
             "After SIGTERM or SIGINT, drop who has not answered the close by then. Default: 5s", "--stop-timeout 30s");
}

}  // namespace

verb add_serve(CLI::App& app) {
    CLI::App* command = app.add_subcommand("serve", "Serve WebSockets: echo each message at /ws, answer GET /health.");
    const auto given = std::make_shared<settings>();
    add_addresses(*command, *given);
    add_protocol(*command, *given);
    add_limits(*command, *given);
    add_times(*command, *given);
    command->footer(std::string("Ends gracefully on SIGTERM and SIGINT; a second signal ends at once.\n\n") +
                    exit_status_help);
    return {command, [given] { return serve(*given); }};
}

}  // namespace vafast::cli
