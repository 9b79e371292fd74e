#include "transport/tls_layer.hpp"

#include "transport/address.hpp"
#include "transport/tls_sessions.hpp"

#include <algorithm>
#include <new>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace vafast::transport {

namespace asio = boost::asio;
using boost::system::error_code;
using status = io_result::status;

namespace {

constexpr std::size_t receive_size = 32 * 1024;  // more than one record (16 KiB, RFC 8446 section 5.1) at a time
constexpr std::size_t most_unsent = 64 * 1024;   // answers of OpenSSL's own to a peer that does not read

// The alert's number (RFC 8446 section 6) if the peer sent one.
std::optional<int> alert_in(unsigned long code) noexcept {
    const int reason = ERR_GET_REASON(code);
    if (ERR_GET_LIB(code) != ERR_LIB_SSL || reason < SSL_AD_REASON_OFFSET || reason > SSL_AD_REASON_OFFSET + 255)
        return std::nullopt;
    return reason - SSL_AD_REASON_OFFSET;
}

bool concerns_our_certificate(int alert) noexcept {
    switch (alert) {
        case SSL_AD_BAD_CERTIFICATE:
        case SSL_AD_UNSUPPORTED_CERTIFICATE:
        case SSL_AD_CERTIFICATE_REVOKED:
        case SSL_AD_CERTIFICATE_EXPIRED:
        case SSL_AD_CERTIFICATE_UNKNOWN:
        case SSL_AD_UNKNOWN_CA:
        case TLS13_AD_CERTIFICATE_REQUIRED: return true;
        default: return false;
    }
}

std::string name_of_alert(int alert) {
    if (alert == TLS13_AD_CERTIFICATE_REQUIRED) return "certificate required";  // which OpenSSL 3.0 does not name
    return ::SSL_alert_desc_string_long(alert);
}

error describe_alert(const std::string& peer, int alert) {
    const std::string text = name_of_alert(alert);
    if (concerns_our_certificate(alert))
        return error(error_kind::tls, peer + " does not accept our certificate (TLS alert: " + text + ").").final();
    if (alert == SSL_AD_PROTOCOL_VERSION || alert == SSL_AD_INSUFFICIENT_SECURITY)
        return error(error_kind::tls,
                     peer + " and we have no TLS version or cipher in common (TLS alert: " + text + ").")
            .final();
    return {error_kind::tls, peer + " ended the handshake or connection (TLS alert: " + text + ")."};
}

error describe_failure(const std::string& peer, unsigned long code) {
    if (const auto alert = alert_in(code)) return describe_alert(peer, *alert);
    switch (ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0) {
        case SSL_R_UNEXPECTED_EOF_WHILE_READING:
            return {error_kind::tls, peer + " closed the connection without ending TLS."};
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW:
            return error(error_kind::tls, peer + " offers only TLS versions that are too old.").final();
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
            return error(error_kind::tls, peer + " does not speak TLS. Is this a ws:// address?").final();
        default: break;
    }
    const char* reason = ::ERR_reason_error_string(code);
    return {error_kind::tls, "TLS failed: " + std::string(reason == nullptr ? "unknown error" : reason) + "."};
}

// A certificate knows no dot at the end, and SNI must not have one (RFC 6066 section 3).
std::string without_root_dot(std::string name) {
    if (name.ends_with('.')) name.pop_back();
    return name;
}

bool is_address(const std::string& name) {
    error_code problem;
    asio::ip::make_address(name, problem);
    return !problem;
}

// The other end of the socket, as bytes.
std::string where(const stream::socket_type& socket) {
    error_code unknown;
    const auto endpoint = socket.remote_endpoint(unknown);
    if (unknown) return {};
    return {reinterpret_cast<const char*>(endpoint.data()), endpoint.size()};
}

tls_layer& layer_of(BIO* bio) noexcept { return *static_cast<tls_layer*>(::BIO_get_data(bio)); }

}  // namespace

