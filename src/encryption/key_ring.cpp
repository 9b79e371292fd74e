#include "encryption/sessions.hpp"

#include <vafast/encryption.hpp>

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

namespace vafast {
namespace encryption_detail {
namespace {

constexpr std::uint32_t least_iterations = 600'000;  // OWASP, 2023
constexpr std::uint32_t most_iterations = 100'000'000;
constexpr std::size_t shortest_salt = 16;  // NIST SP 800-132 section 5.1
constexpr std::size_t longest_text = 4096;

[[noreturn]] void refuse(const std::string& sentence) { throw error(error_kind::invalid_argument, sentence); }

// Not random: all who share the passphrase arrive at the same key, and nobody has to stretch it again for each sender
// (docs/decisions/0004-a-passphrase-has-an-agreed-salt.md).
std::vector<std::byte> salt_of(std::string_view id, std::string_view given) {
    const base::bytes bytes = base::as_bytes(given);
    if (!given.empty()) return {bytes.begin(), bytes.end()};
    return sha_256(base::as_bytes("vafast passphrase " + std::string(id)));
}

}  // namespace

// A key by its id.
struct ring_key {
    ring_key(std::string_view of_id, base::secret_bytes key, std::optional<kdf_parameters> stretched = {})
        : id(of_id), kdf(std::move(stretched)), sessions(std::move(key)) {}

    const std::string id;
    const std::optional<kdf_parameters> kdf;
    encryption_detail::sessions sessions;
};

class ring {
 public:
    using entry = std::shared_ptr<ring_key>;

    void add(entry added) {
        const std::unique_lock lock(mutex_);
        check_free(added->id);
        keys_.push_back(std::move(added));
    }
    bool remove(std::string_view id) {
        const std::unique_lock lock(mutex_);
        return std::erase_if(keys_, [&](const entry& each) { return each->id == id; }) != 0;
    }
    entry newest() const {
        const std::shared_lock lock(mutex_);
        return keys_.empty() ? nullptr : keys_.back();
    }
    entry find(std::string_view id) const {
        const std::shared_lock lock(mutex_);
        const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const entry& each) { return each->id == id; });
        return found == keys_.end() ? nullptr : *found;
    }

 private:
    void check_free(std::string_view id) const {
        if (std::any_of(keys_.begin(), keys_.end(), [&](const entry& each) { return each->id == id; }))
            refuse("The key ring has a key of the id " + std::string(id) + " already; a new key needs a new id.");
    }

    mutable std::shared_mutex mutex_;
    std::vector<entry> keys_;
};

}  // namespace encryption_detail

using namespace encryption_detail;

key_ring::key_ring() : ring_(std::make_unique<ring>()) {}
key_ring::~key_ring() = default;
key_ring::key_ring(key_ring&&) noexcept = default;
key_ring& key_ring::operator=(key_ring&&) noexcept = default;

void key_ring::add(std::string_view id, std::span<const std::byte> key) {
    if (key.size() != key_size)
        refuse("The encryption key has " + std::to_string(key.size()) +
               " bytes; it needs 32: `openssl rand 32` makes one.");
    ring_->add(std::make_shared<ring_key>(id, base::secret_bytes(key)));
}

void key_ring::add_passphrase(std::string_view id, std::string_view passphrase, const passphrase_options& options) {
    if (passphrase.empty() || passphrase.size() > longest_text)
        refuse("The passphrase has " + std::to_string(passphrase.size()) + " bytes; it has to have 1 to 4096.");
    if (options.iterations < least_iterations || options.iterations > most_iterations)
        refuse("The option iterations is " + std::to_string(options.iterations) +
               "; it has to be between 600000 and 100000000.");
    if (!options.salt.empty() && (options.salt.size() < shortest_salt || options.salt.size() > longest_text))
        refuse("The option salt has " + std::to_string(options.salt.size()) + " bytes; it has to have 16 to 4096.");
    kdf_parameters kdf{salt_of(id, options.salt), options.iterations};
    base::secret_bytes key = stretch(passphrase, kdf.salt, kdf.iterations);
    ring_->add(std::make_shared<ring_key>(id, std::move(key), std::move(kdf)));
}

bool key_ring::remove(std::string_view id) { return ring_->remove(id); }

json key_ring::seal(const json& value, const encryption_context& context) const {
    const auto with = ring_->newest();
    if (!with) refuse("The key ring has no key to seal with.");
    const auto [key, salt, once] = with->sessions.next();
    std::string plain = value.dump();
    document sealed{with->id, with->kdf, salt, once, {}};
    sealed.ciphertext = encrypt(*key, once, associated_data(with->id, context), base::as_bytes(plain));
    base::wipe(std::as_writable_bytes(std::span(plain)));
    return to_json(sealed);
}

std::optional<json> key_ring::open(const json& sealed, const encryption_context& context) const {
    const auto document = to_document(sealed);
    if (!document) return std::nullopt;
    const auto with = ring_->find(document->key_id);
    // Nobody is made to stretch a passphrase by a message.
    if (!with || with->kdf != document->kdf) return std::nullopt;
    auto plain = decrypt(with->sessions.key_of(document->salt), document->once,
                         associated_data(document->key_id, context), document->ciphertext);
    if (!plain) return std::nullopt;
    json value;
    const bool is_json = json::try_parse(base::as_text(*plain), value);
    base::wipe(*plain);
    return is_json ? std::optional(std::move(value)) : std::nullopt;
}

bool is_encrypted(const json& message) noexcept {
    const json* encrypted = message.find("encrypted");
    return encrypted && encrypted->is_boolean() && encrypted->get<bool>();
}

}  // namespace vafast
