// The keys that a client's options name. Any thread.
#pragma once

#include <vafast/client_options.hpp>
#include <vafast/encryption.hpp>

#include <memory>

namespace vafast::client_detail {

// Wipes the passphrase in `options`. nullptr where encryption is off. Throws error(invalid_argument) that names the
// option which is wrong.
std::shared_ptr<const key_ring> take_keys(encryption_options& options);

}  // namespace vafast::client_detail
