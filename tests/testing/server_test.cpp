// The server that does as it is told, on a port and in memory.
#include <vafast/client.hpp>
#include <vafast/testing.hpp>
#include <vafast/testing/gmock.hpp>

namespace vafast::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A server of each kind, and clients for it.
class server_test : public ::testing::TestWithParam<bool> {
 protected:
    testing::clock clock;
    testing::server server = GetParam() ? testing::server(clock) : testing::server();

    websocket_client<> make_client(client_options options = {}) {
        options.auto_reconnect = false;
        if (GetParam()) options.runtime = clock.runtime();
        return create_websocket_client(server.url("/ws?room=1"), std::move(options));
    }
    static std::string why_it_does_not_connect(websocket_client<> client) {
        try {
            client.connect().get(5s);
        } catch (const error& thrown) {
            return std::string(to_string(thrown.kind())) + ": " + thrown.what();
        }
        return "it does";
    }
    // The first event of those that are told when a connection goes wrong.
    template <class Do>
    std::string what_goes_wrong(Do act) {
        auto client = make_client();
        const auto failed = next<"error">(client);
        client.connect().get(5s);
        act();
        const error told = failed.get(5s);
        return std::string(to_string(told.kind())) + ": " + told.what();
    }
};

INSTANTIATE_TEST_SUITE_P(, server_test, ::testing::Values(false, true),
                         [](const auto& kind) { return kind.param ? "in_memory" : "on_a_port"; });

TEST_P(server_test, accepts_and_records_what_came) {
    auto client = make_client({.protocols = {"chat", "v1"}, .headers = {{"X-From", "a test"}}});
    client.connect().get(5s);
    client.send("Hello");
    client.send({{"type", "test"}});
    client.send(binary(3, std::byte{7}));
    EXPECT_THAT(server.wait_for_message().value(), is_text("Hello"));
    EXPECT_THAT(server.wait_for_message().value(), is_json({{"type", "test"}}));
    EXPECT_THAT(server.wait_for_message().value(), is_binary(binary(3, std::byte{7})));
    EXPECT_EQ(server.wait_for_message(0ms), std::nullopt);
    EXPECT_THAT(server.received(), ElementsAre(is_text("Hello"), is_json({{"type", "test"}}), ::testing::_));

    const received_request request = server.wait_for_request().value();
    EXPECT_EQ(request.target, "/ws?room=1");
    EXPECT_EQ(request.header("x-from"), "a test");
    EXPECT_THAT(request.protocols, ElementsAre("chat", "v1", "vafast.v1"));

    client.close(4001, "enough").get(5s);
    const received_close closed = server.wait_for_close().value();
    EXPECT_EQ(closed.code, 4001);
    EXPECT_EQ(closed.reason, "enough");
    EXPECT_EQ(server.connections(), 0u);
}

TEST_P(server_test, sends_text_json_and_binary_messages) {
    auto client = make_client();
    std::vector<std::string> got;
    const auto last = std::make_shared<std::promise<void>>();
    client.on<"message">([&got, last](const message_event& event) {
        got.push_back((event.is_text ? "text " : "binary ") + std::string(event.text()));
        if (got.size() == 3) last->set_value();
    });
    client.connect().get(5s);
    server.send("Hello");
    server.send({{"type", "test"}});
    server.send(binary(2, std::byte{'x'}));
    ASSERT_EQ(last->get_future().wait_for(5s), std::future_status::ready);
    EXPECT_THAT(got, ElementsAre("text Hello", "text {\"type\":\"test\"}", "binary xx"));
}

TEST_P(server_test, follows_its_script_one_connection_after_the_other) {
    server.script({{.status = 401, .body = "Who are you?"},
                   {.status = 503, .headers = {{"Retry-After", "7"}}},
                   {.protocol = "chat", .echo = true}});
    EXPECT_THAT(why_it_does_not_connect(make_client()), AllOf(StartsWith("handshake: "), HasSubstr("401")));
    EXPECT_THAT(why_it_does_not_connect(make_client()), HasSubstr("503"));
    for (int i = 0; i < 2; ++i) {
        auto client = make_client({.protocols = {"chat"}});
        client.connect().get(5s);
        EXPECT_EQ(client.get_connection_info().protocol, "chat");
        const auto echoed = next<"message">(client);
        client.send("Is there anybody?");
        EXPECT_THAT(echoed.get(5s), is_text("Is there anybody?"));
    }
}

TEST_P(server_test, breaks_the_handshake_in_all_ways) {
    server.script({{.answer = "SSH-2.0-OpenSSH_9.2\r\n\r\n"},
                   {.wrong_accept_key = true},
                   {.cut_at = step::handshake},
                   {.protocol = "not-offered"}});
    EXPECT_THAT(why_it_does_not_connect(make_client()), StartsWith("handshake: "));
    EXPECT_THAT(why_it_does_not_connect(make_client()), HasSubstr("Sec-WebSocket-Accept"));
    EXPECT_THAT(why_it_does_not_connect(make_client()), StartsWith("handshake: "));
    EXPECT_THAT(why_it_does_not_connect(make_client()), HasSubstr("not-offered"));
}

