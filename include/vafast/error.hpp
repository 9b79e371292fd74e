// What can go wrong, and where. An error is a sentence for people, a kind for programs, and says whether trying
// again is worth it. Immutable; any thread.
#pragma once

#include <vafast/chrono.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vafast {

// The step that failed.
enum class error_kind {
    invalid_argument,  // the program passed something wrong: thrown at the call, naming it
    resolve,           // the host name has no address
    connect,           // no address of the host accepted the TCP connection
    proxy,             // the proxy refused, or did not speak its protocol
    tls,               // the TLS handshake failed, or the certificate is not to be trusted
    handshake,         // the server answered, but not with a WebSocket handshake that we may accept
    timeout,           // connection_timeout or heartbeat_timeout passed
    protocol,          // the peer broke RFC 6455 or 7692
    connection_lost,   // the network or the peer went away without a closing handshake
    cancelled,         // close(), force_close() or the end of the client came first
    invalid_message,   // a message is not what it should be: JSON that does not parse, a value out of range
    handler,           // a handler of the user's threw
    not_supported,     // the server does not speak the hub's protocol, which rooms and broadcasts need
    refused,           // the hub said no: code() says which no (docs/hub-protocol.md)
};

// The name of the kind, as in the list above: "resolve".
const char* to_string(error_kind kind) noexcept;

class error : public std::exception {
 public:
    // Retryable, until final() is called.
    error(error_kind kind, std::string sentence);

    // Copies share the sentence, and so do not throw.
    error(const error&) noexcept;
    error(error&&) noexcept;
    error& operator=(const error&) noexcept;
    error& operator=(error&&) noexcept;
    ~error() override;

    // A sentence for people.
    const char* what() const noexcept override;  // empty once moved from

    // Which step failed, or what was wrong.
    error_kind kind() const noexcept { return kind_; }

    // False where the same attempt would fail the same way: a certificate that is wrong, a 401, a protocol error.
    bool retryable() const noexcept { return retryable_; }
    // The status of the server's HTTP answer where the handshake was refused; otherwise 0.
    int http_status() const noexcept { return http_status_; }
    // How long the server asked to be left alone (Retry-After).
    std::optional<std::chrono::seconds> retry_after() const noexcept;
    // Where the hub refused: its code, such as "denied"; otherwise empty.
    std::string_view code() const noexcept;

    // For those who make errors: `return error(...).final();`
    error&& final() && noexcept { return retryable_ = false, static_cast<error&&>(*this); }
    error&& with_http_status(int status) && noexcept { return http_status_ = status, static_cast<error&&>(*this); }
    error&& with_retry_after(std::optional<std::chrono::seconds> delay) && noexcept;
    error&& with_code(std::string_view code) &&;

 private:
    std::shared_ptr<const std::string> sentence_;  // shared: an exception is copied without throwing
    std::shared_ptr<const std::string> code_;
    error_kind kind_;
    bool retryable_ = true;
    int http_status_ = 0;
    std::chrono::seconds retry_after_{-1};  // negative: the server did not ask
};

}  // namespace vafast
