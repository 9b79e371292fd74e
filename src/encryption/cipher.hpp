// The primitives, from OpenSSL: AES-256-GCM (NIST SP 800-38D), HKDF (RFC 5869) and PBKDF2 (RFC 8018). Pure; any thread.
#pragma once

#include "base/bytes.hpp"
#include "base/secret_bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vafast::encryption_detail {

inline constexpr std::size_t key_size = 32;
inline constexpr std::size_t nonce_size = 12;
inline constexpr std::size_t tag_size = 16;

using nonce = std::array<std::byte, nonce_size>;

// The key of one session, from the key that people share.
base::secret_bytes derive_key(const base::secret_bytes& key, base::bytes salt);

base::secret_bytes stretch(std::string_view passphrase, base::bytes salt, std::uint32_t iterations);

std::vector<std::byte> sha_256(base::bytes data);

// The ciphertext, and the tag after it. No pair of key and nonce may be given twice.
std::vector<std::byte> encrypt(const base::secret_bytes& key, const nonce& once, base::bytes associated,
                               base::bytes plain);
// Nothing where the tag is not that of this key, nonce, associated data and ciphertext.
std::optional<std::vector<std::byte>> decrypt(const base::secret_bytes& key, const nonce& once, base::bytes associated,
                                              base::bytes ciphertext);

}  // namespace vafast::encryption_detail
