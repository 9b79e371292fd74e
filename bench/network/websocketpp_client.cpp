// websocketpp over Asio.
#include "echo_result.hpp"

#include <memory>
#include <string>
#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_no_tls_client.hpp>

int main(int count, char** words) {
    using endpoint = websocketpp::client<websocketpp::config::asio_client>;
    const bench::echo_request asked = bench::read_echo_request(count, words);
    endpoint client;
    client.clear_access_channels(websocketpp::log::alevel::all);
    client.init_asio();
    client.set_tcp_post_init_handler([](websocketpp::connection_hdl) {});
    const std::string payload(asked.size, 'x');
    const auto kind = asked.is_text() ? websocketpp::frame::opcode::text : websocketpp::frame::opcode::binary;
    std::unique_ptr<bench::echo_result> result;
    std::size_t finished = 0;
    client.set_open_handler([&](websocketpp::connection_hdl connection) {
        client.get_con_from_hdl(connection)->get_raw_socket().set_option(boost::asio::ip::tcp::no_delay(true));
        result = std::make_unique<bench::echo_result>(asked);
        for (std::size_t i = 0; i < asked.window; ++i) client.send(connection, payload, kind);
    });
    client.set_message_handler([&](websocketpp::connection_hdl connection, endpoint::message_ptr) {
        if (result->received())
            client.send(connection, payload, kind);
        else if (++finished == asked.window)
            client.stop();
    });
    websocketpp::lib::error_code failure;
    client.connect(client.get_connection("ws://127.0.0.1:" + std::to_string(asked.port) + "/", failure));
    client.run();
    result->tell();
}