tls_layer::tls_layer(socket_type& socket, const tls_context& context) : socket_(socket), ssl_(nullptr, ::SSL_free) {
    ::ERR_clear_error();
    BIO* bio = ::BIO_new(socket_methods());
    ssl_.reset(context ? ::SSL_new(context.get()) : nullptr);
    if (bio == nullptr || !ssl_) {
        ::BIO_free(bio);
        problem_ = error(error_kind::tls, "There is no usable TLS context.").final();
        return;
    }
    ::BIO_set_data(bio, this);
    ::BIO_set_init(bio, 1);
    ::SSL_set_bio(ssl_.get(), bio, bio);
}

tls_layer::~tls_layer() = default;

std::unique_ptr<tls_layer> tls_layer::for_client(socket_type& socket, const tls_context& context,
                                                 const std::string& server_name, bool verify) {
    std::unique_ptr<tls_layer> layer(new tls_layer(socket, context));
    if (layer->problem_) return layer;
    layer->peer_ = "The server";
    SSL* ssl = layer->ssl_.get();
    ::SSL_set_connect_state(ssl);
    const std::string name = without_root_dot(server_name);
    if (!verify) ::SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
    const bool ready = (!verify || layer->check_.require(ssl, name)) &&
                       (name.empty() || is_address(name) || ::SSL_set_tlsext_host_name(ssl, name.c_str()) == 1);
    if (ready) resume_session(ssl, name + '@' + where(socket) + (verify ? "" : " unverified"));
    if (!ready)
        layer->problem_ =
            error(error_kind::tls, "\"" + server_name + "\" is no name that a server could prove.").final();
    return layer;
}

std::unique_ptr<tls_layer> tls_layer::for_server(socket_type& socket, const tls_context& context) {
    std::unique_ptr<tls_layer> layer(new tls_layer(socket, context));
    if (layer->problem_) return layer;
    layer->peer_ = "The client";
    ::SSL_set_accept_state(layer->ssl_.get());
    return layer;
}

status tls_layer::handshake() noexcept {
    if (problem_) return status::failed;
    ::ERR_clear_error();
    const status now = status_of(::SSL_do_handshake(ssl_.get()));
    if (received_.empty()) received_.release();
    return now;
}

io_result tls_layer::read(base::mutable_bytes into) noexcept {
    std::size_t total = 0;
    status now = status::ok;
    while (!problem_ && total < into.size() && now == status::ok && (total == 0 || can_read())) {
        ::ERR_clear_error();
        std::size_t count = 0;
        now = status_of(::SSL_read_ex(ssl_.get(), into.data() + total, into.size() - total, &count));
        total += count;
    }
    if (received_.empty()) received_.release();
    if (total == 0 && problem_) return failure();
    if (total == 0 && now != status::ok) return {now};
    io_result result{status::ok, total};
    result.was_all = was_all_ && !can_read() && now != status::end;  // the end is told by the next read
    return result;
}

io_result tls_layer::write(base::bytes from) noexcept {
    flush();
    std::size_t total = 0;
    while (!problem_ && !send_problem_ && unsent_.empty() && total < from.size()) {
        ::ERR_clear_error();
        std::size_t count = 0;
        const status now = status_of(::SSL_write_ex(ssl_.get(), from.data() + total, from.size() - total, &count));
        total += count;
        if (now != status::ok) break;
    }
    if (total != 0 || from.empty()) return {status::ok, total};
    if (problem_) return failure();
    if (send_problem_) return {status::failed, 0, describe_lost(send_problem_)};
    return {status::want_write};
}

void tls_layer::shutdown() noexcept {
    if (problem_ || ::SSL_in_init(ssl_.get())) return;
    ::ERR_clear_error();
    ::SSL_shutdown(ssl_.get());
}

bool tls_layer::can_read() const noexcept { return problem_ || !received_.empty() || ::SSL_pending(ssl_.get()) > 0; }

void tls_layer::flush() noexcept {
    if (unsent_.empty()) return;
    unsent_.consume(send(unsent_.data()));
    if (unsent_.empty() || send_problem_) unsent_.release();
}

std::string tls_layer::version() const { return ::SSL_get_version(ssl_.get()); }
std::string tls_layer::cipher() const {
    const char* name = ::SSL_get_cipher_name(ssl_.get());
    return name == nullptr ? "" : name;
}

