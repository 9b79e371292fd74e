// vafast connect: a conversation with a server from the command line.
#include "cli/conversation.hpp"
#include "cli/exit_status.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

#include <vafast/error.hpp>
#include <vafast/runtime.hpp>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace vafast::cli {
namespace {

struct settings {
    conversation_options conversation;
    std::string token;
    std::string token_file;
    std::size_t max_message = std::size_t{64} << 20;
};

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::pair<std::string, std::string> parse_header(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0)
        throw CLI::ValidationError("--header", "\"" + text + "\" is not a header; write it like \"Name: value\"");
    const std::string_view whole = text;
    return {std::string(trim(whole.substr(0, colon))), std::string(trim(whole.substr(colon + 1)))};
}

void add_handshake(CLI::App& app, client_options& to) {
    app.add_option_function<std::vector<std::string>>(
           "-H,--header",
           [&to](const std::vector<std::string>& given) {
               for (const std::string& each : given) to.headers.push_back(parse_header(each));
           },
           described("A header to send with the handshake. May be repeated",
                     "-H 'Authorization: Bearer abc' -H 'Origin: https://example.org'"))
        ->type_name("HEADER")
        ->allow_extra_args(false);
    app.add_option("--protocol", to.protocols,
                   described("A subprotocol to offer, the preferred first. May be repeated",
                             "--protocol chat.v2 --protocol chat.v1"))
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_flag("--compression", to.compression.enabled,
                 described("Offer to compress messages (permessage-deflate). Default: off", "--compression"));
    app.add_option("--max-redirects", to.max_redirects,
                   described("Follow this many redirects, never from wss to ws. Default: 0", "--max-redirects 3"))
        ->type_name("NUMBER");
    add_time(app, "--timeout", to.connection_timeout,
             "How long connecting may take, from the name's address to the end of the handshake. Default: 5s",
             "--timeout 10s");
}

void add_trust(CLI::App& app, client_options& to) {
    app.add_option("--ca", to.tls.ca.file,
                   described("Trust the certificates of this file (PEM) instead of the system's", "--ca ca.pem"))
        ->type_name("FILE");
    auto* certificate = app.add_option("--cert", to.tls.certificate.file,
                                       described("Show this certificate to the server, with its chain (PEM)",
                                                 "--cert me.pem --key me-key.pem"))
                            ->type_name("FILE");
    auto* key = app.add_option("--key", to.tls.private_key.file,
                               described("The private key of --cert (PEM)", "--key me-key.pem"))
                    ->type_name("FILE");
    certificate->needs(key);
    key->needs(certificate);
    app.add_option("--server-name", to.tls.server_name,
                   described("The name to ask for and to verify, where it is not the URL's host",
                             "--server-name internal.example.org"))
        ->type_name("NAME");
    app.add_flag_callback(
        "--insecure", [&to] { to.tls.verify = false; },
        described("Accept any certificate of anybody: for trying things out only", "--insecure"));
}

void add_route(CLI::App& app, client_options& to) {
    auto* proxy = app.add_option("--proxy", to.proxy.url,
                                 described("Connect through this proxy: http://, socks5://. Default: as the variables\n"
                                           "https_proxy, http_proxy, all_proxy and no_proxy say",
                                           "--proxy socks5://user:password@127.0.0.1:1080"))
                      ->type_name("URL");
    app.add_flag_callback(
           "--no-proxy", [&to] { to.proxy.from_environment = false; },
           described("Connect directly, whatever the environment says", "--no-proxy"))
        ->excludes(proxy);
}

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

// A token from a file is read for each attempt: another program may renew it.
std::string read_token(const std::string& path) {
    std::ifstream file(path);
    std::string token;
    if (!std::getline(file, token)) throw error(error_kind::invalid_argument, "The token cannot be read from " + path);
    return token;
}

void add_rooms(CLI::App& app, settings& to) {
    app.add_option("--join", to.conversation.rooms,
                   described("A room of the hub to join. May be repeated", "--join general --join news"))
        ->type_name("ROOM")
        ->allow_extra_args(false);
    app.add_option("--token", to.token,
                   described("The token that says who you are. Others see what is on a command line:\n"
                             "better is the variable VAFAST_TOKEN, or --token-file",
                             "--token eyJhbGciOi…"))
        ->type_name("TOKEN")
        ->envname("VAFAST_TOKEN");
    app.add_option("--token-file", to.token_file,
                   described("A file whose first line is the token, instead of --token; read again for each attempt",
                             "--token-file token"))
        ->type_name("FILE");
}

int connect(const settings& given) {
    conversation_options options = given.conversation;
    // Ours, so that its thread has ended before the libraries below it clean up.
    options.client.runtime = std::make_shared<runtime>();
    if (!given.token_file.empty())
        options.client.auth.get_token = [path = given.token_file] { return read_token(path); };
    else if (!given.token.empty())
        options.client.auth.get_token = [token = given.token] { return token; };
    options.client.limits.message = options.client.limits.frame = given.max_message;
    // Room for the echoes of a few of the largest messages, while the server does not read.
    if (options.echo)
        options.client.limits.send_buffer = std::max(options.client.limits.send_buffer, 4 * given.max_message);
    if (!options.client.tls.verify)
        tell(tone::warning, "--insecure: the certificate is not checked; anybody may be at the other end");
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
    add_trust(*command, given->conversation.client);
    add_route(*command, given->conversation.client);
    add_reconnection(*command, given->conversation.client);
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
