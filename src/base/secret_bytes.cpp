#include "base/secret_bytes.hpp"

#include <cstring>

namespace vafast::base {

void wipe(mutable_bytes data) noexcept {
    if (!data.empty()) ::explicit_bzero(data.data(), data.size());
}

}  // namespace vafast::base
