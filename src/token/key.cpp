#include "token/key.hpp"

#include <vafast/token.hpp>

#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace vafast {
namespace token_detail {
namespace {

constexpr std::size_t shortest_secret = 32;
constexpr int shortest_rsa = 2048;  // bits (RFC 7518 section 3.3)
constexpr int longest_rsa = 16384;  // the most that OpenSSL verifies with

using bio = owned<BIO, BIO_free>;

[[noreturn]] void refuse(const std::string& sentence) { throw error(error_kind::invalid_argument, sentence); }

// Without it, OpenSSL would ask for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

pkey read_pem(std::string_view text, EVP_PKEY* (*read)(BIO*, EVP_PKEY**, pem_password_cb*, void*)) {
    const bio source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    pkey found(source ? read(source.get(), nullptr, no_passphrase, nullptr) : nullptr);
    ERR_clear_error();
    return found;
}

bool is_p256(const EVP_PKEY* pair) {
    char name[64] = {};
    std::size_t length = 0;
    return EVP_PKEY_get_group_name(pair, name, sizeof(name), &length) == 1 && std::string_view(name) == "prime256v1";
}

}  // namespace

const char* name_of(algorithm which) noexcept {
    switch (which) {
        case algorithm::hs256: return "HS256";
        case algorithm::rs256: return "RS256";
        case algorithm::es256: return "ES256";
        case algorithm::eddsa: return "EdDSA";
    }
    return "";
}

key make_secret_key(base::bytes secret, std::string id) {
    if (secret.size() < shortest_secret)
        refuse("The token secret has " + std::to_string(secret.size()) +
               " bytes; HS256 needs at least 32: `openssl rand -base64 32` makes one.");
    return {algorithm::hs256, std::move(id), true, base::secret_bytes(secret)};
}

key make_pair_key(pkey pair, bool is_private, std::string id, std::string_view origin) {
    const auto made = [&](algorithm which) { return key{which, std::move(id), is_private, {}, std::move(pair)}; };
    switch (EVP_PKEY_get_base_id(pair.get())) {
        case EVP_PKEY_RSA: {
            const int bits = EVP_PKEY_get_bits(pair.get());
            if (bits >= shortest_rsa && bits <= longest_rsa) return made(algorithm::rs256);
            refuse(std::string(origin) + " is RSA of " + std::to_string(bits) + " bits; it has to have 2048 to 16384.");
        }
        case EVP_PKEY_EC:
            if (is_p256(pair.get())) return made(algorithm::es256);
            refuse(std::string(origin) + " is on an elliptic curve other than P-256.");
        case EVP_PKEY_ED25519: return made(algorithm::eddsa);
        default: refuse(std::string(origin) + " is neither RSA, nor P-256, nor Ed25519.");
    }
}

}  // namespace token_detail

token_key token_key::from_secret(std::string_view secret, std::string id) {
    // The classic confusion: a public key, which everybody knows, taken for the secret of HS256.
    if (secret.find("-----BEGIN ") != secret.npos)
        token_detail::refuse("The token secret is a key in PEM; use token_key::from_pem.");
    return token_key(std::make_shared<const token_detail::key>(
        token_detail::make_secret_key(base::as_bytes(secret), std::move(id))));
}

token_key token_key::from_pem(std::string_view pem, std::string id) {
    using namespace token_detail;
    constexpr std::size_t longest = std::size_t{64} << 10;
    if (pem.size() > longest) refuse("The PEM key is larger than 64 KiB.");
    bool is_private = true;
    pkey pair = read_pem(pem, PEM_read_bio_PrivateKey);
    if (!pair) {
        is_private = false;
        pair = read_pem(pem, PEM_read_bio_PUBKEY);
    }
    if (!pair) refuse("The PEM key is neither a public key nor a private key without passphrase.");
    return token_key(
        std::make_shared<const key>(make_pair_key(std::move(pair), is_private, std::move(id), "The PEM key")));
}

const char* token_key::algorithm() const noexcept { return token_detail::name_of(inside_->algorithm); }

const std::string& token_key::id() const noexcept { return inside_->id; }

bool token_key::can_sign() const noexcept { return inside_->can_sign; }

}  // namespace vafast
