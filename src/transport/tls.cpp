#include "transport/tls.hpp"

#include "transport/tls_sessions.hpp"

#include <vafast/error.hpp>

#include <cerrno>
#include <fstream>
#include <mutex>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace vafast::transport {
namespace {

using certificate = std::unique_ptr<X509, decltype(&::X509_free)>;
using key = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
using memory = std::unique_ptr<BIO, decltype(&::BIO_free)>;

// A pem_source that was read: what is wrong with it is told with the option's name.
struct source {
    std::string option;  // "tls.ca (ca.pem)"
    std::string text;

    [[noreturn]] void fail(const std::string& why) const {
        ::ERR_clear_error();
        throw error(error_kind::invalid_argument, option + " " + why);
    }
    // With what OpenSSL says, where it says something.
    [[noreturn]] void fail_with_reason(const std::string& why) const {
        const char* reason = ::ERR_reason_error_string(::ERR_peek_last_error());
        fail(why + (reason == nullptr ? std::string() : std::string(": ") + reason) + ".");
    }
    memory open() const { return {::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), ::BIO_free}; }
};

source load(const std::string& option, const pem_source& from) {
    constexpr std::size_t largest = 16 * 1024 * 1024;
    if (!from.file.empty() && !from.pem.empty())
        throw error(error_kind::invalid_argument, option + " is given both as a file and as PEM text: give one.");
    if (from.file.empty()) return {option, from.pem};
    source loaded{option + " (" + from.file + ")", {}};
    errno = 0;
    std::ifstream file(from.file, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    loaded.text = std::move(text).str();
    if (!file || loaded.text.empty())
        loaded.fail("cannot be read: " + (errno != 0 ? std::generic_category().message(errno) : "it is empty") + ".");
    if (loaded.text.size() > largest) loaded.fail("is too large for a file of certificates.");
    return loaded;
}

std::vector<certificate> certificates_in(const source& from) {
    std::vector<certificate> found;
    const memory text = from.open();
    while (X509* next = ::PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr))
        found.emplace_back(next, ::X509_free);
    const bool at_end = ERR_GET_REASON(::ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (found.empty() && at_end) from.fail("holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).");
    if (!at_end) from.fail_with_reason("holds a certificate that cannot be read");
    ::ERR_clear_error();
    return found;
}

// Refuses, instead of asking on the terminal as OpenSSL does by default.
int no_passphrase(char*, int, int, void* was_asked) noexcept {
    *static_cast<bool*>(was_asked) = true;
    return -1;
}

key key_in(const source& from) {
    bool is_encrypted = false;
    const memory text = from.open();
    key found(::PEM_read_bio_PrivateKey(text.get(), nullptr, &no_passphrase, &is_encrypted), ::EVP_PKEY_free);
    if (is_encrypted)
        from.fail(
            "is encrypted with a passphrase: give it without one (openssl pkey -in encrypted.pem -out plain.pem).");
    if (!found && from.text.find("PRIVATE KEY-----") == std::string::npos)
        from.fail("holds no private key in PEM form (-----BEGIN PRIVATE KEY-----).");
    if (!found) from.fail_with_reason("holds a private key that cannot be read");
    return found;
}

void use_certificate(SSL_CTX* context, const source& chain, const source& private_key) {
    const std::vector<certificate> certificates = certificates_in(chain);
    const key secret = key_in(private_key);
    if (::X509_check_private_key(certificates.front().get(), secret.get()) != 1)
        private_key.fail("does not belong to the first certificate of " + chain.option + ".");
    if (::SSL_CTX_use_certificate(context, certificates.front().get()) != 1) chain.fail_with_reason("cannot be used");
    for (std::size_t i = 1; i < certificates.size(); ++i)
        if (::SSL_CTX_add1_chain_cert(context, certificates[i].get()) != 1) chain.fail_with_reason("cannot be used");
    if (::SSL_CTX_use_PrivateKey(context, secret.get()) != 1) private_key.fail_with_reason("cannot be used");
}

void trust(SSL_CTX* context, const source& authorities) {
    X509_STORE* store = ::SSL_CTX_get_cert_store(context);
    for (const certificate& each : certificates_in(authorities))
        if (::X509_STORE_add_cert(store, each.get()) != 1) authorities.fail_with_reason("cannot be used");
    // Who names a certificate as trusted means it, though it be an intermediate one.
    ::X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
}

tls_context make_context(const SSL_METHOD* method, int min_version) {
    ::ERR_clear_error();
    tls_context context(::SSL_CTX_new(method), ::SSL_CTX_free);
    if (!context) throw error(error_kind::tls, "OpenSSL cannot make a TLS context: is its installation complete?");
    ::SSL_CTX_set_min_proto_version(context.get(), min_version);
    ::SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    ::SSL_CTX_set_mode(context.get(),
                       SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    return context;
}

}  // namespace

void prepare_tls() { ::OPENSSL_init_ssl(0, nullptr); }

namespace {

tls_context make_own_client_tls_context(const tls_options& options) {
    const auto context = make_context(::TLS_client_method(),
                                      options.min_version == tls_version::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
    if (options.ca.empty())
        ::SSL_CTX_set_default_verify_paths(context.get());
    else
        trust(context.get(), load("tls.ca", options.ca));
    if (options.certificate.empty() != options.private_key.empty())
        throw error(error_kind::invalid_argument,
                    options.certificate.empty() ? "tls.private_key is given without tls.certificate: both are needed."
                                                : "tls.certificate is given without tls.private_key: both are needed.");
    if (!options.certificate.empty())
        use_certificate(context.get(), load("tls.certificate", options.certificate),
                        load("tls.private_key", options.private_key));
    ::ERR_clear_error();
    return context;
}

}  // namespace

// Reading the system's store takes some 20 ms and a megabyte: clients without certificates of their own share it.
tls_context make_client_tls_context(const tls_options& options) {
    if (!options.ca.empty() || !options.certificate.empty() || !options.private_key.empty())
        return make_own_client_tls_context(options);
    static std::mutex mutex;
    static std::weak_ptr<ssl_ctx_st> shared[2];  // by least version
    const std::lock_guard lock(mutex);
    auto& present = shared[options.min_version == tls_version::tls_1_3];
    tls_context context = present.lock();
    if (!context) present = context = make_own_client_tls_context(options);
    return context;
}

tls_context make_resuming_tls_context(const tls_options& options) {
    const tls_context context = make_own_client_tls_context(options);
    keep_sessions(context.get());
    return context;
}

tls_context make_server_tls_context(const pem_source& certificate, const pem_source& private_key) {
    const auto context = make_context(::TLS_server_method(), TLS1_2_VERSION);
    if (certificate.empty()) throw error(error_kind::invalid_argument, "A TLS server needs a certificate.");
    if (private_key.empty()) throw error(error_kind::invalid_argument, "A TLS server needs a private key.");
    use_certificate(context.get(), load("The certificate", certificate), load("The private key", private_key));
    ::ERR_clear_error();
    return context;
}

}  // namespace vafast::transport
