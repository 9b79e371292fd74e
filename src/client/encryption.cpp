#include "client/encryption.hpp"

#include "base/secret_bytes.hpp"

#include <vafast/client.hpp>

#include <span>

namespace vafast {
namespace client_detail {

std::shared_ptr<const key_ring> take_keys(encryption_options& options) {
    const auto refuse = [](const char* sentence) { throw error(error_kind::invalid_argument, sentence); };
    if (!options.enabled) return nullptr;
    if (options.algorithm != "AES-256-GCM") refuse("The option encryption.algorithm has to be AES-256-GCM.");
    if (options.key.empty() == !options.keys)
        refuse("Encryption needs either the option encryption.key or the option encryption.keys.");
    if (options.keys) return options.keys;
    auto ring = std::make_shared<key_ring>();
    ring->add_passphrase("default", options.key);
    base::wipe(std::as_writable_bytes(std::span(options.key)));
    options.key.clear();
    return ring;
}

}  // namespace client_detail

const key_ring& client_base::keys() const {
    if (keys_) return *keys_;
    throw error(error_kind::invalid_argument, "This client has no keys: the option encryption.enabled is false.");
}

json client_base::encrypt(const json& value, const encryption_context& context) const {
    return keys().seal(value, context);
}

json client_base::decrypt(const json& sealed, const encryption_context& context) const {
    if (auto value = keys().open(sealed, context)) return *std::move(value);
    throw error(error_kind::invalid_message, "The message cannot be decrypted.").final();
}

}  // namespace vafast
