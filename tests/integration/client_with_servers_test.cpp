// Our client with servers of other libraries.
#include "integration/noted_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::integration {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class client_with_server : public ::testing::TestWithParam<library> {};
INSTANTIATE_TEST_SUITE_P(of, client_with_server, ::testing::Values(library::ws, library::bun, library::websockets),
                         name_of);

TEST_P(client_with_server, exchanges_text_json_and_binary) {
    const peer_server server(GetParam());
    noted_client client(server.url("/echo"));
    client.connect();
    client->send("Hello");
    client->send("Grüße, 世界, 🌍");
    client->send("");
    client->send({{"type", "chat"}, {"n", 1}});
    client->send(binary{std::byte{0}, std::byte{255}});
    client->send(binary{});
    EXPECT_TRUE(client.exchanges("the end"));
    client.close();
    EXPECT_THAT(client.notes(),
                ElementsAre("open", "text Hello", "text Grüße, 世界, 🌍", "text ", R"(text {"type":"chat","n":1})",
                            "binary 00ff", "binary ", "text the end", StartsWith("close 1000 ")));
}

TEST_P(client_with_server, exchanges_messages_of_1_and_16_mib) {
    const peer_server server(GetParam());
    noted_client client(server.url("/echo"));
    client.connect();
    for (const std::size_t size : {std::size_t{1} << 20, std::size_t{16} << 20}) {
        EXPECT_TRUE(client.exchanges(long_text(size)));
        EXPECT_TRUE(client.exchanges(binary(size, std::byte{200})));
    }
}

TEST_P(client_with_server, exchanges_many_messages_in_order) {
    const peer_server server(GetParam());
    noted_client client(server.url("/echo"));
    client.connect();
    std::vector<std::string> expected{"open"};
    for (int i = 0; i < 2'000; ++i) {
        client->send(std::to_string(i));
        expected.push_back("text " + std::to_string(i));
    }
    ASSERT_TRUE(client.waits_for("text 1999"));
    EXPECT_EQ(client.notes(), expected);
}

