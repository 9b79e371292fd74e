// A connected stream of bytes, plain or TLS, driven by readiness: wait until it is worth trying, then read or write
// without blocking into memory of the caller's choice. So an idle connection holds no buffer. What it runs on is TCP,
// or where both ends are in one process, a pair of sockets without an address. One thread at a time (the socket's
// executor).
#pragma once

#include "base/bytes.hpp"
#include "transport/tls.hpp"

#include <vafast/error.hpp>

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <tl/expected.hpp>

namespace vafast::transport {

struct io_result {
    enum class status : std::uint8_t {
        ok,          // `count` > 0 bytes were moved
        want_read,   // try again when readable
        want_write,  // try again when writable (TLS may want this of a read, too)
        end,         // the peer ended the stream properly
        failed,      // reset, or TLS broke: `what` says how
    };
    status what = status::ok;
    std::size_t count = 0;
    std::string error{};   // a sentence, for failed only
    bool final = false;    // failed, and would again: under TLS 1.3 a server refuses our certificate only here
    bool was_all = false;  // ok, and nothing more has come: wait before reading again
};

class stream {
 public:
    using socket_type = boost::asio::generic::stream_protocol::socket;  // which TCP's becomes by itself

    explicit stream(socket_type socket);  // connected; becomes non-blocking, with TCP_NODELAY
    ~stream();                            // closes at once
    stream(stream&&) noexcept;
    stream& operator=(stream&&) noexcept;

    // Puts TLS on top. `done` is called once, on the executor, with an error (tls) or nothing; not after close().
    // The sentence says what is wrong with a certificate: expired, self-signed, wrong name, unknown issuer (those
    // errors are final). `server_name` is sent (SNI, unless it is an address) and verified.
    void async_connect_tls(const tls_context& context, const std::string& server_name, bool verify,
                           std::function<void(tl::expected<void, error>)> done);
    void async_accept_tls(const tls_context& context, std::function<void(tl::expected<void, error>)> done);

    io_result read(base::mutable_bytes into) noexcept;
    io_result write(base::bytes from) noexcept;

    // Calls `ready` once, on the executor, when it is worth trying again; not after close(). At most one wait of each
    // kind at a time. Readable also where TLS holds bytes that were received already.
    void async_wait_readable(std::function<void()> ready);
    void async_wait_writable(std::function<void()> ready);

    // Tells the peer that no more will be written: TLS close_notify (best effort), then TCP FIN.
    void shutdown() noexcept;
    // Closes at once; waits end without being called. Idempotent.
    void close() noexcept;
    // Closes with a TCP reset: nothing that waits is sent.
    void reset() noexcept;

    std::string local_address() const;  // "127.0.0.1:51234", "[::1]:443", "memory"; empty where unknown
    std::string remote_address() const;
    std::string tls_version() const;  // "TLSv1.3"; empty without TLS
    bool tls_resumed() const;         // a session from before was taken up again, without a full handshake
    std::string tls_cipher() const;   // "TLS_AES_256_GCM_SHA384"

 private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace vafast::transport
