// The options of whatever connects: what the handshake says, whom to trust, the way to the server, and who we are.
#pragma once

#include <vafast/client_options.hpp>

#include <string>

namespace CLI {
class App;
}

namespace vafast::cli {

void add_headers(CLI::App& app, header_list& to);  // which add_handshake adds, too
void add_handshake(CLI::App& app, client_options& to);
void add_trust(CLI::App& app, tls_options& to);
void add_route(CLI::App& app, client_options& to);

struct token_option {
    std::string token;
    std::string file;
};
void add_token_option(CLI::App& app, token_option& to);
void use_token(client_options& to, const token_option& given);

// On standard error, where the options trust anybody.
void warn_of_trust(const client_options& given);

}  // namespace vafast::cli
