// What is wrong with a certificate, in words for people. Any thread.
#pragma once

#include <optional>
#include <string>

struct ssl_st;             // OpenSSL's SSL
struct x509_store_ctx_st;  // OpenSSL's X509_STORE_CTX

namespace vafast::transport {

// Watches the verification of a peer's certificate, to say what OpenSSL would only give a number for.
class certificate_check {
 public:
    // Verifies that the certificate is trusted and for `name`: a host name or an address (RFC 9525). False where `name`
    // cannot be verified at all. `ssl` keeps a pointer to this, which therefore stays where it is.
    bool require(ssl_st* ssl, const std::string& name);

    // The sentence, where verification failed.
    const std::optional<std::string>& problem() const noexcept { return problem_; }

 private:
    static int on_verified(int good, x509_store_ctx_st* context) noexcept;

    std::string name_;
    std::optional<std::string> problem_;
};

}  // namespace vafast::transport
