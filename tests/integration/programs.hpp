// The real programs between client and server: nginx, tinyproxy, microsocks. Each is configured in a directory of its
// own, needs no privileges, and serves 127.0.0.1. Missing ones fail the test with the name of Debian's package.
#pragma once

#include "integration/process.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vafast::integration {

// The program's path; a `name` with a path is any file that has to be there. Throws std::runtime_error that names the
// package to install.
std::string find_program(const std::string& name, const std::string& package);

// A directory that is removed with everything in it.
class temporary_directory {
 public:
    temporary_directory();
    ~temporary_directory();
    temporary_directory(temporary_directory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    temporary_directory& operator=(temporary_directory&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }

    // Writes a file into it; returns its path.
    std::string write(const std::string& name, std::string_view content) const;
    const std::string& path() const noexcept { return path_; }

 private:
    std::string path_;
};

// A program that listens on a port of its own.
struct listening_program {
    process program;
    std::uint16_t port;
};

struct nginx_options {
    std::string certificate;  // PEM, with its chain
    std::string key;          // PEM
    std::uint16_t upstream;   // the port of the server behind it
    std::string more{};       // further lines of the server block
    std::optional<std::uint16_t> port{};
};

// Ends TLS and hands WebSockets on to a plain server, as a reverse proxy does.
class nginx {
 public:
    explicit nginx(const nginx_options& options);

    std::uint16_t port() const noexcept { return running_.port; }
    std::string url(const std::string& path = "/echo", const std::string& host = "localhost") const;
    process& program() noexcept { return running_.program; }

 private:
    temporary_directory directory_;
    listening_program running_;
};

struct credentials {
    std::string user;
    std::string password;
};

// An HTTP proxy (CONNECT).
class tinyproxy {
 public:
    explicit tinyproxy(const std::optional<credentials>& wanted = {}, const std::vector<std::uint16_t>& allowed = {});

    std::uint16_t port() const noexcept { return running_.port; }
    process& program() noexcept { return running_.program; }

 private:
    temporary_directory directory_;
    listening_program running_;
};

// A SOCKS5 proxy.
class microsocks {
 public:
    explicit microsocks(const std::optional<credentials>& wanted = {});

    std::uint16_t port() const noexcept { return running_.port; }
    process& program() noexcept { return running_.program; }

 private:
    listening_program running_;
};

}  // namespace vafast::integration
