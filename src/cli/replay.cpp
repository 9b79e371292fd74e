// vafast replay: plays one side of a trace again, against a client or a server of now.
#include "base/url.hpp"
#include "cli/connection_options.hpp"
#include "cli/exit_status.hpp"
#include "cli/options.hpp"
#include "cli/played_connection.hpp"
#include "cli/terminal.hpp"
#include "cli/trace_file.hpp"
#include "cli/verbs.hpp"
#include "hub/listener.hpp"
#include "transport/connector.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

namespace vafast::cli {
namespace {

using tcp = boost::asio::ip::tcp;

struct settings {
    std::string file;
    std::string listen;
    std::string to;
    std::string token;
    header_list headers;
    tls_options tls;
    trace::play_options play;
};

std::vector<trace::script> read_scripts(const std::string& path) {
    trace_file file(path);
    std::vector<trace::script> all;
    while (auto record = file.next()) trace::add(all, *std::move(record));
    if (file.has_gaps()) tell(tone::warning, "Records are missing in the trace: what is played differs from what was");
    std::vector<trace::script> scripts = trace::playable(std::move(all));
    if (scripts.empty())
        throw error(error_kind::invalid_message, path + ": No connection of the trace has got as far as a handshake.");
    return scripts;
}

// Tells how it went; false where the peer did not say what it said in the trace.
bool tell_result(const trace::script& script, const tl::expected<trace::player::counts, error>& result) {
    if (!result) {
        tell(tone::bad, fmt::format("connection {}: {}", script.begun.connection, result.error().what()));
        return false;
    }
    const bool is_same = result->missed == 0 && result->received == result->expected;
    tell(is_same ? tone::good : tone::warning,
         fmt::format("connection {}: {} sent, {} received; in the trace {} were received", script.begun.connection,
                     result->sent, result->received, result->expected));
    return is_same;
}

// The server's side, for clients that come one after the other.
int play_server(const settings& given, const std::vector<trace::script>& scripts) {
    const bool is_port = given.listen.find(':') == std::string::npos;
    const tcp::endpoint address = hub_detail::parse_listen_address((is_port ? "127.0.0.1:" : "") + given.listen);
    boost::asio::io_context context{1};
    std::optional<tcp::acceptor> acceptor;
    try {
        acceptor.emplace(context, address);
    } catch (const boost::system::system_error& taken) {
        complain("Nobody can listen on " + given.listen + ": " + taken.code().message());
        return cannot_listen;
    }
    std::printf("listening on ws://%s/\n", hub_detail::display(acceptor->local_endpoint()).c_str());
    std::fflush(stdout);
    bool is_same = true;
    for (const trace::script& each : scripts) {
        transport::stream stream(acceptor->accept());
        is_same &= tell_result(each, play(context, std::move(stream), each, given.play, {}));
    }
    return is_same ? success : connection_lost;
}

tl::expected<transport::stream, error> connect(boost::asio::io_context& context, const settings& given,
                                               const base::url& target) {
    std::optional<tl::expected<transport::stream, error>> made;
    transport::connect_request request{.target = target,
                                       .server_name = given.tls.server_name,
                                       .verify = given.tls.verify,
                                       .proxy = transport::choose_proxy({}, target)};
    if (target.scheme == "wss") request.tls = transport::make_client_tls_context(given.tls);
    transport::connector connecting(context.get_executor(), std::move(request),
                                    [&](auto result) { made.emplace(std::move(result)); });
    context.restart();
    context.run();
    return *std::move(made);
}

// The time between the end of one connection and the next.
void wait_between(boost::asio::io_context& context, const trace::script& before, const trace::script& next,
                  double speed) {
    if (speed <= 0) return;
    const double gap = static_cast<double>(next.begun.at - before.ended_at()) / speed;
    boost::asio::steady_timer timer(context, std::chrono::microseconds(static_cast<std::int64_t>(std::max(gap, 0.0))));
    timer.wait();
}

// The client's side: its connections, one after the other.
int play_client(const settings& given, const std::vector<trace::script>& scripts) {
    const base::url target = base::parse_url(given.to, "ws wss");
    boost::asio::io_context context{1};
    bool is_same = true;
    for (const trace::script& each : scripts) {
        if (&each != scripts.data()) wait_between(context, *(&each - 1), each, given.play.speed);
        auto stream = connect(context, given, target);
        if (!stream) {
            complain(stream.error().what());
            return stream.error().kind() == error_kind::tls ? untrusted : unreachable;
        }
        is_same &=
            tell_result(each, play(context, *std::move(stream), each, given.play,
                                   {.host = target.authority(), .target = target.target, .headers = given.headers}));
    }
    return is_same ? success : connection_lost;
}

int replay(settings& given) {
    try {
        if (given.listen.empty() == given.to.empty())
            throw error(error_kind::invalid_argument,
                        "Say which side to play: the server's with --listen PORT, or the client's with --to URL.");
        given.play.plays = given.to.empty() ? trace::side::server : trace::side::client;
        given.play.token = given.token;
        if (!given.token.empty()) given.headers.emplace_back("Authorization", "Bearer " + given.token);
        websocket::check_request(given.headers, {});
        const std::vector<trace::script> scripts = read_scripts(given.file);
        return given.to.empty() ? play_server(given, scripts) : play_client(given, scripts);
    } catch (const error& wrong) {
        complain(wrong.what());
        return usage;
    }
}

double parse_speed(const std::string& text) {
    if (text == "max") return 0;
    std::size_t used = 0;
    double speed = -1;
    try {
        speed = std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    if (used != text.size() || text.empty() || !std::isfinite(speed) || speed < 0)
        throw CLI::ValidationError("--speed", "\"" + text + "\" is not a speed; write it like 2, 0.5 or max");
    return speed;
}

void add_options(CLI::App& app, settings& to) {
    auto* listen = app.add_option("--listen", to.listen,
                                  described("Play the server's side: listen on this port (0: any), or address and port",
                                            "--listen 3000"))
                       ->type_name("PORT");
    app.add_option("--to", to.to,
                   described("Play the client's side: connect to this server", "--to ws://127.0.0.1:3000/ws"))
        ->type_name("URL")
        ->excludes(listen);
    app.add_option_function<std::string>(
           "--speed", [&to](const std::string& text) { to.play.speed = parse_speed(text); },
           described("Play so many times as fast as it was; 0 or max: as fast as possible. Default: 1", "--speed max"))
        ->type_name("NUMBER");
    add_time(app, "--wait", to.play.patience,
             "How much longer than in the trace to wait for what the other side has to say, before\n"
             "going on without it. Default: 5s",
             "--wait 1s");
    app.add_option(
           "--token", to.token,
           described("The token to send in the place of the one that the trace hides, with --to. Better than on a\n"
                     "command line, which others see, it is in the variable VAFAST_TOKEN",
                     "--token eyJhbGciOi…"))
        ->type_name("TOKEN")
        ->envname("VAFAST_TOKEN");
    add_headers(app, to.headers);
    add_trust(app, to.tls);
}

}  // namespace

verb add_replay(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("replay", "Play a trace again: the server's side to a client, or the client's to a server.");
    const auto given = std::make_shared<settings>();
    command->add_option("FILE", given->file, described("The trace; - is standard input", "vafast replay session.trace"))
        ->required();
    add_options(*command, *given);
    command->footer(
        std::string(
            "Messages go out at their times, but no answer before its question: where the other side has to\n"
            "speak first, that is waited for. Pings are answered, and pongs are not waited for. The connections\n"
            "of the trace are played one after the other. Status 6 says that the other side did not say as\n"
            "many messages as in the trace.\n\n") +
        exit_status_help);
    return {command, [given] { return replay(*given); }};
}

}  // namespace vafast::cli
