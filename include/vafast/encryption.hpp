// Encryption from end to end: messages that only those can read who share a key, and that the hub in between cannot.
//
//   vafast::key_ring keys;
//   keys.add("2026-11", key);                                     // 32 bytes
//   json sealed = keys.seal({{"text", "psst"}}, {.room = "general", .sender = "alice"});
//   std::optional<json> opened = keys.open(sealed, {.room = "general", .sender = "alice"});
//
// AES-256-GCM, with nonces that never repeat for a key. docs/encryption.md has the format, and what a hub can still do.
#pragma once

#include <vafast/json.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vafast {

namespace encryption_detail {
class ring;
}

// Where a message belongs. Who opens it has to name the same, or it does not open: a message cannot be moved to another
// room, or be passed off as another sender's. What is left empty is not bound.
struct encryption_context {
    std::string room{};    // where it is said
    std::string sender{};  // who says it
    std::string event{};   // what kind of message it is
};

// How a key is made of a passphrase: the same for all who share it.
struct passphrase_options {
    // Of PBKDF2 with SHA-256: what each guess costs an attacker, and the ring once. 600,000 (a quarter of a second) to
    // 100 million; the same for all who share the passphrase. Default: 600,000.
    std::uint32_t iterations = 600'000;
    // Makes guessing pay for this passphrase only; at least 16 bytes, the same for all who share it. Default: made from
    // the id of the key.
    std::string salt{};
};

// The keys that one has. Seals with the one that was added last, opens with the one that a message names: for rotation,
// add the new key everywhere, then remove the old one. Wipes its keys when it lets go of them. Any thread.
class key_ring {
 public:
    key_ring();
    ~key_ring();
    key_ring(key_ring&&) noexcept;
    key_ring& operator=(key_ring&&) noexcept;

    // A key of 32 random bytes: `openssl rand 32` makes one. Throws error(invalid_argument) for another size, and for
    // an id that is in use.
    void add(std::string_view id, std::span<const std::byte> key);
    // A key stretched from a passphrase, which takes a moment. Whoever records messages can try passphrases at home: it
    // should be long. Throws error(invalid_argument) where it is empty, for an id that is in use, and for options out
    // of their range.
    void add_passphrase(std::string_view id, std::string_view passphrase, const passphrase_options& options = {});
    // What was sealed with this key does not open any more. Whether there was one.
    bool remove(std::string_view id);

    // A JSON object that tells neither the value nor its type, but about its length. Throws error(invalid_argument)
    // where the ring is empty.
    json seal(const json& value, const encryption_context& context = {}) const;
    // Nothing where `sealed` was not sealed with a key of this ring in the same context, or was altered. It does not
    // say which.
    std::optional<json> open(const json& sealed, const encryption_context& context = {}) const;

 private:
    std::shared_ptr<encryption_detail::ring> ring_;  // its own; never null but after a move
};

// Whether a message says that it is encrypted: {"encrypted": true, …}.
bool is_encrypted(const json& message) noexcept;

}  // namespace vafast
