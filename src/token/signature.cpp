#include "token/signature.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/hmac.h>

namespace vafast::token_detail {
namespace {

using digest_context = owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using big_number = owned<BIGNUM, BN_free>;
using ecdsa_signature = owned<ECDSA_SIG, ECDSA_SIG_free>;

constexpr std::size_t mac_size = 32;
constexpr std::size_t half = 32;  // of an ES256 signature: R, then S

unsigned char* writable(base::mutable_bytes data) { return reinterpret_cast<unsigned char*>(data.data()); }

std::array<std::byte, mac_size> hmac(base::bytes data, const key& with) {
    std::array<std::byte, mac_size> mac{};
    if (!HMAC(EVP_sha256(), with.secret.data().data(), static_cast<int>(with.secret.size()), raw(data), data.size(),
              writable(mac), nullptr))
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA256");
    return mac;
}

// Ed25519 hashes by itself.
const EVP_MD* digest_of(const key& which) { return which.algorithm == algorithm::eddsa ? nullptr : EVP_sha256(); }

// OpenSSL's ECDSA signatures are DER, a token's are R and S one after the other (RFC 7518 section 3.4).
std::vector<std::byte> der_from_halves(base::bytes signature) {
    if (signature.size() != 2 * half) return {};
    const ecdsa_signature both(ECDSA_SIG_new());
    big_number r(BN_bin2bn(raw(signature.first(half)), half, nullptr));
    big_number s(BN_bin2bn(raw(signature.last(half)), half, nullptr));
    if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    const int size = i2d_ECDSA_SIG(both.get(), nullptr);
    if (size <= 0) return {};
    std::vector<std::byte> der(static_cast<std::size_t>(size));
    unsigned char* end = writable(der);
    i2d_ECDSA_SIG(both.get(), &end);
    return der;
}

std::vector<std::byte> halves_from_der(base::bytes der) {
    const unsigned char* begin = raw(der);
    const ecdsa_signature both(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
    std::vector<std::byte> signature(2 * half);
    if (!both || BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), writable(signature), half) != half ||
        BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), writable(signature) + half, half) != half)
        throw std::runtime_error("OpenSSL gave no ECDSA signature");
    return signature;
}

std::vector<std::byte> sign_with_pair(base::bytes data, const key& with) {
    const digest_context signing(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!signing || EVP_DigestSignInit(signing.get(), nullptr, digest_of(with), nullptr, with.pair.get()) != 1 ||
        EVP_DigestSign(signing.get(), nullptr, &size, raw(data), data.size()) != 1)
        throw std::runtime_error("OpenSSL cannot sign with this key");
    std::vector<std::byte> signature(size);
    if (EVP_DigestSign(signing.get(), writable(signature), &size, raw(data), data.size()) != 1)
        throw std::runtime_error("OpenSSL cannot sign with this key");
    signature.resize(size);  // DER is shorter than its longest form
    return with.algorithm == algorithm::es256 ? halves_from_der(signature) : signature;
}

bool is_signed_by_pair(base::bytes data, base::bytes signature, const key& by) {
    std::vector<std::byte> der;
    if (by.algorithm == algorithm::es256) {
        der = der_from_halves(signature);
        signature = der;
    }
    if (signature.empty()) return false;
    const digest_context verifying(EVP_MD_CTX_new());
    const bool agreed =
        verifying && EVP_DigestVerifyInit(verifying.get(), nullptr, digest_of(by), nullptr, by.pair.get()) == 1 &&
        EVP_DigestVerify(verifying.get(), raw(signature), signature.size(), raw(data), data.size()) == 1;
    ERR_clear_error();  // a wrong signature leaves errors behind, which the next TLS call would take for its own
    return agreed;
}

}  // namespace

std::vector<std::byte> sign(base::bytes data, const key& with) {
    if (with.algorithm != algorithm::hs256) return sign_with_pair(data, with);
    const auto mac = hmac(data, with);
    return {mac.begin(), mac.end()};
}

bool is_signed_by(base::bytes data, base::bytes signature, const key& by) {
    if (by.algorithm != algorithm::hs256) return is_signed_by_pair(data, signature, by);
    // In constant time: how much of it is right must not be told.
    return signature.size() == mac_size && CRYPTO_memcmp(hmac(data, by).data(), signature.data(), mac_size) == 0;
}

}  // namespace vafast::token_detail