TEST_P(server_test, breaks_the_protocol_in_all_ways) {
    for (const corruption how : {corruption::reserved_bits, corruption::unknown_opcode, corruption::masked,
                                 corruption::not_utf8, corruption::no_beginning, corruption::fragmented_ping,
                                 corruption::long_ping, corruption::forbidden_close_code})
        EXPECT_THAT(what_goes_wrong([&] { server.corrupt(how); }), StartsWith("protocol: ")) << static_cast<int>(how);
    EXPECT_THAT(what_goes_wrong([&] { server.send_bytes("\xff\xff"); }), StartsWith("protocol: "));
}

TEST_P(server_test, cuts_the_connection_also_within_a_frame) {
    EXPECT_THAT(what_goes_wrong([&] { server.cut(); }), StartsWith("connection_lost: "));
    EXPECT_THAT(what_goes_wrong([&] { server.cut_in_frame(); }), StartsWith("connection_lost: "));
    server.script({{.cut_at = step::open}});
    auto client = make_client();
    const auto closed = next<"close">(client);
    client.connect();
    EXPECT_EQ(closed.get(5s).code, close_code::abnormal);
}

TEST_P(server_test, closes_with_a_code_and_a_reason) {
    auto client = make_client();
    const auto closed = next<"close">(client);
    client.connect().get(5s);
    server.close(4000, "Good night.");
    EXPECT_EQ(closed.get(5s).code, 4000);
    EXPECT_EQ(closed.get(5s).reason, "Good night.");
    EXPECT_TRUE(closed.get(5s).was_clean);
    EXPECT_THROW(server.close(1005), error);
}

TEST_P(server_test, stops_and_starts_again_at_the_same_place) {
    const std::string url = server.url();
    auto client = make_client();
    const auto closed = next<"close">(client);
    client.connect().get(5s);
    server.stop();
    EXPECT_EQ(closed.get(5s).code, close_code::abnormal);
    EXPECT_THAT(why_it_does_not_connect(make_client()), StartsWith("connect: "));
    server.start();
    EXPECT_EQ(server.url(), url);
    EXPECT_EQ(why_it_does_not_connect(make_client()), "it does");
}

TEST_P(server_test, speaks_tls_with_a_certificate_of_its_own) {
    testing::server secure = GetParam() ? testing::server(clock, {.tls = true}) : testing::server({.tls = true});
    client_options options{.auto_reconnect = false, .tls = {.ca = secure.certificate()}};
    if (GetParam()) options.runtime = clock.runtime();
    auto client = create_websocket_client(secure.url(), options);
    client.connect().get(5s);
    EXPECT_THAT(client.get_connection_info().tls_version, StartsWith("TLS"));
    EXPECT_EQ(secure.tls_handshakes().full, 1u);

    options.tls = {};
    EXPECT_THAT(why_it_does_not_connect(create_websocket_client(secure.url(), options)), StartsWith("tls: "));
}

TEST_P(server_test, refuses_a_script_that_cannot_be_sent) {
    EXPECT_THROW(server.script({{.headers = {{"X", "a\r\nEvil: yes"}}}}), error);
}

TEST(server, delays_what_it_sends_in_the_time_of_its_clock) {
    clock time;
    server server(time);
    server.script({{.echo = true, .delay = 300ms}});
    auto client = create_websocket_client(server.url(), {.runtime = time.runtime()});
    const auto connected = client.connect();
    time.advance(299ms);
    EXPECT_FALSE(connected.is_ready());
    time.advance(1ms);
    EXPECT_TRUE(connected.is_ready());
    const auto echoed = next<"message">(client);
    client.send("Hello");
    time.advance(299ms);
    EXPECT_FALSE(echoed.is_ready());
    time.advance(1ms);
    EXPECT_TRUE(echoed.is_ready());
}

TEST(server, is_reached_in_memory_by_clients_of_its_clock_only) {
    clock time;
    server server(time);
    auto stranger = create_websocket_client(server.url(), {.auto_reconnect = false});
    EXPECT_THROW(stranger.connect().get(5s), error);
}

TEST(next_event, ends_also_where_the_client_does) {
    auto client = std::make_optional(create_websocket_client("ws://127.0.0.1:1/"));
    const auto never = next<"message">(*client);
    client.reset();
    try {
        never.get(5s);
        FAIL() << "there was a message";
    } catch (const error& thrown) {
        EXPECT_THAT(thrown, is_error(error_kind::cancelled));
    }
}

}  // namespace
}  // namespace vafast::testing
