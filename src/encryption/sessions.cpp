#include "encryption/sessions.hpp"

namespace vafast::encryption_detail {
namespace {

// Different for every count, as in TLS 1.3 (RFC 8446 section 5.3).
nonce numbered(nonce first, std::uint64_t count) {
    for (std::size_t i = 0; i < sizeof(count); ++i)
        first[nonce_size - 1 - i] ^= static_cast<std::byte>(count >> (8 * i) & 0xff);
    return first;
}

}  // namespace

sessions::draw sessions::next() {
    const std::lock_guard lock(mutex_);
    if (!key_ || count_ == messages_per_session_ || forks_ != base::fork_count()) begin();
    return {key_, salt_, numbered(first_, count_++)};
}

// The counter begins at a random nonce: sessions then differ in their nonces, too, which leaves nothing to be computed
// for many of them at once.
void sessions::begin() {
    forks_ = base::fork_count();
    random_.fill(salt_);
    random_.fill(first_);
    key_ = std::make_shared<const base::secret_bytes>(derive_key(shared_key_, salt_));
    count_ = 0;
}

}  // namespace vafast::encryption_detail
