#include "integration/peers.hpp"

#include "integration/programs.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <openssl/evp.h>

namespace vafast::integration {
namespace {

const std::string installed = VAFAST_INTEGRATION_PEERS;  // where install_peers.cmake put them

class without_proxies final : public ::testing::Environment {
    void SetUp() override { clear_proxy_variables(); }
};
[[maybe_unused]] const auto* const everywhere = ::testing::AddGlobalTestEnvironment(new without_proxies);

std::vector<std::string> start_of_command(library which, const std::string& role) {
    if (which == library::websockets) {
        find_program("/usr/lib/python3/dist-packages/websockets/__init__.py", "python3-websockets");
        return {"/usr/bin/python3", installed + "/websockets_" + role + ".py"};
    }
    if (!std::filesystem::exists(installed + "/installed"))
        throw std::runtime_error("The JavaScript peers are not installed in " + installed +
                                 ". ctest does that before these tests; by itself: ctest -R integration_peers");
    if (which == library::bun) return {installed + "/bun", installed + "/bun_" + role + ".js"};
    return {find_program("node", "nodejs"), installed + "/ws_" + role + ".mjs"};
}

process start(library which, const std::string& role, const std::vector<std::string>& arguments) {
    std::vector<std::string> command = start_of_command(which, role);
    command.insert(command.end(), arguments.begin(), arguments.end());
    return process(command);
}

}  // namespace

std::string name_of(const ::testing::TestParamInfo<library>& info) {
    constexpr std::array names{"ws", "bun", "websockets"};
    return names.at(static_cast<std::size_t>(info.param));
}

void clear_proxy_variables() {
    for (const char* name :
         {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"})
        ::unsetenv(name);
}

peer_server::peer_server(library which, const json& options, std::uint16_t port)
    : program_(start(which, "server", {std::to_string(port), options.dump()})),
      port_(static_cast<std::uint16_t>(std::stoi(program_.wait_for("listening ")))) {}

process start_client(library which, const std::string& url, const json& options,
                     const std::vector<std::string>& commands) {
    std::vector<std::string> arguments{url, options.dump()};
    arguments.insert(arguments.end(), commands.begin(), commands.end());
    return start(which, "client", arguments);
}

std::string long_text(std::size_t size) {
    std::string text(size, ' ');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 26);
    return text;
}

std::string show(bool is_text, std::string_view payload) {
    const auto hex = [](std::string_view bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text;
        for (const char each : bytes)
            text.append({digits[static_cast<unsigned char>(each) >> 4], digits[static_cast<unsigned char>(each) & 15]});
        return text;
    };
    const std::string kind = is_text ? "text " : "binary ";
    if (payload.size() <= 100) return kind + (is_text ? std::string(payload) : hex(payload));
    std::array<char, 32> digest{};
    ::EVP_Q_digest(nullptr, "SHA256", nullptr, payload.data(), payload.size(),
                   reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return kind + std::to_string(payload.size()) + ' ' + hex({digest.data(), digest.size()});
}

}  // namespace vafast::integration