TEST_P(client_with_server, agrees_on_compression_with_and_without_context_takeover) {
    for (const bool alone : {false, true}) {
        const peer_server server(GetParam(), {{"compression", alone ? "no_takeover" : "takeover"}});
        noted_client client(server.url("/echo"), {.compression = {.enabled = true,
                                                                  .client_no_context_takeover = alone,
                                                                  .server_no_context_takeover = alone}});
        client.connect();
        const std::string agreed = client->get_connection_info().extensions;
        EXPECT_THAT(agreed, StartsWith("permessage-deflate"));
        if (alone) {
            EXPECT_THAT(agreed, HasSubstr("server_no_context_takeover"));
        }
        for (int i = 1; i <= 3; ++i) {  // each time smaller, where the context is kept
            client->send("the same again, and again, and again, and longer than what is sent as it is");
            EXPECT_TRUE(client.waits_for("text the same again", i));
        }
        EXPECT_TRUE(client.exchanges(""));
        EXPECT_TRUE(client.exchanges("Grüße, 世界, 🌍"));
        EXPECT_TRUE(client.exchanges(binary(100'000, std::byte{1})));
        EXPECT_TRUE(client.exchanges(long_text(1 << 20)));
        client.close();
    }
}

TEST_P(client_with_server, does_without_compression_where_the_server_does_not_want_it) {
    const peer_server server(GetParam(), {{"compression", "none"}});
    noted_client client(server.url("/echo"), {.compression = {.enabled = true}});
    client.connect();
    EXPECT_EQ(client->get_connection_info().extensions, "");
    EXPECT_TRUE(client.exchanges(long_text(10'000)));
}

TEST_P(client_with_server, agrees_on_a_subprotocol) {
    const peer_server server(GetParam(), {{"protocols", {"chat.v2", "chat.v1"}}});
    const auto agreed = [&](std::vector<std::string> offered) {
        noted_client client(server.url("/echo"), {.protocols = std::move(offered)});
        client.connect();
        return client->get_connection_info().protocol;
    };
    EXPECT_EQ(agreed({"chat.v1", "chat.v2"}), "chat.v2");
    EXPECT_EQ(agreed({"other", "chat.v1"}), "chat.v1");
    EXPECT_EQ(agreed({}), "");
}

TEST_P(client_with_server, sends_headers_and_the_credentials_of_the_url) {
    const peer_server server(GetParam());
    noted_client client("ws://user:secret@127.0.0.1:" + std::to_string(server.port()) + "/commands",
                        {.headers = {{"X-Token", "of gold"}}});
    client.connect();
    client->send("header X-Token");
    EXPECT_TRUE(client.waits_for("text of gold"));
    client->send("header Authorization");
    EXPECT_TRUE(client.waits_for("text Basic dXNlcjpzZWNyZXQ="));
    client->send("header Host");
    EXPECT_TRUE(client.waits_for("text 127.0.0.1:" + std::to_string(server.port())));
}

TEST_P(client_with_server, answers_pings) {
    const peer_server server(GetParam());
    noted_client client(server.url("/commands"));
    client.connect();
    client->send("ping payload");
    EXPECT_TRUE(client.waits_for("text pong payload"));
}

TEST_P(client_with_server, is_kept_alive_by_answers_to_its_pings) {
    peer_server server(GetParam());
    noted_client client(server.url("/echo"), {.heartbeat_interval = 5ms, .heartbeat_timeout = patience});
    client.connect();
    EXPECT_TRUE(client.waits_for("heartbeat", 5));
    for (int i = 0; i < 5; ++i) server.program().wait_for("ping");
    EXPECT_TRUE(client->is_connected());
}

TEST_P(client_with_server, closes_with_a_code_and_a_reason) {
    peer_server server(GetParam());
    noted_client client(server.url("/echo"));
    client.connect();
    client->close(4001, "bis später").get(patience);
    EXPECT_EQ(server.program().wait_for("closed "), "4001 bis später");
    EXPECT_THAT(client.notes().back(), AllOf(StartsWith("close 4001 "), HasSubstr(", clean, for good")));
}

TEST_P(client_with_server, is_closed_with_a_code_and_a_reason) {
    const peer_server server(GetParam());
    noted_client client(server.url("/commands"), {.auto_reconnect = false});
    client.connect();
    client->send("close 4002 enough of it");
    EXPECT_TRUE(client.waits_for("close 4002 enough of it, clean, for good"));
}

TEST_P(client_with_server, drops_the_connection_at_once_when_forced_to) {
    peer_server server(GetParam());
    noted_client client(server.url("/echo"));
    client.connect();
    client->force_close().get(patience);
    EXPECT_THAT(server.program().wait_for("closed "), StartsWith("1006"));
    EXPECT_THAT(client.notes().back(), StartsWith("close 1006 "));
}

TEST_P(client_with_server, takes_a_refusal_with_401_as_final) {
    const peer_server server(GetParam());
    noted_client client(server.url("/refuse/401"));
    try {
        client.connect();
        FAIL() << "it connected";
    } catch (const error& refusal) {
        EXPECT_EQ(refusal.kind(), error_kind::handshake);
        EXPECT_EQ(refusal.http_status(), 401);
        EXPECT_FALSE(refusal.retryable());
        EXPECT_THAT(refusal.what(), HasSubstr("401"));
    }
    EXPECT_TRUE(client.waits_for("close"));
    EXPECT_THAT(client.notes(), ElementsAre(StartsWith("error handshake, final: "), HasSubstr(", for good")));
}

TEST_P(client_with_server, comes_back_after_a_refusal_with_503_not_sooner_than_asked) {
    const peer_server server(GetParam());
    noted_client client(server.url("/refuse/503"));
    EXPECT_THAT(client.why_it_does_not_connect(), AllOf(StartsWith("handshake: "), HasSubstr("503")));
    EXPECT_TRUE(client.waits_for("reconnect 1 in 7005 ms"));  // Retry-After, and our own delay
}

TEST_P(client_with_server, comes_back_when_the_server_was_killed_and_started_again) {
    auto server = std::make_unique<peer_server>(GetParam());
    noted_client client(server->url("/echo"));
    client.connect();
    for (int round = 1; round <= 2; ++round) {
        EXPECT_TRUE(client.exchanges("before " + std::to_string(round)));
        const std::uint16_t port = server->port();
        server->program().kill();
        EXPECT_TRUE(client.waits_for("error connect: ", round));  // nobody there for a while
        server = std::make_unique<peer_server>(GetParam(), json::object(), port);
        EXPECT_TRUE(client.waits_for("reconnect_success", round));
        EXPECT_TRUE(client.exchanges("after " + std::to_string(round)));
    }
    EXPECT_THAT(client.notes(),
                Contains(AllOf(StartsWith("close 1006"), HasSubstr("not clean, will reconnect"))).Times(2));
}

// What a server does with each connection, as soon as it is open.
class client_with_unkind_server : public ::testing::TestWithParam<std::tuple<library, const char*>> {};
INSTANTIATE_TEST_SUITE_P(of, client_with_unkind_server,
                         ::testing::Combine(::testing::Values(library::ws, library::bun, library::websockets),
                                            ::testing::Values("leave", "cut")),
                         [](const auto& chosen) {
                             return name_of({std::get<0>(chosen.param), 0}) + "_that_" + std::get<1>(chosen.param) +
                                    "s";
                         });

TEST_P(client_with_unkind_server, waits_longer_each_time) {
    const auto& [which, does] = GetParam();
    const peer_server server(which);
    noted_client client(server.url(std::string("/") + does));
    client.why_it_does_not_connect();  // it does, unless it is cut before it has noticed
    EXPECT_TRUE(client.waits_for("reconnect 6"));
    client.close();
    const auto notes = client.notes();
    for (const char* note : {"reconnect 1 in 5 ms", "reconnect 2 in 10 ms", "reconnect 3 in 20 ms",
                             "reconnect 4 in 40 ms", "reconnect 5 in 40 ms", "reconnect 6 in 40 ms"})
        EXPECT_THAT(notes, Contains(note).Times(1));
    EXPECT_THAT(notes, Contains(StartsWith("open")));
    EXPECT_THAT(notes.back(), HasSubstr(", for good"));
}

// Bun cannot send fragments.
class client_with_fragmenting_server : public ::testing::TestWithParam<library> {};
INSTANTIATE_TEST_SUITE_P(of, client_with_fragmenting_server, ::testing::Values(library::ws, library::websockets),
                         name_of);

TEST_P(client_with_fragmenting_server, puts_messages_together_with_pings_between) {
    for (const char* compression : {"none", "takeover"}) {
        const peer_server server(GetParam(), {{"compression", compression}});
        noted_client client(server.url("/commands"), {.compression = {.enabled = true}});
        client.connect();
        client->send("fragments a b c");
        EXPECT_TRUE(client.waits_for("text abc")) << compression;
        client.close();
    }
}

TEST(client_with_ws, sends_and_receives_fewer_bytes_when_compressing) {
    for (const char* compression : {"none", "takeover", "no_takeover"}) {
        peer_server server(library::ws, {{"compression", compression}});
        noted_client client(server.url("/echo"), {.compression = {.enabled = true}});
        client.connect();
        EXPECT_TRUE(client.exchanges(long_text(1 << 20)));
        client.close();
        const std::string traffic = server.program().wait_for("traffic ");
        const int read = std::stoi(traffic);
        const int written = std::stoi(traffic.substr(traffic.find(' ')));
        if (compression == std::string("none")) {
            EXPECT_GT(std::min(read, written), 1 << 20);
        } else {
            EXPECT_LT(std::max(read, written), 20'000) << compression;
        }
    }
}

}  // namespace
}  // namespace vafast::integration
