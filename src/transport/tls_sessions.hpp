// TLS sessions that a client's context keeps (RFC 8446 section 2.2, RFC 5246 section 7.3), so that further connections
// to the same server do without its certificate and signature. In memory only, the latest of each server. Thread-safe.
#pragma once

#include <string>

struct ssl_st;      // OpenSSL's SSL
struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace vafast::transport {

// From now on; for contexts whose connections verify all in the same way, since what was verified is not again.
void keep_sessions(ssl_ctx_st* context);

// Before a handshake with `server`: takes up the session with it, where there is one, and keeps those that it gives.
// Nothing where the context keeps none.
void resume_session(ssl_st* ssl, std::string server);

}  // namespace vafast::transport
