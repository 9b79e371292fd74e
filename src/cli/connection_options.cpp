#include "cli/connection_options.hpp"

#include "cli/options.hpp"
#include "cli/terminal.hpp"

#include <vafast/error.hpp>

#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace vafast::cli {
namespace {

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

// A token from a file is read for each attempt: another program may renew it.
std::string read_token(const std::string& path) {
    std::ifstream file(path);
    std::string token;
    if (!std::getline(file, token)) throw error(error_kind::invalid_argument, "The token cannot be read from " + path);
    return token;
}

}  // namespace

void add_headers(CLI::App& app, header_list& to) {
    app.add_option_function<std::vector<std::string>>(
           "-H,--header",
           [&to](const std::vector<std::string>& given) {
               for (const std::string& each : given) to.push_back(parse_header(each));
           },
           described("A header to send with the handshake. May be repeated",
                     "-H 'Authorization: Bearer abc' -H 'Origin: https://example.org'"))
        ->type_name("HEADER")
        ->allow_extra_args(false);
}

void add_handshake(CLI::App& app, client_options& to) {
    add_headers(app, to.headers);
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

void add_trust(CLI::App& app, tls_options& to) {
    app.add_option("--ca", to.ca.file,
                   described("Trust the certificates of this file (PEM) instead of the system's", "--ca ca.pem"))
        ->type_name("FILE");
    auto* certificate = app.add_option("--cert", to.certificate.file,
                                       described("Show this certificate to the server, with its chain (PEM)",
                                                 "--cert me.pem --key me-key.pem"))
                            ->type_name("FILE");
    auto* key =
        app.add_option("--key", to.private_key.file, described("The private key of --cert (PEM)", "--key me-key.pem"))
            ->type_name("FILE");
    certificate->needs(key);
    key->needs(certificate);
    app.add_option("--server-name", to.server_name,
                   described("The name to ask for and to verify, where it is not the URL's host",
                             "--server-name internal.example.org"))
        ->type_name("NAME");
    app.add_flag_callback(
        "--insecure", [&to] { to.verify = false; },
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

void add_token_option(CLI::App& app, token_option& to) {
    app.add_option("--token", to.token,
                   described("The token that says who you are. Others see what is on a command line:\n"
                             "better is the variable VAFAST_TOKEN, or --token-file",
                             "--token eyJhbGciOi…"))
        ->type_name("TOKEN")
        ->envname("VAFAST_TOKEN");
    app.add_option("--token-file", to.file,
                   described("A file whose first line is the token, instead of --token; read again for each attempt",
                             "--token-file token"))
        ->type_name("FILE");
}

void use_token(client_options& to, const token_option& given) {
    if (!given.file.empty())
        to.auth.get_token = [path = given.file] { return read_token(path); };
    else if (!given.token.empty())
        to.auth.get_token = [token = given.token] { return token; };
}

void warn_of_trust(const client_options& given) {
    if (!given.tls.verify)
        tell(tone::warning, "--insecure: the certificate is not checked; anybody may be at the other end");
}

}  // namespace vafast::cli
