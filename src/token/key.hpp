// What is inside of a token_key: an algorithm and the one key that is used with it. Immutable; any thread.
#pragma once

#include "base/secret_bytes.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace vafast::token_detail {

enum class algorithm : std::uint8_t { hs256, rs256, es256, eddsa };

// As a token's header says it.
const char* name_of(algorithm which) noexcept;

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* pointer) const noexcept {
        Free(pointer);
    }
};
template <class T, auto Free>
using owned = std::unique_ptr<T, freed_by<Free>>;
using pkey = owned<EVP_PKEY, EVP_PKEY_free>;

// Bytes as OpenSSL takes them.
inline const unsigned char* raw(base::bytes data) noexcept {
    return reinterpret_cast<const unsigned char*>(data.data());
}

struct key {
    token_detail::algorithm algorithm;
    std::string id;
    bool can_sign;
    base::secret_bytes secret{};  // of hs256
    pkey pair{};                  // of the others: its public half at least
};

// RFC 7518 section 3.2: as long as the hash at least. Throws error(invalid_argument).
key make_secret_key(base::bytes secret, std::string id);

// Throws error(invalid_argument) where the key is for none of our algorithms, or too short to be trusted. `origin` is
// how the sentence begins: "The PEM key".
key make_pair_key(pkey pair, bool is_private, std::string id, std::string_view origin);

}  // namespace vafast::token_detail
