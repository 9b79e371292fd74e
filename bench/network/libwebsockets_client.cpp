// libwebsockets, as its examples do it: a message is written where the library says that the connection is writeable.
#include "asked.hpp"

#include <cstring>
#include <libwebsockets.h>
#include <optional>

namespace {

struct client {
    bench::request asked;
    std::optional<bench::result> result;
    std::string memory;  // a message, with the room for its header that the library wants
    std::size_t to_send = 0;
    std::size_t finished = 0;
    bool is_over = false;
};

int on_event(lws* connection, lws_callback_reasons what, void*, void* data, std::size_t size) {
    if (!lws_get_context(connection)) return 0;
    client& own = *static_cast<client*>(lws_context_user(lws_get_context(connection)));
    switch (what) {
        case LWS_CALLBACK_CLIENT_ESTABLISHED:
            own.result.emplace(own.asked);
            own.to_send = own.asked.window;
            lws_callback_on_writable(connection);
            break;
        case LWS_CALLBACK_CLIENT_WRITEABLE: {
            if (own.to_send == 0) break;
            auto* payload = reinterpret_cast<unsigned char*>(own.memory.data() + LWS_PRE);
            std::memcpy(payload, own.asked.payload.data(), own.asked.payload.size());  // it was masked in place
            const auto kind = own.asked.is_text() ? LWS_WRITE_TEXT : LWS_WRITE_BINARY;
            if (lws_write(connection, payload, own.asked.payload.size(), kind) < 0) return -1;
            if (--own.to_send > 0) lws_callback_on_writable(connection);
            break;
        }
        case LWS_CALLBACK_CLIENT_RECEIVE:
            static_cast<void>(data), static_cast<void>(size);
            if (!lws_is_final_fragment(connection) || lws_remaining_packet_payload(connection) != 0) break;
            if (own.result->received()) {
                if (own.asked.window == 0) break;
                ++own.to_send;
                lws_callback_on_writable(connection);
            } else if (++own.finished >= own.asked.window) {
                own.is_over = true;
            }
            break;
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: std::fprintf(stderr, "no connection\n"); std::exit(1);
        default: break;
    }
    return 0;
}

}  // namespace

int main(int count, char** words) {
    client own{bench::read_request(count, words), {}, {}};
    own.memory.assign(LWS_PRE + own.asked.payload.size(), ' ');
    lws_set_log_level(LLL_ERR, nullptr);
    const lws_protocols protocols[] = {{"bench", on_event, 0, 256 * 1024, 0, nullptr, 0}, {}};
    lws_context_creation_info setup{};
    setup.port = CONTEXT_PORT_NO_LISTEN;
    setup.protocols = protocols;
    setup.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    setup.user = &own;
    lws_context* const context = lws_create_context(&setup);

    lws_client_connect_info to{};
    to.context = context;
    to.address = to.host = to.origin = "127.0.0.1";
    to.port = own.asked.port;
    to.path = "/";
    to.local_protocol_name = "bench";
    if (own.asked.is_secure)  // anybody: what is measured is speed
        to.ssl_connection = LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
    lws_client_connect_via_info(&to);
    while (!own.is_over && lws_service(context, 0) >= 0) {
    }
    own.result->tell();
    lws_context_destroy(context);
}
