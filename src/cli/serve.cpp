// vafast serve: a hub that also echoes what is sent to it and to no room, until a signal ends it.
#include "cli/chat.hpp"
#include "cli/config_file.hpp"
#include "cli/descriptors.hpp"
#include "cli/exit_status.hpp"
#include "cli/files.hpp"
#include "cli/serve_options.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

#include <vafast/error.hpp>
#include <vafast/hub.hpp>
#include <vafast/token.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

namespace vafast::cli {
namespace {

// Waits for signals: the first ends the hub gracefully, the second at once.
class stopper {
 public:
    explicit stopper(hub& served) : hub_(served) { wait(); }

    // Returns the exit status.
    int run() {
        context_.run();
        return status_;
    }

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
        const std::size_t count = hub_.stats().connections;
        tell(tone::plain, "stopping: closing " + std::to_string(count) + (count == 1 ? " connection" : " connections") +
                              "; another signal ends at once");
        wait();
        hub_.stop().then([this] { boost::asio::post(context_, [this] { signals_.cancel(); }); });
    }

    hub& hub_;
    boost::asio::io_context context_{1};
    boost::asio::signal_set signals_{context_, SIGINT, SIGTERM};
    bool stopping_ = false;
    int status_ = success;
};

// Who may come in: who has a token, or, without keys, everybody, under the name that the token then is.
void add_authentication(hub& to, const serve_settings& given) {
    const auto& asked = given.token;
    token_options options{.issuer = asked.issuer, .audience = asked.audience};
    if (!asked.secret_file.empty()) options.keys.push_back(token_key::from_secret(secret_from(asked.secret_file)));
    for (const std::string& file : asked.key_files) options.keys.push_back(token_key::from_pem(content_of(file)));
    if (!asked.jwks_file.empty())
        for (token_key& each : read_jwk_set(content_of(asked.jwks_file))) options.keys.push_back(std::move(each));
    if (options.keys.empty()) {
        if (!asked.issuer.empty() || !asked.audience.empty())
            throw error(error_kind::invalid_argument,
                        "Tokens are checked with a key: --token-secret-file, "
                        "--token-key or --token-jwks says which.");
        to.authenticate([](const handshake_request&, std::string_view name) -> authentication {
            return identity{.user = std::string(name)};
        });
        return;
    }
    to.authenticate([verifier = token_verifier(std::move(options))](const handshake_request&,
                                                                    std::string_view token) -> authentication {
        const token_result read = verifier.verify(token);
        if (!read) return refusal{read.refusal().sentence};
        return identity{.user = read->subject, .expires = read->expires, .claims = read->all};
    });
}

std::unique_ptr<hub> make_hub(const serve_settings& given) {
    hub_server_options options = given.hub;
    options.limits.request_burst =
        static_cast<std::uint32_t>(std::clamp(4 * options.limits.requests_per_second, 1.0, 1e9));
    options.limits.publish_burst =
        static_cast<std::uint32_t>(std::clamp(4 * options.limits.publishes_per_second, 1.0, 1e9));
    options.limits.publication = std::min(options.limits.publication, options.limits.message);
    auto made = std::make_unique<hub>(std::move(options));
    add_authentication(*made, given);
    made->on<"message">([](hub_connection& from, const message_event& what) {
        if (chat_message(from, what)) return;
        what.is_text ? from.send(what.text()) : from.send(what.bytes);
    });
    add_chat(*made);
    return made;
}

int serve(CLI::App& command, serve_settings& given) {
    std::unique_ptr<hub> served;
    try {
        if (!given.config.empty()) read_config(command, given.config);
        allow_many_descriptors();
        served = make_hub(given);
    } catch (const error& wrong) {
        complain(wrong.what());
        return usage;
    }
    stopper signals(*served);
    try {
        served->start();
    } catch (const error& wrong) {
        complain(wrong.what());
        return cannot_listen;
    }
    for (const std::string& url : served->urls()) std::printf("listening on %s\n", url.c_str());
    std::fflush(stdout);
    const int status = signals.run();
    served.reset();  // what it may still tell, it tells the stopper
    return status;
}

}  // namespace

verb add_serve(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "serve",
        "Serve WebSockets at /ws: a hub with rooms for clients that speak vafast.v1, an echo for other messages.\n"
        "/chat is a chat, with a page at /. GET /health and /metrics tell how the hub is, /operator shows it.");
    const auto given = std::make_shared<serve_settings>();
    add_serve_options(*command, *given);
    command->footer(std::string("Ends gracefully on SIGTERM and SIGINT; a second signal ends at once.\n\n") +
                    exit_status_help);
    return {command, [command, given] { return serve(*command, *given); }};
}

}  // namespace vafast::cli
