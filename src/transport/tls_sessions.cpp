#include "transport/tls_sessions.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include <openssl/ssl.h>

namespace vafast::transport {
namespace {

constexpr std::size_t most_servers = 256;

using session = std::unique_ptr<SSL_SESSION, decltype(&::SSL_SESSION_free)>;

struct session_store {
    std::mutex mutex;
    std::map<std::string, session> sessions;
};

template <class Kept>
void destroy(void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) noexcept {
    delete static_cast<Kept*>(kept);
}

int store_index() {
    static const int index = ::SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &destroy<session_store>);
    return index;
}
int server_index() {
    static const int index = ::SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, &destroy<std::string>);
    return index;
}

session_store* store_of(SSL* ssl) {
    return static_cast<session_store*>(::SSL_CTX_get_ex_data(::SSL_get_SSL_CTX(ssl), store_index()));
}

// OpenSSL gives us a reference; 1 keeps it.
int keep(SSL* ssl, SSL_SESSION* given) noexcept {
    session_store* store = store_of(ssl);
    const auto* server = static_cast<const std::string*>(::SSL_get_ex_data(ssl, server_index()));
    if (store == nullptr || server == nullptr) return 0;
    try {
        const std::lock_guard lock(store->mutex);
        if (store->sessions.size() >= most_servers && !store->sessions.contains(*server)) store->sessions.clear();
        const auto [place, added] = store->sessions.try_emplace(*server, nullptr, &::SSL_SESSION_free);
        place->second.reset(given);
        return 1;
    } catch (...) {
        return 0;  // out of memory: a full handshake next time
    }
}

}  // namespace

void keep_sessions(SSL_CTX* context) {
    auto store = std::make_unique<session_store>();
    if (::SSL_CTX_set_ex_data(context, store_index(), store.get()) != 1) return;
    static_cast<void>(store.release());  // the context's own now
    ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    ::SSL_CTX_sess_set_new_cb(context, &keep);
}

void resume_session(SSL* ssl, std::string server) {
    session_store* store = store_of(ssl);
    if (store == nullptr) return;
    {
        const std::lock_guard lock(store->mutex);
        const auto found = store->sessions.find(server);
        if (found != store->sessions.end() && ::SSL_SESSION_is_resumable(found->second.get()) == 1) {
            // A copy: under TLS 1.3 OpenSSL lets nobody use one again that was taken up. (A ticket that is used twice
            // tells who listens that both connections are of one client, RFC 8446 appendix C.4. These are, openly.)
            const session copy(::SSL_SESSION_dup(found->second.get()), &::SSL_SESSION_free);
            if (copy) ::SSL_set_session(ssl, copy.get());
        }
    }
    auto kept = std::make_unique<std::string>(std::move(server));
    if (::SSL_set_ex_data(ssl, server_index(), kept.get()) == 1) static_cast<void>(kept.release());
}

}  // namespace vafast::transport
