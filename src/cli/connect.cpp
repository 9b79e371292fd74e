// vafast connect: a conversation with a server from the command line.
#include "cli/connection_options.hpp"
#include "cli/conversation.hpp"
#include "cli/exit_status.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

#include <vafast/error.hpp>
#include <vafast/runtime.hpp>

#include <algorithm>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace vafast::cli {
namespace {

struct settings {
    conversation_options conversation;
    token_option token;
    std::size_t max_message = std::size_t{64} << 20;
};

void add_reconnection(CLI::App& app, client_options& to) {
    to.auto_reconnect = false;
    app.add_flag("--reconnect,!--no-reconnect", to.auto_reconnect,
                 described("Connect again when the connection is lost, or cannot be made; --no-reconnect ends\n"
                           "instead, and is the default",
                           "--reconnect"));
    app.add_option("--reconnect-attempts", to.max_reconnect_attempts,
                   described("Give up after this many attempts in a row. Default: never", "--reconnect-attempts 10"))
        ->type_name("NUMBER");
    add_time(app, "--reconnect-delay", to.reconnect_delay,
             "The delay before the first attempt; it doubles, with chance. Default: 1s", "--reconnect-delay 200ms");
    add_time(app, "--max-reconnect-delay", to.max_reconnect_delay, "The longest delay between attempts. Default: 30s",
             "--max-reconnect-delay 5s");
    add_time(app, "--heartbeat-interval", to.heartbeat_interval,
             "Ping the server this often; 0 never does. Default: 30s", "--heartbeat-interval 10s");
    add_time(app, "--heartbeat-timeout", to.heartbeat_timeout,
             "The connection is lost when nothing comes for this long after a ping. Default: 5s",
             "--heartbeat-timeout 2s");
}

void add_messages(CLI::App& app, settings& to) {
    conversation_options& conversation = to.conversation;
    app.add_option_function<std::string>(
           "--binary",
           [&conversation](const std::string& form) {
               conversation.binary = form == "hex" ? binary_form::hex : binary_form::base64;
           },
           described("Send binary messages: each line is one, in this form; those received are written so, too",
                     "--binary hex"))
        ->type_name("hex|base64")
        ->check(CLI::IsMember({"hex", "base64"}).description(""));
    app.add_flag("--json", conversation.json,
                 described("Write one JSON object for each event to standard output", "--json | jq .event"));
    app.add_flag("--echo", conversation.echo,
                 described("Send back whatever comes, until the server closes; standard input is not read", "--echo"));
    add_time(app, "--wait", conversation.wait, "How long to wait for answers at the end of the input. Default: 1s",
             "--wait 5s");
    add_size(app, "--max-message", to.max_message, "Close the connection when a larger message comes. Default: 64M",
             "--max-message 16M");
    add_time(app, "--close-timeout", conversation.client.close_timeout,
             "How long the closing handshake may take. Default: 2s", "--close-timeout 500ms");
}

void add_debugging(CLI::App& app, client_options& to) {
    app.add_option(
           "--trace", to.debug.trace,
           described("Write all that crosses the wire to this file, without secrets; `vafast trace` prints it,\n"
                     "`vafast replay` plays it",
                     "--trace session.trace"))
        ->type_name("FILE");
    app.add_flag(
        "-v,--verbose", to.debug.enabled,
        described("Tell every message, event and measurement on standard error, without secrets", "--verbose"));
}

void add_rooms(CLI::App& app, settings& to) {
    app.add_option("--join", to.conversation.rooms,
                   described("A room of the hub to join. May be repeated", "--join general --join news"))
        ->type_name("ROOM")
        ->allow_extra_args(false);
    add_token_option(app, to.token);
}

int connect(const settings& given) {
    conversation_options options = given.conversation;
    // Ours, so that its thread has ended before the libraries below it clean up.
    options.client.runtime = std::make_shared<runtime>();
    use_token(options.client, given.token);
    options.client.limits.message = options.client.limits.frame = given.max_message;
    // Room for the echoes of a few of the largest messages, while the server does not read.
    if (options.echo)
        options.client.limits.send_buffer = std::max(options.client.limits.send_buffer, 4 * given.max_message);
    warn_of_trust(options.client);
    try {
        return converse(options);
    } catch (const error& wrong) {
        complain(wrong.what());
        return usage;
    }
}

}  // namespace

verb add_connect(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "connect",
        "Talk to a WebSocket server: lines of standard input are messages, messages are lines of standard output.");
    const auto given = std::make_shared<settings>();
    command
        ->add_option("URL", given->conversation.url,
                     described("Where to connect to, ws:// or wss://", "vafast connect wss://example.org/ws"))
        ->required();
    add_messages(*command, *given);
    add_rooms(*command, *given);
    add_handshake(*command, given->conversation.client);
    add_trust(*command, given->conversation.client.tls);
    add_route(*command, given->conversation.client);
    add_reconnection(*command, given->conversation.client);
    add_debugging(*command, given->conversation.client);
    command->footer(std::string("Binary messages are written as hex where --binary does not say otherwise.\n"
                                "Ends at the end of the input, with the server, or on a signal.\n\n"
                                "Where the server is a hub, lines that begin with a slash are for it:\n"
                                "  /join ROOM, /leave ROOM        be in a room, or not\n"
                                "  /to ROOM MESSAGE               to the members of a room\n"
                                "  /user ID MESSAGE               to a user\n"
                                "  /all MESSAGE                   to everybody\n"
                                "  /who ROOM, /history ROOM N     who is there, and what was said last\n"
                                "  //                             sends a slash\n"
                                "A message that is JSON is sent as JSON, everything else as text.\n\n") +
                    exit_status_help);
    return {command, [given] { return connect(*given); }};
}

}  // namespace vafast::cli
