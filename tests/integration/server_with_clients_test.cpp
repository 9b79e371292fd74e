// Our server with clients of other libraries.
#include "client/support.hpp"
#include "hub/support.hpp"
#include "integration/peers.hpp"
#include "integration/programs.hpp"
#include "transport/authority.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::integration {
namespace {

using namespace std::chrono_literals;
using client_detail::testing::event_log;
using hub_detail::testing::raw_client;
using hub_detail::testing::running_server;
using ::testing::Contains;
using ::testing::Not;
using ::testing::StartsWith;

// Echoes, closes when it is told to, answers the question for a header, and notes what happens.
class told_echo final : public hub_detail::application {
 public:
    void on_open(hub_detail::peer&, const websocket::http_request& request) override {
        log.add("open " + request.target);
        token_ = request.header("X-Token");
    }
    void on_message(hub_detail::peer& from, websocket::opcode op, base::mutable_bytes payload) override {
        const std::string_view text = base::as_text(payload);
        if (text == "close please") return from.close(4002, "wie gewünscht");
        if (text == "token please") return from.send(op, base::as_bytes(token_));
        from.send(op, payload);
    }
    void on_close(hub_detail::peer&, std::uint16_t code, std::string_view reason) override {
        log.add("closed " + std::to_string(code) + ' ' + std::string(reason));
    }

    event_log log;

