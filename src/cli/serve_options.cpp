#include "cli/serve_options.hpp"

#include "cli/options.hpp"

#include <CLI/CLI.hpp>

namespace vafast::cli {
namespace {

template <class Number>
void add_number(CLI::App& app, const std::string& name, Number& to, const std::string& meaning,
                const std::string& example) {
    app.add_option(name, to, described(meaning, name + ' ' + example))->type_name("NUMBER");
}

CLI::Option* add_list(CLI::App& app, const std::string& name, std::vector<std::string>& to, const std::string& type,
                      const std::string& meaning, const std::string& example) {
    return app.add_option(name, to, described(meaning, example))->type_name(type)->allow_extra_args(false);
}

void add_addresses(CLI::App& app, serve_settings& to) {
    add_list(app, "--listen", to.hub.listen, "ADDRESS",
             "Address and port to listen on; port 0 takes any free one. May be repeated.\nDefault: 127.0.0.1:3000",
             "--listen 0.0.0.0:8080 --listen '[::]:8080'");
    auto* certificate = app.add_option("--tls-cert", to.hub.certificate.file,
                                       described("Speak TLS, with this certificate and its chain (PEM)",
                                                 "--tls-cert fullchain.pem --tls-key key.pem"))
                            ->type_name("FILE");
    auto* key = app.add_option("--tls-key", to.hub.private_key.file,
                               described("The private key of --tls-cert (PEM)", "--tls-key key.pem"))
                    ->type_name("FILE");
    certificate->needs(key);
    key->needs(certificate);
    add_list(app, "--origin", to.hub.origins, "ORIGIN",
             "Let pages of this site connect, or of all sites: \"*\". May be repeated.\n"
             "Default: only pages of this host itself; clients that are no browser are let in",
             "--origin https://chat.example");
    add_number(app, "--threads", to.hub.threads, "Threads that serve connections. Default: 0, one for each processor",
               "4");
}

void add_protocol(CLI::App& app, serve_settings& to) {
    app.add_flag(
        "--compression", to.hub.compression,
        described("Compress messages (permessage-deflate) for clients that offer it. Default: off", "--compression"));
    add_list(app, "--protocol", to.hub.protocols, "NAME",
             "A subprotocol to accept besides vafast.v1; of those that a client offers, the first that is\n"
             "accepted is chosen. May be repeated. Default: none",
             "--protocol chat.v2 --protocol chat.v1");
}

void add_tokens(CLI::App& app, serve_settings& to) {
    auto& token = to.token;
    app.add_option("--token-secret-file", token.secret_file,
                   described("Let in only who has a token that is signed with the secret in this file (HS256);\n"
                             "`vafast token` makes some. Default: everybody is let in",
                             "--token-secret-file secret.txt"))
        ->type_name("FILE");
    add_list(app, "--token-key", token.key_files, "FILE",
             "Or with the private key of this public one (PEM): RSA, P-256 or Ed25519. May be repeated",
             "--token-key issuer.pem");
    app.add_option("--token-jwks", token.jwks_file,
                   described("Or with one of the keys in this JWK Set", "--token-jwks jwks.json"))
        ->type_name("FILE");
    app.add_option("--token-issuer", token.issuer,
                   described("Whom tokens have to come from. Default: anybody who has the key",
                             "--token-issuer https://id.example"))
        ->type_name("NAME");
    app.add_option(
           "--token-audience", token.audience,
           described("Whom tokens have to be meant for. Default: nobody in particular", "--token-audience chat"))
        ->type_name("NAME");
}

void add_history(CLI::App& app, serve_settings& to) {
    hub_history_options& kept = to.hub.history;
    add_number(app, "--history-messages", kept.messages,
               "Publications that a room keeps, for members that come back. Default: 1000", "200");
    add_size(app, "--history-size", kept.bytes, "Their bytes, in each room. Default: 1M", "--history-size 256K");
    add_time(app, "--history-age", kept.age, "How long each of them is kept. Default: 5m", "--history-age 1h");
    add_size(app, "--history-total", kept.total_bytes, "Their bytes in all rooms together. Default: 256M",
             "--history-total 2G");
    add_number(app, "--max-rooms", kept.rooms,
               "Rooms that are known at a time, one for each user included.\n"
               "Default: 1000000",
               "10000");
}

void add_limits(CLI::App& app, serve_settings& to) {
    hub_limit_options& limits = to.hub.limits;
    add_size(app, "--max-message", limits.message,
             "Close a connection that sends a larger message, with code 1009. Default: 64M", "--max-message 16M");
    add_size(app, "--max-publication", limits.publication, "Refuse to publish more than this at once. Default: 64K",
             "--max-publication 4K");
    add_size(app, "--send-buffer", limits.waiting,
             "Read no more from a client while half of this waits for it; past all of it, a member of\n"
             "rooms is closed with 4002, comes back and recovers. Default: 1M",
             "--send-buffer 256K");
    add_number(app, "--max-connections", limits.connections,
               "Answer more connections than this with 503. Default: 100000", "500");
    add_number(app, "--max-connections-per-user", limits.connections_per_user,
               "Close more connections of a user than this with 4504; 0 never does. Default: 100", "5");
    add_number(app, "--max-connections-per-address", limits.connections_per_address,
               "Answer more connections from an address than this with 429; 0 never does. Default: 0", "50");
    add_number(app, "--max-rooms-per-connection", limits.rooms_per_connection,
               "Rooms that a connection may be in. Default: 100", "10");
    add_number(app, "--request-rate", limits.requests_per_second,
               "Requests that a connection may make in a second, and four times as many at once.\nDefault: 50", "10");
    add_number(app, "--publish-rate", limits.publishes_per_second,
               "Publications of a user in a second, and four times as many at once. Default: 100", "10");
}

void add_times(CLI::App& app, serve_settings& to) {
    add_time(app, "--handshake-timeout", to.hub.handshake_timeout,
             "How long a client may take from TCP to the end of its request. Default: 10s", "--handshake-timeout 3s");
    add_time(app, "--heartbeat-interval", to.hub.heartbeat_interval,
             "Ping a client that was silent for this long; 0 never does. Default: 30s", "--heartbeat-interval 1m");
    add_time(app, "--heartbeat-timeout", to.hub.heartbeat_timeout,
             "Drop a client that stays silent for this long after a ping. Default: 10s", "--heartbeat-timeout 5s");
    add_time(app, "--close-timeout", to.hub.close_timeout, "How long a closing handshake may stand still. Default: 5s",
             "--close-timeout 2s");
    add_time(app, "--stop-timeout", to.hub.stop_timeout,
             "After SIGTERM or SIGINT, drop who has not answered the close by then. Default: 5s", "--stop-timeout 30s");
    add_number(app, "--reconnect-rate", to.hub.reconnects_per_second,
               "After SIGTERM or SIGINT, spread the return of the clients so that no more come in a second.\n"
               "Default: 1000",
               "200");
}

}  // namespace

void add_serve_options(CLI::App& app, serve_settings& to) {
    app.add_option("--config", to.config,
                   described("Read options from this file (TOML): `listen = \"0.0.0.0:80\"`, `max-message = \"1M\"`.\n"
                             "What the command line says goes before it",
                             "--config /etc/vafast.toml"))
        ->type_name("FILE");
    add_addresses(app, to);
    add_protocol(app, to);
    add_tokens(app, to);
    add_history(app, to);
    add_limits(app, to);
    add_times(app, to);
}

}  // namespace vafast::cli
