// How bytes reach the server: TLS and proxies. Values; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace vafast {

// A file in PEM form, or its content. `{.file = "ca.pem"}`, `{.pem = "-----BEGIN CERTIFICATE-----…"}`; both empty:
// none.
struct pem_source {
    std::string file{};  // a path; read when the client or the hub is made
    std::string pem{};   // the content

    // Neither is given.
    bool empty() const noexcept { return file.empty() && pem.empty(); }
};

// What TLS has to be at least.
enum class tls_version : std::uint8_t { tls_1_2, tls_1_3 };

// Whom to trust, and who we are.
struct tls_options {
    // Certificates to trust instead of the system's store. Default: the system's store.
    pem_source ca{};
    // The client's own certificate (with its chain) and private key, for servers that ask. Default: none.
    pem_source certificate{};
    pem_source private_key{};
    // The name to send (SNI) and to verify, where it is not the URL's host. Default: the URL's host.
    std::string server_name{};
    // Default: TLS 1.2. Nothing older can be chosen.
    tls_version min_version = tls_version::tls_1_2;
    // False accepts any certificate of anybody: for trying things out, never in production. Default: true.
    bool verify = true;
};

// Through which proxy to go.
struct proxy_options {
    // "http://user:password@host:3128" (HTTP CONNECT), "socks5://host:1080" (the proxy resolves the name), or empty.
    std::string url{};
    // Where `url` is empty: https_proxy or http_proxy, then all_proxy, of the environment (also in capitals, but for
    // HTTP_PROXY), unless no_proxy names the host. wss asks for https_proxy, ws for http_proxy. Default: true.
    bool from_environment = true;
};

}  // namespace vafast
