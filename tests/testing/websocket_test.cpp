// Testing and debugging: Testing WebSockets
#include <vafast/client.hpp>
#include <vafast/testing.hpp>
#include <vafast/testing/gmock.hpp>

namespace {

using namespace std::chrono_literals;
using vafast::testing::is_json;

struct websocket_client : testing::Test {
    vafast::testing::server server;
    vafast::websocket_client<> client = vafast::create_websocket_client(server.url("/ws"), {.auto_reconnect = false});

    void SetUp() override { server.script({{.echo = true}}); }
    void TearDown() override { client.close(); }
};

TEST_F(websocket_client, should_connect_successfully) {
    client.connect().get(5s);
    EXPECT_TRUE(client.is_connected());
}

TEST_F(websocket_client, should_send_and_receive_messages) {
    client.connect().get(5s);
    const auto received = vafast::testing::next<"message">(client);
    client.send({{"type", "test"}, {"data", "hello"}});
    EXPECT_THAT(received.get(5s), is_json({{"type", "test"}, {"data", "hello"}}));
}

TEST_F(websocket_client, should_handle_connection_errors) {
    client = vafast::create_websocket_client("ws://invalid-url:9999", {.auto_reconnect = false});
    const auto failed = vafast::testing::next<"error">(client);
    EXPECT_THROW(client.connect().get(5s), vafast::error);
    EXPECT_THAT(failed.get(5s), vafast::testing::is_error(vafast::error_kind::resolve));
}

}  // namespace
