// A sealed message as JSON (docs/encryption.md has its members), and what is bound to it besides. Pure; any thread.
#pragma once

#include "encryption/cipher.hpp"

#include <vafast/encryption.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::encryption_detail {

inline constexpr std::string_view label = "vafast sealed message 1";  // another format has another
inline constexpr std::string_view algorithm_name = "AES-256-GCM";

using session_salt = std::array<std::byte, 32>;

// How a passphrase was stretched.
struct kdf_parameters {
    std::vector<std::byte> salt;
    std::uint32_t iterations;

    bool operator==(const kdf_parameters&) const = default;
};

struct document {
    std::string key_id;
    std::optional<kdf_parameters> kdf;  // where the key is a passphrase
    session_salt salt;
    nonce once;
    std::vector<std::byte> ciphertext;  // and the tag
};

json to_json(const document& sealed);
// Nothing where it is not exactly what to_json writes: a message has one form only.
std::optional<document> to_document(const json& sealed);

// Each part with its length before it, so that no two contexts give the same bytes.
std::vector<std::byte> associated_data(std::string_view key_id, const encryption_context& context);

}  // namespace vafast::encryption_detail