 private:
    std::string token_;
};

std::string url_of(const running_server& server, const std::string& scheme = "ws") {
    return scheme + "://localhost:" + std::to_string(server.port()) + "/ws";
}

class server_with_client : public ::testing::TestWithParam<library> {};
INSTANTIATE_TEST_SUITE_P(of, server_with_client, ::testing::Values(library::ws, library::bun, library::websockets),
                         name_of);

TEST_P(server_with_client, exchanges_text_and_binary_of_every_size) {
    const running_server server;
    process client = start_client(GetParam(), url_of(server), json::object(),
                                  {"text Grüße, 世界, 🌍", "text", "binary 00ff", "binary", "long text 1048576",
                                   "long binary 1048576", "long text 16777216", "long binary 16777216", "close 1000"});
    EXPECT_EQ(client.wait_for("text "), "Grüße, 世界, 🌍");
    EXPECT_EQ(client.wait_for("text "), "");
    EXPECT_EQ(client.wait_for("binary "), "00ff");
    EXPECT_EQ(client.wait_for("binary "), "");
    for (const std::size_t size : {std::size_t{1} << 20, std::size_t{16} << 20}) {
        const std::string text = long_text(size);
        EXPECT_EQ("text " + client.wait_for("text "), show(true, text));
        EXPECT_EQ("binary " + client.wait_for("binary "), show(false, text));
    }
    EXPECT_EQ(client.wait_for("closed "), "1000 ");
}

TEST_P(server_with_client, agrees_on_compression_with_and_without_context_takeover) {
    for (const bool alone : {false, true}) {
        const websocket::deflate_options compression{
            .min_size = 0, .client_no_context_takeover = alone, .server_no_context_takeover = alone};
        const running_server server({.compression = compression});
        for (const char* of_client : {"none", "takeover", "no_takeover"}) {
            SCOPED_TRACE(std::string(of_client) + (alone ? ", server without" : ", server with takeover"));
            process client = start_client(GetParam(), url_of(server), {{"compression", of_client}},
                                          {"text again and again", "text again and again", "text", "binary 0102",
                                           "long text 1048576", "close 1000"});
            EXPECT_EQ(client.wait_for("text "), "again and again");
            EXPECT_EQ(client.wait_for("text "), "again and again");
            EXPECT_EQ(client.wait_for("text "), "");
            EXPECT_EQ(client.wait_for("binary "), "0102");
            EXPECT_EQ("text " + client.wait_for("text "), show(true, long_text(1 << 20)));
            EXPECT_EQ(client.wait_for("closed "), "1000 ");
        }
    }
}

TEST_P(server_with_client, agrees_on_a_subprotocol) {
    const running_server server({.protocols = {"chat.v2", "chat.v1"}});
    process client =
        start_client(GetParam(), url_of(server), {{"protocols", {"other", "chat.v1"}}}, {"text x", "close 1000"});
    EXPECT_EQ(client.wait_for("open "), "chat.v1");
    process without = start_client(GetParam(), url_of(server), json::object(), {"close 1000"});
    EXPECT_EQ(without.wait_for("open "), "");
}

TEST_P(server_with_client, receives_headers) {
    told_echo echo;
    const running_server server({}, &echo);
    process client = start_client(GetParam(), url_of(server) + "?key=value",
                                  {{"headers", json::object({{"X-Token", "of gold"}})}}, {"text token please"});
    EXPECT_EQ(client.wait_for("text "), "of gold");
    EXPECT_TRUE(echo.log.wait_for("open /ws?key=value"));
}

TEST_P(server_with_client, answers_pings) {
    const running_server server;
    process client = start_client(GetParam(), url_of(server), json::object(), {"ping payload", "text after"});
    EXPECT_EQ(client.wait_for("pong "), "payload");
    EXPECT_EQ(client.wait_for("text "), "after");
}

TEST_P(server_with_client, keeps_silent_clients_that_answer_its_pings) {
    told_echo echo;
    running_server server({.heartbeat_interval = 5ms, .heartbeat_timeout = 20s}, &echo);
    process client = start_client(GetParam(), url_of(server), json::object(), {"text hello"});
    for (int i = 0; i < 5; ++i) client.wait_for("ping");
    EXPECT_EQ(server.connections(), 1u);
    EXPECT_THAT(echo.log.all(), Not(Contains(StartsWith("closed"))));
}

TEST_P(server_with_client, is_told_how_the_client_closes) {
    told_echo echo;
    const running_server server({}, &echo);
    process client = start_client(GetParam(), url_of(server), json::object(), {"close 4001 bis später"});
    EXPECT_TRUE(echo.log.wait_for("closed 4001 bis später"));
    EXPECT_THAT(client.wait_for("closed "), StartsWith("4001"));
}

TEST_P(server_with_client, closes_with_a_code_and_a_reason) {
    told_echo echo;
    const running_server server({}, &echo);
    process client = start_client(GetParam(), url_of(server), json::object(), {"text before", "text close please"});
    EXPECT_EQ(client.wait_for("closed "), "4002 wie gewünscht");
    EXPECT_TRUE(echo.log.wait_for("closed 4002"));
}

TEST_P(server_with_client, notices_that_the_client_is_gone) {
    told_echo echo;
    const running_server server({}, &echo);
    process client = start_client(GetParam(), url_of(server), json::object(), {"text hello"});
    client.wait_for("text hello");
    client.kill();
    EXPECT_TRUE(echo.log.wait_for("closed 1006"));
}

TEST_P(server_with_client, closes_messages_that_are_too_big_with_1009) {
    told_echo echo;
    const running_server server({.limits = {.max_frame = 1000, .max_message = 1000}}, &echo);
    process client = start_client(GetParam(), url_of(server), json::object(), {"text fits", "long text 1001"});
    client.wait_for("text fits");
    EXPECT_THAT(client.wait_for("closed "), StartsWith("1009"));
}

TEST_P(server_with_client, refuses_other_paths_and_too_many_connections) {
    const running_server server({.max_connections = 1});
    const std::string elsewhere = "ws://localhost:" + std::to_string(server.port()) + "/elsewhere";
    EXPECT_EQ(start_client(GetParam(), elsewhere, json::object(), {}).wait_for("refused "), "404");
    raw_client first(server.port());
    ASSERT_EQ(first.open(), 101);
    EXPECT_EQ(start_client(GetParam(), url_of(server), json::object(), {}).wait_for("refused "), "503");
}

TEST_P(server_with_client, says_goodbye_with_1001_when_it_stops) {
    running_server server;
    process client = start_client(GetParam(), url_of(server), json::object(), {"text hello"});
    client.wait_for("text hello");
    const auto stopped = server.stop();
    EXPECT_THAT(client.wait_for("closed "), StartsWith("1001"));
    EXPECT_EQ(stopped.wait_for(patience), std::future_status::ready);
}

TEST_P(server_with_client, speaks_tls_itself) {
    const transport::authority authority;
    const auto issued = authority.issue_for("DNS:localhost,IP:127.0.0.1");
    const temporary_directory directory;
    const std::string ca = directory.write("ca.pem", authority.pem());
    const running_server server(
        {.certificate = {.pem = issued.certificate}, .private_key = {.pem = issued.key}, .compression = std::nullopt});
    process client =
        start_client(GetParam(), url_of(server, "wss"), {{"ca", ca}},
                     {"text hello", "long text 1048576", "long binary 16777216", "ping payload", "close 4001 bye"});
    EXPECT_EQ(client.wait_for("text "), "hello");
    EXPECT_EQ("text " + client.wait_for("text "), show(true, long_text(1 << 20)));
    EXPECT_EQ("binary " + client.wait_for("binary "), show(false, long_text(16 << 20)));
    EXPECT_EQ(client.wait_for("pong "), "payload");
    EXPECT_THAT(client.wait_for("closed "), StartsWith("4001"));
}

// Bun cannot send fragments.
class server_with_fragmenting_client : public ::testing::TestWithParam<library> {};
INSTANTIATE_TEST_SUITE_P(of, server_with_fragmenting_client, ::testing::Values(library::ws, library::websockets),
                         name_of);

TEST_P(server_with_fragmenting_client, puts_messages_together_with_pings_between) {
    const running_server server({.compression = websocket::deflate_options{}});
    for (const char* compression : {"none", "takeover", "no_takeover"}) {
        SCOPED_TRACE(compression);
        process client = start_client(GetParam(), url_of(server), {{"compression", compression}},
                                      {"fragments one", "fragments Grüße, 世界, 🌍", "fragments a  c",
                                       "fragments " + long_text(100'000) + " the end"});
        EXPECT_EQ(client.wait_for("text "), "one");
        EXPECT_EQ(client.wait_for("text "), "Grüße,世界,🌍");
        EXPECT_EQ(client.wait_for("text "), "ac");
        EXPECT_EQ("text " + client.wait_for("text "), show(true, long_text(100'000) + "theend"));
    }
}

// ws tells how many bytes went over its socket.
TEST(server_with_ws, sends_and_receives_fewer_bytes_when_compressing) {
    const running_server server({.compression = websocket::deflate_options{}});
    for (const char* compression : {"takeover", "no_takeover"}) {
        process client = start_client(library::ws, url_of(server), {{"compression", compression}},
                                      {"long text 1048576", "close 1000"});
        const std::string traffic = client.wait_for("traffic ");
        EXPECT_LT(std::stoi(traffic), 20'000) << compression;
        EXPECT_LT(std::stoi(traffic.substr(traffic.find(' '))), 20'000) << compression;
    }
}

#ifdef VAFAST_COMMAND
TEST_P(server_with_client, is_also_the_command_vafast_serve_and_ends_gracefully) {
    process command({VAFAST_COMMAND, "serve", "--listen", "127.0.0.1:0", "--compression", "--protocol", "chat"});
    const std::string url = command.wait_for("listening on ");
    process client = start_client(GetParam(), url, {{"compression", "takeover"}, {"protocols", {"chat"}}},
                                  {"text hello", "long text 1048576"});
    EXPECT_EQ(client.wait_for("open "), "chat");
    EXPECT_EQ(client.wait_for("text "), "hello");
    EXPECT_EQ("text " + client.wait_for("text "), show(true, long_text(1 << 20)));
    command.signal(SIGTERM);
    EXPECT_THAT(client.wait_for("closed "), StartsWith("1001"));
    EXPECT_EQ(command.wait(), 0) << command.output();
}
#endif

}  // namespace
}  // namespace vafast::integration
