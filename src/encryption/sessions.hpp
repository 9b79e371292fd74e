// Pairs of key and nonce that never come twice (docs/encryption.md says why). A session is a random salt, which makes a
// key of its own from the shared one, and a counter. It ends after 2^32 messages, and at a fork. Any thread.
#pragma once

#include "base/random.hpp"
#include "encryption/document.hpp"

#include <cstdint>
#include <memory>
#include <mutex>

namespace vafast::encryption_detail {

class sessions {
 public:
    static constexpr std::uint64_t longest = std::uint64_t{1} << 32;

    // What a message is sealed with.
    struct draw {
        std::shared_ptr<const base::secret_bytes> key;
        session_salt salt;
        nonce once;
    };

    explicit sessions(base::secret_bytes shared_key, base::random& random = base::secure_random(),
                      std::uint64_t messages_per_session = longest)
        : shared_key_(std::move(shared_key)), random_(random), messages_per_session_(messages_per_session) {}

    draw next();
    // That of another's session.
    base::secret_bytes key_of(const session_salt& salt) const { return derive_key(shared_key_, salt); }

 private:
    void begin();

    const base::secret_bytes shared_key_;
    base::random& random_;  // outlives this
    const std::uint64_t messages_per_session_;

    std::mutex mutex_;  // guards what follows
    std::shared_ptr<const base::secret_bytes> key_;
    session_salt salt_{};
    nonce first_{};
    std::uint64_t count_ = 0;
    unsigned forks_ = 0;
};

}  // namespace vafast::encryption_detail
