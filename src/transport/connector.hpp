// From a host name to a stream that is ready: proxy, resolve, happy eyeballs (RFC 8305), TLS. Each step can be
// cancelled at once, the resolving too. One thread at a time (the executor's).
#pragma once

#include "base/url.hpp"
#include "transport/stream.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace vafast::transport {

// Makes a connected socket in place of resolving and TCP: calls `done` once, on `executor` and not before it returns,
// or never.
using dialler = std::function<void(const boost::asio::any_io_executor& executor, const base::url& to,
                                   std::function<void(tl::expected<stream::socket_type, error>)> done)>;

struct connect_request {
    base::url target{};         // ws or wss
    tls_context tls{};          // for wss
    std::string server_name{};  // empty: target.host
    bool verify = true;
    std::optional<base::url> proxy{};  // http or socks5, with credentials
    dialler dial{};                    // empty: resolve, and connect by TCP
};

// The proxy for `target`: options.url, else the environment's (see proxy_options), else none. Throws
// error(invalid_argument) for a proxy URL that cannot be used, naming where it came from.
std::optional<base::url> choose_proxy(const proxy_options& options, const base::url& target);

class connector {
 public:
    using handler = std::function<void(tl::expected<stream, error>)>;

    // Begins. `done` is called once, on `executor` and never before this returns, unless cancel() or the destructor
    // comes first. An error names the step: resolve, connect, proxy, tls; it is final where trying again is no use
    // (a certificate, proxy credentials).
    connector(boost::asio::any_io_executor executor, connect_request request, handler done);
    ~connector();  // cancels
    connector(const connector&) = delete;
    connector& operator=(const connector&) = delete;

    void cancel() noexcept;  // `done` is not called from now on; sockets are closed; a lookup is abandoned

 private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace vafast::transport
