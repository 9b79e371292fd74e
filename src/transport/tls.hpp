// TLS by OpenSSL: what to trust and which certificate to show. Thread-safe once made.
#pragma once

#include <vafast/transport_options.hpp>

#include <memory>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace vafast::transport {

using tls_context = std::shared_ptr<ssl_ctx_st>;

// Makes OpenSSL ready. At the end of the process it cleans up after all statics that were made after this call are
// gone: who may still have TLS connections then, calls this first.
void prepare_tls();

// For connecting. Throws error(invalid_argument) that names the option and file which cannot be used, and why.
tls_context make_client_tls_context(const tls_options& options);

// The same, for many connections: they take up the TLS sessions of those before them. All have the same options.
tls_context make_resuming_tls_context(const tls_options& options);

// For accepting. Both are required; throws in the same way.
tls_context make_server_tls_context(const pem_source& certificate, const pem_source& private_key);

}  // namespace vafast::transport
