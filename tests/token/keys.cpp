#include "token/keys.hpp"

#include "token/key.hpp"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/pem.h>

namespace vafast::testing {
namespace {

using token_detail::pkey;
using bio = token_detail::owned<BIO, BIO_free>;

template <class Write>
std::string as_pem(Write write) {
    const bio memory(BIO_new(BIO_s_mem()));
    if (write(memory.get()) != 1) throw std::runtime_error("OpenSSL writes no PEM");
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

key_pair as_pems(const pkey& made) {
    if (!made) throw std::runtime_error("OpenSSL makes no key");
    return {as_pem([&](BIO* to) {
                return PEM_write_bio_PrivateKey(to, made.get(), nullptr, nullptr, 0, nullptr, nullptr);
            }),
            as_pem([&](BIO* to) { return PEM_write_bio_PUBKEY(to, made.get()); })};
}

}  // namespace

key_pair make_rsa(unsigned bits) {
    return as_pems(pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{bits})));
}
key_pair make_ec(const char* curve) { return as_pems(pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve))); }
key_pair make_ed25519() { return as_pems(pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))); }
key_pair make_x25519() { return as_pems(pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"))); }

const key_pair& rsa() {
    static const key_pair pair = make_rsa(2048);
    return pair;
}
const key_pair& p256() {
    static const key_pair pair = make_ec("P-256");
    return pair;
}
const key_pair& ed25519() {
    static const key_pair pair = make_ed25519();
    return pair;
}

}  // namespace vafast::testing
