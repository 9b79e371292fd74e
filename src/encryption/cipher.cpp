#include "encryption/cipher.hpp"

#include "encryption/document.hpp"

#include <vafast/error.hpp>

#include <limits>
#include <memory>
#include <stdexcept>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

namespace vafast::encryption_detail {
namespace {

struct free_context {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }  // wipes the key
    void operator()(EVP_KDF_CTX* context) const noexcept { EVP_KDF_CTX_free(context); }
};
template <class Context>
using owned = std::unique_ptr<Context, free_context>;

const unsigned char* raw(base::bytes data) { return reinterpret_cast<const unsigned char*>(data.data()); }
unsigned char* writable(base::mutable_bytes data) { return reinterpret_cast<unsigned char*>(data.data()); }

[[noreturn]] void fail(const char* what) { throw std::runtime_error(std::string("OpenSSL cannot ") + what); }

// Looked up once: OpenSSL 3 takes longer for that than for a short message. Kept until the process is gone.
EVP_CIPHER* aes_256_gcm() {
    static EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    if (!found) fail("do AES-256-GCM");
    return found;
}
EVP_KDF* hkdf() {
    static EVP_KDF* const found = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    if (!found) fail("do HKDF");
    return found;
}

OSSL_PARAM octets(const char* name, base::bytes data) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::byte*>(data.data()), data.size());
}

int length_of(base::bytes data) { return static_cast<int>(data.size()); }

}  // namespace

base::secret_bytes derive_key(const base::secret_bytes& key, base::bytes salt) {
    char hash[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash, 0),
                                     octets(OSSL_KDF_PARAM_KEY, key.data()), octets(OSSL_KDF_PARAM_SALT, salt),
                                     octets(OSSL_KDF_PARAM_INFO, base::as_bytes(label)), OSSL_PARAM_construct_end()};
    base::secret_bytes derived(key_size);
    const owned<EVP_KDF_CTX> context(EVP_KDF_CTX_new(hkdf()));
    if (!context || EVP_KDF_derive(context.get(), writable(derived.data()), key_size, parameters) != 1)
        fail("derive a key");
    return derived;
}

base::secret_bytes stretch(std::string_view passphrase, base::bytes salt, std::uint32_t iterations) {
    base::secret_bytes key(key_size);
    if (PKCS5_PBKDF2_HMAC(passphrase.data(), static_cast<int>(passphrase.size()), raw(salt), length_of(salt),
                          static_cast<int>(iterations), EVP_sha256(), key_size, writable(key.data())) != 1)
        fail("stretch a passphrase");
    return key;
}

std::vector<std::byte> sha_256(base::bytes data) {
    std::vector<std::byte> hash(32);
    if (EVP_Digest(data.data(), data.size(), writable(hash), nullptr, EVP_sha256(), nullptr) != 1) fail("hash");
    return hash;
}

std::vector<std::byte> encrypt(const base::secret_bytes& key, const nonce& once, base::bytes associated,
                               base::bytes plain) {
    if (plain.size() > std::numeric_limits<int>::max() - tag_size)
        throw error(error_kind::invalid_argument, "The message is too large to be sealed: it has 2 GiB or more.");
    std::vector<std::byte> sealed(plain.size() + tag_size);
    const auto tag = base::mutable_bytes(sealed).last(tag_size);
    const owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    int written = 0;
    if (!context || EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), raw(key.data()), raw(once), nullptr) != 1 ||
        EVP_EncryptUpdate(context.get(), nullptr, &written, raw(associated), length_of(associated)) != 1 ||
        EVP_EncryptUpdate(context.get(), writable(sealed), &written, raw(plain), length_of(plain)) != 1 ||
        EVP_EncryptFinal_ex(context.get(), writable(tag), &written) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()) != 1)
        fail("encrypt");
    return sealed;
}

std::optional<std::vector<std::byte>> decrypt(const base::secret_bytes& key, const nonce& once, base::bytes associated,
                                              base::bytes ciphertext) {
    if (ciphertext.size() < tag_size || ciphertext.size() > std::numeric_limits<int>::max()) return std::nullopt;
    std::vector<std::byte> tag(ciphertext.end() - tag_size, ciphertext.end());
    ciphertext = ciphertext.first(ciphertext.size() - tag_size);
    std::vector<std::byte> plain(ciphertext.size());
    unsigned char nothing_more[1];  // GCM gives all of it before the end
    const owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    int written = 0;
    if (!context || EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), raw(key.data()), raw(once), nullptr) != 1 ||
        EVP_DecryptUpdate(context.get(), nullptr, &written, raw(associated), length_of(associated)) != 1 ||
        EVP_DecryptUpdate(context.get(), writable(plain), &written, raw(ciphertext), length_of(ciphertext)) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) != 1)
        fail("decrypt");
    const bool is_ours = EVP_DecryptFinal_ex(context.get(), nothing_more, &written) == 1;
    if (is_ours) return plain;
    ERR_clear_error();
    base::wipe(plain);  // nobody may see what was not proven
    return std::nullopt;
}

}  // namespace vafast::encryption_detail
