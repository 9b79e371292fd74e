// Servers and clients of other WebSocket libraries, as processes (peers/README.md), and what goes to and fro.
#pragma once

#include "integration/process.hpp"

#include <vafast/client.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace vafast::integration {

enum class library { ws, bun, websockets };

// The name of a parameterised test.
std::string name_of(const ::testing::TestParamInfo<library>& info);

// So that nobody's own proxy comes between: done before the first test.
void clear_proxy_variables();

// A server on 127.0.0.1. `options` are JSON.
class peer_server {
 public:
    explicit peer_server(library which, const json& options = json::object(), std::uint16_t port = 0);

    std::uint16_t port() const noexcept { return port_; }
    std::string url(const std::string& path) const { return "ws://127.0.0.1:" + std::to_string(port_) + path; }
    process& program() noexcept { return program_; }

 private:
    process program_;
    std::uint16_t port_;
};

// A client that carries out `commands`.
process start_client(library which, const std::string& url, const json& options,
                     const std::vector<std::string>& commands);

// What the clients send as "long": the alphabet over and over.
std::string long_text(std::size_t size);

// As the peers say it: "text Hello", "binary 00ff", and of more than 100 bytes "text SIZE SHA256".
std::string show(bool is_text, std::string_view payload);

}  // namespace vafast::integration
