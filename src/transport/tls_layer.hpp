// TLS between a non-blocking socket and its user, by OpenSSL. It never blocks and never waits: it says what it wants.
// What OpenSSL has to send and the socket does not take is kept here and sent by flush(), so that a write is either
// accepted or not: OpenSSL's rule that a write must be repeated with the same bytes stays inside. One thread at a time.
#pragma once

#include "transport/certificate.hpp"
#include "transport/stream.hpp"

#include <vafast/error.hpp>

#include <memory>
#include <optional>
#include <string>

struct bio_st;         // OpenSSL's BIO
struct bio_method_st;  // OpenSSL's BIO_METHOD

namespace vafast::transport {

class tls_layer {
 public:
    using socket_type = stream::socket_type;

    // `socket` outlives this.
    static std::unique_ptr<tls_layer> for_client(socket_type& socket, const tls_context& context,
                                                 const std::string& server_name, bool verify);
    static std::unique_ptr<tls_layer> for_server(socket_type& socket, const tls_context& context);
    ~tls_layer();
    tls_layer(const tls_layer&) = delete;
    tls_layer& operator=(const tls_layer&) = delete;

    // To be called until it is neither want_read nor want_write; `failed`: see problem().
    io_result::status handshake() noexcept;
    const std::optional<error>& problem() const noexcept { return problem_; }

    io_result read(base::mutable_bytes into) noexcept;
    io_result write(base::bytes from) noexcept;
    void shutdown() noexcept;  // says close_notify

    bool can_read() const noexcept;  // without anything more from the socket
    bool has_unsent() const noexcept { return !unsent_.empty(); }
    void flush() noexcept;

    std::string version() const;
    std::string cipher() const;
    bool resumed() const noexcept;

 private:
    tls_layer(socket_type& socket, const tls_context& context);

    static const bio_method_st* socket_methods();
    static int bio_write(bio_st* bio, const char* data, std::size_t size, std::size_t* written) noexcept;
    static int bio_read(bio_st* bio, char* data, std::size_t size, std::size_t* count) noexcept;
    static long bio_control(bio_st* bio, int command, long number, void* pointer) noexcept;

    bool accept_for_sending(base::bytes data);
    std::size_t send(base::bytes data) noexcept;
    io_result::status receive();
    io_result::status status_of(int returned) noexcept;
    void fail(int ssl_error);
    io_result failure() const;

    socket_type& socket_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
    certificate_check check_;
    std::string peer_;            // "The server", "The client"
    base::byte_buffer received_;  // encrypted, not yet taken by OpenSSL
    base::byte_buffer unsent_;    // encrypted, not yet taken by the socket
    bool ended_ = false;          // the socket has nothing more
    bool was_all_ = false;        // nor had it, when it was last read from
    boost::system::error_code receive_problem_;
    boost::system::error_code send_problem_;
    std::optional<error> problem_;  // once set, nothing works any more
};

}  // namespace vafast::transport
