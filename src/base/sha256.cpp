#include "base/sha256.hpp"

#include <openssl/evp.h>

namespace vafast::base {

std::array<std::byte, 32> sha256(bytes data) {
    std::array<std::byte, 32> digest{};
    EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
               nullptr);
    return digest;
}

}  // namespace vafast::base
