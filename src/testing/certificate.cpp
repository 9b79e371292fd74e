#include "testing/certificate.hpp"

#include <vafast/error.hpp>

#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace vafast::testing {
namespace {

constexpr long a_day = 24 * 60 * 60;

template <class Write>
std::string to_pem(Write write) {
    const std::unique_ptr<BIO, decltype(&::BIO_free)> out(::BIO_new(::BIO_s_mem()), ::BIO_free);
    if (!out || write(out.get()) != 1) throw error(error_kind::tls, "OpenSSL cannot write a certificate.");
    char* data = nullptr;
    const long size = ::BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, decltype(&::X509_EXTENSION_free)> made(
        ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), ::X509_EXTENSION_free);
    return made && ::X509_add_ext(certificate, made.get(), -1) == 1;
}

}  // namespace

own_certificate make_own_certificate(const std::string& name) {
    const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(::EVP_EC_gen("P-256"), ::EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&::X509_free)> certificate(::X509_new(), ::X509_free);
    if (!key || !certificate) throw error(error_kind::tls, "OpenSSL cannot make a certificate.");
    X509* made = certificate.get();
    X509_NAME* subject = ::X509_get_subject_name(made);
    const bool signed_ = ::X509_set_version(made, X509_VERSION_3) == 1 &&
                         ::ASN1_INTEGER_set(::X509_get_serialNumber(made), 1) == 1 &&
                         ::X509_gmtime_adj(::X509_getm_notBefore(made), -a_day / 24) != nullptr &&
                         ::X509_gmtime_adj(::X509_getm_notAfter(made), a_day) != nullptr &&
                         ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                                      reinterpret_cast<const unsigned char*>("vafast::testing::server"),
                                                      -1, -1, 0) == 1 &&
                         ::X509_set_issuer_name(made, subject) == 1 && ::X509_set_pubkey(made, key.get()) == 1 &&
                         add_extension(made, NID_basic_constraints, "critical,CA:TRUE") &&
                         add_extension(made, NID_subject_alt_name, "DNS:" + name + ",DNS:localhost,IP:127.0.0.1") &&
                         ::X509_sign(made, key.get(), ::EVP_sha256()) != 0;
    if (!signed_) throw error(error_kind::tls, "OpenSSL cannot make a certificate.");
    return {to_pem([&](BIO* out) { return ::PEM_write_bio_X509(out, made); }), to_pem([&](BIO* out) {
                return ::PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            })};
}

}  // namespace vafast::testing
