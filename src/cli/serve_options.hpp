// The options of `vafast serve`, on the command line and in its file.
#pragma once

#include <vafast/hub_server_options.hpp>

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace vafast::cli {

struct serve_settings {
    std::string config{};
    hub_server_options hub{
        .paths = {"/ws", "/chat"}, .limits = {.message = std::size_t{64} << 20}, .metrics_path = "/metrics"};
    struct {
        std::string secret_file{};
        std::vector<std::string> key_files{};
        std::string jwks_file{};
        std::string issuer{};
        std::string audience{};
    } token{};
};

void add_serve_options(CLI::App& app, serve_settings& to);

}  // namespace vafast::cli
