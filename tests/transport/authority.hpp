// A certificate authority for tests, by OpenSSL: every certificate is made when it is asked for.
#pragma once

#include <vafast/transport_options.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace vafast::transport {

struct certificate_wish {
    std::string common_name = "a test";
    std::string alternative_names{};  // "DNS:localhost,IP:127.0.0.1"; empty: none
    long begins_in_seconds = -3600;
    long ends_in_seconds = 3600;
    bool is_authority = false;
};

struct issued_certificate {
    std::string certificate;  // PEM
    std::string key;          // PEM
};

class authority {
 public:
    explicit authority(const std::string& name = "The test authority")
        : key_(make_key()), certificate_(make_own({.common_name = name, .is_authority = true}, nullptr)) {}
    // Below another one.
    authority(const authority& above, const std::string& name, long ends_in_seconds = 3600)
        : key_(make_key()),
          certificate_(
              make_own({.common_name = name, .ends_in_seconds = ends_in_seconds, .is_authority = true}, &above)) {}

    const std::string& pem() const { return pem_; }
    pem_source source() const { return {.pem = pem_}; }

    issued_certificate issue(const certificate_wish& wish) const {
        const key_pointer key = make_key();
        const auto certificate = make(wish, key.get(), ::X509_get_subject_name(certificate_.get()), key_.get());
        return {to_pem(certificate.get()), to_pem(key.get())};
    }
    issued_certificate issue_for(const std::string& names) const { return issue({.alternative_names = names}); }

    static issued_certificate self_signed(const certificate_wish& wish) {
        const key_pointer key = make_key();
        const std::unique_ptr<X509_NAME, decltype(&::X509_NAME_free)> name = make_name(wish.common_name);
        const auto certificate = make(wish, key.get(), name.get(), key.get());
        return {to_pem(certificate.get()), to_pem(key.get())};
    }

    // By the key of a certificate that may not be an authority's.
    static issued_certificate issue_with(const issued_certificate& by, const certificate_wish& wish) {
        const bio text(::BIO_new_mem_buf(by.certificate.data(), static_cast<int>(by.certificate.size())), ::BIO_free);
        const certificate_pointer issuer(::PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), ::X509_free);
        const key_pointer issuer_key = read_key(by.key);
        const key_pointer key = make_key();
        const auto made = make(wish, key.get(), ::X509_get_subject_name(issuer.get()), issuer_key.get());
        return {to_pem(made.get()) + by.certificate, to_pem(key.get())};
    }

    static std::string encrypted(const std::string& key_pem) {
        const key_pointer key = read_key(key_pem);
        const bio out(::BIO_new(::BIO_s_mem()), ::BIO_free);
        ::PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), ::EVP_aes_128_cbc(), "secret", 6, nullptr, nullptr);
        return content(out.get());
    }

 private:
    using bio = std::unique_ptr<BIO, decltype(&::BIO_free)>;
    using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
    using certificate_pointer = std::unique_ptr<X509, decltype(&::X509_free)>;

    static key_pointer read_key(const std::string& pem) {
        const bio text(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), ::BIO_free);
        return {::PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr), ::EVP_PKEY_free};
    }
    static key_pointer make_key() { return {::EVP_EC_gen("P-256"), ::EVP_PKEY_free}; }

    static std::unique_ptr<X509_NAME, decltype(&::X509_NAME_free)> make_name(const std::string& common_name) {
        std::unique_ptr<X509_NAME, decltype(&::X509_NAME_free)> name(::X509_NAME_new(), ::X509_NAME_free);
        ::X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
        return name;
    }

    certificate_pointer make_own(const certificate_wish& wish, const authority* above) {
        const auto name = make_name(wish.common_name);
        auto made = above == nullptr
                        ? make(wish, key_.get(), name.get(), key_.get())
                        : make(wish, key_.get(), ::X509_get_subject_name(above->certificate_.get()), above->key_.get());
        pem_ = to_pem(made.get());
        return made;
    }

    static certificate_pointer make(const certificate_wish& wish, EVP_PKEY* key, const X509_NAME* issuer,
                                    EVP_PKEY* issuer_key) {
        certificate_pointer made(::X509_new(), ::X509_free);
        X509* x = made.get();
        ::X509_set_version(x, X509_VERSION_3);
        std::uint64_t serial = 0;
        ::RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial) - 1);
        ::ASN1_INTEGER_set_uint64(::X509_get_serialNumber(x), serial);
        ::X509_gmtime_adj(::X509_getm_notBefore(x), wish.begins_in_seconds);
        ::X509_gmtime_adj(::X509_getm_notAfter(x), wish.ends_in_seconds);
        ::X509_set_subject_name(x, make_name(wish.common_name).get());
        ::X509_set_issuer_name(x, issuer);
        ::X509_set_pubkey(x, key);
        add_extension(x, NID_basic_constraints, wish.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
        if (!wish.alternative_names.empty()) add_extension(x, NID_subject_alt_name, wish.alternative_names.c_str());
        ::X509_sign(x, issuer_key, ::EVP_sha256());
        return made;
    }

    static void add_extension(X509* x, int kind, const char* value) {
        X509_EXTENSION* made = ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
        ::X509_add_ext(x, made, -1);
        ::X509_EXTENSION_free(made);
    }

    static std::string content(BIO* from) {
        char* data = nullptr;
        const long size = ::BIO_get_mem_data(from, &data);
        return {data, static_cast<std::size_t>(size)};
    }
    static std::string to_pem(X509* x) {
        const bio out(::BIO_new(::BIO_s_mem()), ::BIO_free);
        ::PEM_write_bio_X509(out.get(), x);
        return content(out.get());
    }
    static std::string to_pem(EVP_PKEY* key) {
        const bio out(::BIO_new(::BIO_s_mem()), ::BIO_free);
        ::PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
        return content(out.get());
    }

    std::string pem_;
    key_pointer key_;
    certificate_pointer certificate_;
};

}  // namespace vafast::transport
