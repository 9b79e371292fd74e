#include "websocket/handshake.hpp"
#include "websocket/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

// The example of RFC 6455 section 1.3.
constexpr std::string_view right_request =
    "GET /chat HTTP/1.1\r\n"
    "Host: server.example.com\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Origin: http://example.com\r\n"
    "Sec-WebSocket-Protocol: chat, superchat\r\n"
    "Sec-WebSocket-Version: 13\r\n";

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string result(text);
    return result.replace(result.find(what), what.size(), with);
}

std::string with_version(std::string_view version) {
    return replaced(right_request, "Sec-WebSocket-Version: 13\r\n", version);
}

server_handshake read(std::string request) {
    server_handshake subject;
    request += "\r\n";
    mutable_bytes input = as_input(request);
    const auto done = subject.receive(input);
    EXPECT_TRUE(done && *done) << (done ? "more is needed" : done.error().what());
    return subject;
}

// The status to answer with; 0 where nothing is wrong.
int fault_of(std::string request, std::size_t max_size = 64 * 1024) {
    server_handshake subject(max_size);
    request += "\r\n";
    mutable_bytes input = as_input(request);
    const auto done = subject.receive(input);
    return done ? 0 : done.error().http_status();
}

TEST(server_handshake, answers_as_in_rfc_6455_section_1_3) {
    const server_handshake subject = read(std::string(right_request));
    EXPECT_TRUE(subject.request().is_upgrade);
    EXPECT_EQ(subject.request().method, "GET");
    EXPECT_EQ(subject.request().target, "/chat");
    EXPECT_THAT(subject.request().protocols, ElementsAre("chat", "superchat"));
    EXPECT_EQ(subject.request().header("origin"), "http://example.com");
    EXPECT_EQ(subject.accept("chat", std::nullopt),
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
}

TEST(server_handshake, is_understood_by_our_client) {
    seeded_random random(1);
    const deflate_options compression;
    client_handshake client({.host = "h", .target = "/", .protocols = {"a"}, .compression = compression}, random);
    server_handshake subject;
    std::string request = client.request();
    mutable_bytes input = as_input(request);
    ASSERT_TRUE(subject.receive(input));
    const auto chosen = choose_deflate(subject.request().extensions, compression);
    ASSERT_TRUE(chosen);
    std::string answer = subject.accept("a", *chosen, {{"X-More", "yes"}});
    input = as_input(answer);
    const auto done = client.receive(input);
    ASSERT_TRUE(done) << done.error().what();
    EXPECT_EQ(client.protocol(), "a");
    EXPECT_EQ(client.compression(), *chosen);
    EXPECT_EQ(client.headers().back().second, "yes");
}

TEST(server_handshake, takes_the_request_byte_by_byte_and_leaves_the_frames_behind_it) {
    server_handshake subject;
    std::string request = std::string(right_request) + "\r\n\x81";
    for (std::size_t i = 0; i + 2 < request.size(); ++i) {
        mutable_bytes input = as_input(request).subspan(i, 1);
        const auto done = subject.receive(input);
        ASSERT_TRUE(done && !*done);
    }
    mutable_bytes input = as_input(request).last(2);
    const auto done = subject.receive(input);
    ASSERT_TRUE(done && *done);
    EXPECT_EQ(base::as_text(input), "\x81");
}

TEST(server_handshake, does_not_mind_case_and_lists) {
    EXPECT_TRUE(read(replaced(right_request, "Upgrade: websocket", "upgrade: h2c, WebSocket")).request().is_upgrade);
    EXPECT_TRUE(
        read(replaced(right_request, "Connection: Upgrade", "Connection: keep-alive, upgrade")).request().is_upgrade);
    EXPECT_TRUE(read(replaced(right_request, "Connection: Upgrade", "Connection: keep-alive\r\nConnection: upgrade"))
                    .request()
                    .is_upgrade);
}

TEST(server_handshake, joins_headers_that_come_in_parts) {
    const server_handshake subject =
        read(std::string(right_request) +
             "Sec-WebSocket-Protocol: third\r\nSec-WebSocket-Extensions: a\r\nSec-WebSocket-Extensions: b; c=1\r\n");
    EXPECT_THAT(subject.request().protocols, ElementsAre("chat", "superchat", "third"));
    EXPECT_EQ(subject.request().extensions, "a, b; c=1");
}

TEST(server_handshake, takes_an_ordinary_request_and_throws_its_body_away) {
    server_handshake subject;
    std::string request = "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
    mutable_bytes input = as_input(request);
    const auto done = subject.receive(input);
    ASSERT_TRUE(done && *done);
    EXPECT_FALSE(subject.request().is_upgrade);
    EXPECT_EQ(subject.request().method, "POST");
    EXPECT_EQ(subject.request().target, "/form");
    EXPECT_TRUE(input.empty());
    EXPECT_FALSE(read("GET /health HTTP/1.0\r\n").request().is_upgrade);
    EXPECT_FALSE(read("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n")
                     .request()
                     .is_upgrade);
}

TEST(server_handshake, refuses_what_is_not_http) {
    EXPECT_EQ(fault_of("\x16\x03\x01"), 400);  // TLS where none is spoken
    EXPECT_EQ(fault_of("GET /\r\n"), 400);
    EXPECT_EQ(fault_of("GET / HTTP/1.1\nHost: h\n"), 400);
    EXPECT_EQ(fault_of("GET / HTTP/1.1\r\nHost h\r\n"), 400);
    EXPECT_EQ(fault_of("GET / HTTP/2.0\r\nHost: h\r\n"), 505);
}

TEST(server_handshake, wants_exactly_one_host) {
    EXPECT_EQ(fault_of("GET / HTTP/1.1\r\n"), 400);
    EXPECT_EQ(fault_of(replaced(right_request, "Host: server.example.com\r\n", "")), 400);
    EXPECT_EQ(fault_of(std::string(right_request) + "Host: other\r\n"), 400);
}

TEST(server_handshake, refuses_an_upgrade_with_something_wrong_in_it) {
    EXPECT_EQ(fault_of(replaced(right_request, "GET", "POST")), 405);
    EXPECT_EQ(fault_of(replaced(right_request, "HTTP/1.1", "HTTP/1.0")), 505);
    EXPECT_EQ(fault_of(replaced(right_request, "Upgrade: websocket\r\n", "")), 400);
    EXPECT_EQ(fault_of(replaced(right_request, "Connection: Upgrade\r\n", "")), 400);
    EXPECT_EQ(fault_of(replaced(right_request, "Connection: Upgrade", "Connection: keep-alive")), 400);
    EXPECT_EQ(fault_of(std::string(right_request) + "Content-Length: 5\r\n"), 400);
    EXPECT_EQ(fault_of(std::string(right_request) + "Transfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(fault_of(std::string(right_request) + "Content-Length: 0\r\n"), 0);
}

TEST(server_handshake, wants_one_key_of_16_bytes) {
    const std::string line = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (const std::string& wrong : {std::string(), std::string("Sec-WebSocket-Key:\r\n"),
                                     std::string("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n"),
                                     std::string("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=\r\n"),
                                     std::string("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZWE=\r\n"),
                                     std::string("Sec-WebSocket-Key: not base64 at all......=\r\n"), line + line})
        EXPECT_EQ(fault_of(replaced(right_request, line, wrong)), 400) << wrong;
}

TEST(server_handshake, speaks_version_13_only) {
    for (const char* wrong :
         {"", "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 14\r\n", "Sec-WebSocket-Version: 013\r\n",
          "Sec-WebSocket-Version: 13, 8\r\n", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 8\r\n"})
        EXPECT_EQ(fault_of(with_version(wrong)), 426) << wrong;
}

TEST(server_handshake, refuses_protocols_that_are_no_token_or_come_twice) {
    const auto with = [](const char* list) { return replaced(right_request, "chat, superchat", list); };
    EXPECT_EQ(fault_of(with("chat, chat")), 400);
    EXPECT_EQ(fault_of(with("chat room")), 400);
    EXPECT_THAT(read(replaced(right_request, "Sec-WebSocket-Protocol: chat, superchat\r\n", "")).request().protocols,
                IsEmpty());
}

TEST(server_handshake, reads_no_more_than_its_limit) {
    EXPECT_EQ(fault_of(std::string(right_request) + "X: " + std::string(2000, 'x') + "\r\n", 2000), 431);
    EXPECT_EQ(fault_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2001\r\n", 2000), 413);
    const std::size_t exact = right_request.size() + 2;
    EXPECT_EQ(fault_of(std::string(right_request), exact), 0);
    EXPECT_EQ(fault_of(std::string(right_request), exact - 1), 431);
}

TEST(server_handshake, accepts_only_a_protocol_that_was_offered) {
    const server_handshake subject = read(std::string(right_request));
    EXPECT_THAT([&] { subject.accept("other", std::nullopt); }, ThrowsMessage<error>(HasSubstr("other")));
    EXPECT_THROW(subject.accept("", std::nullopt, {{"X", "a\r\nb"}}), error);
}

TEST(http_response, is_whole_and_says_that_the_connection_ends) {
    EXPECT_EQ(make_http_response(404, "Nothing here.\n", {{"X-More", "yes"}}),
              "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 14\r\n"
              "Connection: close\r\nX-More: yes\r\n\r\nNothing here.\n");
}

TEST(http_response, says_which_version_we_speak_with_426_and_which_method_with_405) {
    const std::string wrong_version = make_http_response(426, "");
    EXPECT_THAT(wrong_version, HasSubstr("\r\nSec-WebSocket-Version: 13\r\n"));
    EXPECT_THAT(wrong_version, HasSubstr("\r\nUpgrade: websocket\r\n"));
    EXPECT_THAT(make_http_response(405, ""), HasSubstr("\r\nAllow: GET\r\n"));
}

}  // namespace
}  // namespace vafast::websocket
