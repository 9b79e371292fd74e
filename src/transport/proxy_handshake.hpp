// What is said to a proxy before the tunnel is open: HTTP CONNECT (RFC 9110 section 9.3.6) and SOCKS5 (RFC 1928, 1929).
// Pure: bytes go in and come out. Never asks for a byte that may be the tunnel's. One thread at a time.
#pragma once

#include "base/bytes.hpp"
#include "base/url.hpp"

#include <vafast/error.hpp>

#include <memory>
#include <string>

#include <tl/expected.hpp>

namespace vafast::transport {

class proxy_handshake {
 public:
    virtual ~proxy_handshake() = default;

    // What is to be sent now, once.
    virtual std::string take_output() = 0;
    // How many bytes certainly belong to the proxy's answer; 0: the tunnel is open.
    virtual std::size_t wanted() const noexcept = 0;
    // Takes at most wanted() bytes. After an error this is of no more use.
    virtual tl::expected<void, error> receive(base::bytes data) = 0;
};

// By the scheme of `proxy`: http, socks5 or socks5h. The tunnel leads to `host` and `port`.
std::unique_ptr<proxy_handshake> make_proxy_handshake(const base::url& proxy, const std::string& host,
                                                      std::uint16_t port);
std::unique_ptr<proxy_handshake> make_http_connect(const base::url& proxy, const std::string& host, std::uint16_t port);
std::unique_ptr<proxy_handshake> make_socks5(const base::url& proxy, const std::string& host, std::uint16_t port);

}  // namespace vafast::transport
