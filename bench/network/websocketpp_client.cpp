// websocketpp over Asio. What it has of permessage-deflate, its clients do not offer.
#include "asked.hpp"

#include <optional>
#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_client.hpp>

namespace {

void secure(websocketpp::client<websocketpp::config::asio_client>&) {}
void secure(websocketpp::client<websocketpp::config::asio_tls_client>& client) {
    namespace ssl = boost::asio::ssl;
    client.set_tls_init_handler([](websocketpp::connection_hdl) {  // anybody: what is measured is speed
        return websocketpp::lib::make_shared<ssl::context>(ssl::context::tls_client);
    });
}

template <class Config>
void measure(const bench::request& asked) {
    websocketpp::client<Config> client;
    client.clear_access_channels(websocketpp::log::alevel::all);
    client.init_asio();
    secure(client);
    const auto kind = asked.is_text() ? websocketpp::frame::opcode::text : websocketpp::frame::opcode::binary;
    std::optional<bench::result> result;
    std::size_t finished = 0;
    client.set_open_handler([&](websocketpp::connection_hdl connection) {
        client.get_con_from_hdl(connection)->get_raw_socket().set_option(boost::asio::ip::tcp::no_delay(true));
        result.emplace(asked);
        for (std::size_t i = 0; i < asked.window; ++i) client.send(connection, asked.payload, kind);
    });
    client.set_message_handler(
        [&](websocketpp::connection_hdl connection, typename websocketpp::client<Config>::message_ptr) {
            const bool goes_on = result->received();
            if (goes_on && asked.window != 0) client.send(connection, asked.payload, kind);
            if (!goes_on && ++finished >= asked.window) client.stop();
        });
    websocketpp::lib::error_code failure;
    client.connect(client.get_connection(asked.url(), failure));
    client.run();
    result->tell();
}

}  // namespace

int main(int count, char** words) {
    const bench::request asked = bench::read_request(count, words);
    if (asked.is_secure)
        measure<websocketpp::config::asio_tls_client>(asked);
    else
        measure<websocketpp::config::asio_client>(asked);
}