bool tls_layer::resumed() const noexcept { return ::SSL_session_reused(ssl_.get()) == 1; }

io_result tls_layer::failure() const { return {status::failed, 0, problem_->what(), !problem_->retryable()}; }

// What OpenSSL's return value means; after a failure it must not be called again.
status tls_layer::status_of(int returned) noexcept {
    if (returned > 0) return status::ok;
    const int ssl_error = ::SSL_get_error(ssl_.get(), returned);
    switch (ssl_error) {
        case SSL_ERROR_WANT_READ: return status::want_read;
        case SSL_ERROR_WANT_WRITE: return status::want_write;
        case SSL_ERROR_ZERO_RETURN: return status::end;
        default: fail(ssl_error); return status::failed;
    }
}

void tls_layer::fail(int ssl_error) {
    const unsigned long code = ::ERR_peek_error();
    if (check_.problem() && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        problem_ = error(error_kind::tls, *check_.problem()).final();
    else if (ssl_error == SSL_ERROR_SSL)
        problem_ = describe_failure(peer_, code);
    else if (receive_problem_)
        problem_ = error(error_kind::tls, describe_lost(receive_problem_));
    else
        problem_ = error(error_kind::tls, peer_ + " closed the connection.");
    ::ERR_clear_error();
}

// The BIO: OpenSSL's view of the socket.

const BIO_METHOD* tls_layer::socket_methods() {
    static const BIO_METHOD* const methods = [] {
        BIO_METHOD* made = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "vafast socket");
        ::BIO_meth_set_write_ex(made, &tls_layer::bio_write);
        ::BIO_meth_set_read_ex(made, &tls_layer::bio_read);
        ::BIO_meth_set_ctrl(made, &tls_layer::bio_control);
        return made;
    }();
    return methods;
}

int tls_layer::bio_write(BIO* bio, const char* data, std::size_t size, std::size_t* written) noexcept {
    ::BIO_clear_retry_flags(bio);
    if (!layer_of(bio).accept_for_sending(base::as_bytes({data, size}))) {
        ::BIO_set_retry_write(bio);
        return 0;
    }
    *written = size;
    return 1;
}

int tls_layer::bio_read(BIO* bio, char* data, std::size_t size, std::size_t* count) noexcept {
    ::BIO_clear_retry_flags(bio);
    tls_layer& self = layer_of(bio);
    if (self.received_.empty() && self.receive() == status::want_read) ::BIO_set_retry_read(bio);
    *count = std::min(size, self.received_.size());
    if (*count == 0) return 0;
    std::memcpy(data, self.received_.data().data(), *count);
    self.received_.consume(*count);
    return 1;
}

long tls_layer::bio_control(BIO* bio, int command, long, void*) noexcept {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return layer_of(bio).ended_ ? 1 : 0;
    return 0;
}

// False where too much waits already. A peer that is gone takes everything: only reading tells why it went.
bool tls_layer::accept_for_sending(base::bytes data) {
    if (unsent_.size() > most_unsent) return false;
    const std::size_t sent = unsent_.empty() ? send(data) : 0;
    if (!send_problem_) unsent_.append(data.subspan(sent));
    return true;
}

std::size_t tls_layer::send(base::bytes data) noexcept {
    if (send_problem_) return 0;
    error_code problem;
    // Asio sends with MSG_NOSIGNAL: a peer that is gone is an error, not a SIGPIPE.
    const std::size_t sent = socket_.send(asio::buffer(data.data(), data.size()), 0, problem);
    if (problem && problem != asio::error::would_block && problem != asio::error::try_again) send_problem_ = problem;
    return sent;
}

status tls_layer::receive() {
    error_code problem;
    const std::size_t count = socket_.receive(asio::buffer(received_.grow(receive_size), receive_size), 0, problem);
    received_.shrink(receive_size - count);
    was_all_ = !problem && count < receive_size;
    if (!problem) return status::ok;
    if (problem == asio::error::would_block || problem == asio::error::try_again) return status::want_read;
    ended_ = problem == asio::error::eof;
    if (!ended_) receive_problem_ = problem;
    return status::failed;
}

}  // namespace vafast::transport
