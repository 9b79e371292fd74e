#include "websocket/handshake.hpp"
#include "websocket/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::ThrowsMessage;

// The nonce of the example in RFC 6455 section 1.3.
class sample_random final : public base::random {
 public:
    void fill(mutable_bytes out) override { std::memcpy(out.data(), "the sample nonce", out.size()); }
};

constexpr std::string_view sample_key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view right_answer =
    "HTTP/1.1 101 Switching Protocols\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

client_handshake make(client_handshake_options options = {}) {
    sample_random random;
    if (options.host.empty()) options.host = "example.org";
    if (options.target.empty()) options.target = "/chat?room=1";
    return client_handshake(std::move(options), random);
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string result(text);
    return result.replace(result.find(what), what.size(), with);
}

// What is wrong with an answer; "" where it is accepted, "(more)" where the end of its header is missing.
std::string fault_of(std::string answer, client_handshake_options options = {}, std::string_view end = "\r\n") {
    client_handshake subject = make(std::move(options));
    answer += end;
    mutable_bytes input = as_input(answer);
    const auto done = subject.receive(input);
    if (!done) {
        EXPECT_EQ(done.error().kind(), error_kind::handshake);
        return done.error().what();
    }
    return *done ? "" : "(more)";
}

error refusal(std::string answer) {
    client_handshake subject = make();
    mutable_bytes input = as_input(answer);
    return subject.receive(input).error();
}

TEST(client_handshake, asks_as_in_rfc_6455_section_1_3) {
    EXPECT_EQ(make().request(),
              "GET /chat?room=1 HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Key: " +
                  std::string(sample_key) + "\r\nSec-WebSocket-Version: 13\r\nUser-Agent: vafast/0.1.0\r\n\r\n");
}

TEST(client_handshake, offers_protocols_and_compression_and_adds_headers) {
    const std::string request = make({.headers = {{"Authorization", "Bearer x"}, {"Cookie", "a=b"}},
                                      .protocols = {"chat.v2", "chat.v1"},
                                      .compression = deflate_options{}})
                                    .request();
    EXPECT_THAT(request, HasSubstr("\r\nSec-WebSocket-Protocol: chat.v2, chat.v1\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"));
    EXPECT_THAT(request, EndsWith("\r\nAuthorization: Bearer x\r\nCookie: a=b\r\n\r\n"));
}

TEST(client_handshake, lets_the_user_set_host_and_user_agent) {
    const std::string request = make({.headers = {{"host", "other.example"}, {"user-agent", "mine"}}}).request();
    EXPECT_THAT(request, HasSubstr("\r\nHost: other.example\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\nuser-agent: mine\r\n"));
    EXPECT_THAT(request, Not(HasSubstr("example.org")));
    EXPECT_THAT(request, Not(HasSubstr("vafast")));
}

TEST(client_handshake, draws_a_new_key_for_each_attempt) {
    seeded_random random(1);
    const client_handshake_options options{.host = "example.org", .target = "/"};
    EXPECT_NE(client_handshake(options, random).request(), client_handshake(options, random).request());
}

TEST(client_handshake, accepts_the_right_answer_and_leaves_the_frames_behind_it) {
    client_handshake subject = make();
    std::string answer = std::string(right_answer) + "X-More: yes\r\n\r\n\x81\x02hi";
    mutable_bytes input = as_input(answer);
    const auto done = subject.receive(input);
    ASSERT_TRUE(done && *done);
    EXPECT_EQ(base::as_text(input), "\x81\x02hi");
    EXPECT_EQ(subject.headers().back(), (std::pair<std::string, std::string>("X-More", "yes")));
    EXPECT_EQ(subject.protocol(), "");
    EXPECT_FALSE(subject.compression());
}

TEST(client_handshake, takes_the_answer_byte_by_byte) {
    client_handshake subject = make();
    std::string answer = std::string(right_answer) + "\r\n";
    for (std::size_t i = 0; i < answer.size(); ++i) {
        mutable_bytes input = as_input(answer).subspan(i, 1);
        const auto done = subject.receive(input);
        ASSERT_TRUE(done);
        ASSERT_EQ(*done, i + 1 == answer.size()) << i;
        ASSERT_TRUE(input.empty());
    }
}

TEST(client_handshake, does_not_mind_the_case_of_names_and_tokens) {
    EXPECT_EQ(fault_of(replaced(right_answer, "Upgrade: websocket", "UPGRADE:   WebSocket  ")), "");
    EXPECT_EQ(fault_of(replaced(right_answer, "Connection: Upgrade", "connection: keep-alive, UPGRADE")), "");
}

TEST(client_handshake, reads_past_interim_answers) {
    EXPECT_EQ(fault_of("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + std::string(right_answer)), "");
}

TEST(client_handshake, fails_without_upgrade_to_websocket) {
    EXPECT_THAT(fault_of(replaced(right_answer, "Upgrade: websocket\r\n", "")), HasSubstr("Upgrade: websocket"));
    EXPECT_THAT(fault_of(replaced(right_answer, "websocket", "websocket2")), HasSubstr("Upgrade: websocket"));
    EXPECT_THAT(fault_of(replaced(right_answer, "Connection: Upgrade\r\n", "")), HasSubstr("Connection: Upgrade"));
    EXPECT_THAT(fault_of(replaced(right_answer, "Connection: Upgrade", "Connection: close")),
                HasSubstr("Connection: Upgrade"));
}

TEST(client_handshake, fails_on_an_accept_key_that_is_not_the_right_one) {
    const std::string line = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    for (const std::string& wrong :
         {std::string(), "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" + std::string(), line + line,
          "Sec-WebSocket-Accept: " + std::string(sample_key) + "\r\n", std::string("Sec-WebSocket-Accept:\r\n")})
        EXPECT_THAT(fault_of(replaced(right_answer, line, wrong)), HasSubstr("Sec-WebSocket-Accept")) << wrong;
}

TEST(client_handshake, takes_one_of_the_protocols_that_it_offered) {
    client_handshake subject = make({.protocols = {"a", "b"}});
    std::string answer = std::string(right_answer) + "Sec-WebSocket-Protocol: b\r\n\r\n";
    mutable_bytes input = as_input(answer);
    ASSERT_TRUE(subject.receive(input));
    EXPECT_EQ(subject.protocol(), "b");
    EXPECT_EQ(fault_of(std::string(right_answer), {.protocols = {"a", "b"}}), "");
}

TEST(client_handshake, fails_on_a_protocol_that_was_not_offered) {
    const std::string answer(right_answer);
    EXPECT_THAT(fault_of(answer + "Sec-WebSocket-Protocol: b\r\n"), HasSubstr("not offered"));
    EXPECT_THAT(fault_of(answer + "Sec-WebSocket-Protocol: B\r\n", {.protocols = {"b"}}), HasSubstr("not offered"));
    EXPECT_THAT(fault_of(answer + "Sec-WebSocket-Protocol: a, b\r\n", {.protocols = {"a", "b"}}),
                HasSubstr("not offered"));
    EXPECT_THAT(fault_of(answer + "Sec-WebSocket-Protocol:\r\n", {.protocols = {"b"}}), HasSubstr("not offered"));
    EXPECT_THAT(fault_of(answer + "Sec-WebSocket-Protocol: b\r\nSec-WebSocket-Protocol: b\r\n", {.protocols = {"b"}}),
                HasSubstr("more than one protocol"));
}

TEST(client_handshake, agrees_on_compression_only_as_offered) {
    client_handshake subject = make({.compression = deflate_options{}});
    std::string answer =
        std::string(right_answer) + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n\r\n";
    mutable_bytes input = as_input(answer);
    ASSERT_TRUE(subject.receive(input));
    ASSERT_TRUE(subject.compression());
    EXPECT_EQ(subject.compression()->server_max_window_bits, 10);

    const std::string right(right_answer);
    EXPECT_THAT(fault_of(right + "Sec-WebSocket-Extensions: permessage-deflate\r\n"), HasSubstr("not offered"));
    EXPECT_THAT(fault_of(right + "Sec-WebSocket-Extensions: x-other\r\n", {.compression = deflate_options{}}),
                HasSubstr("x-other"));
    EXPECT_THAT(fault_of(right + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                                 "Sec-WebSocket-Extensions: permessage-deflate\r\n",
                         {.compression = deflate_options{}}),
                HasSubstr("more than once"));
}

TEST(client_handshake, notices_at_once_what_is_not_http) {
    EXPECT_THAT(fault_of("SSH-2.0-OpenSSH", {}, ""), HasSubstr("not HTTP"));
    EXPECT_THAT(fault_of("HTTP/1.1 101 Switching\n", {}, ""), HasSubstr("not HTTP"));
    EXPECT_THAT(fault_of(std::string("HTTP/1.1 101 S\0", 15), {}, ""), HasSubstr("not HTTP"));
    EXPECT_THAT(fault_of("HTTP/1.1 101 S\rX", {}, ""), HasSubstr("not HTTP"));
    EXPECT_EQ(fault_of("HTTP/1.1 101 S", {}, ""), "(more)");
}

TEST(client_handshake, fails_on_http_that_is_not_valid) {
    for (const char* wrong :
         {"HTTP/1.1 10\r\n", "HTTP/1.1\r\n", "HTTP/2.0 101 Switching Protocols\r\n",
          "HTTP/1.1 101 Switching Protocols\r\nno colon\r\n", "HTTP/1.1 101 Switching Protocols\r\nbad name: x\r\n"})
        EXPECT_THAT(fault_of(wrong), HasSubstr("not valid HTTP")) << wrong;
    EXPECT_THAT(fault_of(replaced(right_answer, "HTTP/1.1", "HTTP/1.0")), HasSubstr("HTTP/1.1"));
}

TEST(client_handshake, reads_no_more_than_its_limit_of_an_endless_answer) {
    client_handshake subject = make({.max_size = 1000});
    std::string answer(right_answer);
    answer.resize(1001, 'x');
    mutable_bytes input = as_input(answer).first(1000);
    const auto exact = subject.receive(input);
    ASSERT_TRUE(exact);
    EXPECT_FALSE(*exact);
    input = as_input(answer).subspan(1000);
    const auto beyond = subject.receive(input);
    ASSERT_FALSE(beyond);
    EXPECT_THAT(beyond.error().what(), HasSubstr("larger than 1000 bytes"));
    EXPECT_FALSE(beyond.error().retryable());
}

TEST(client_handshake, counts_interim_answers_against_the_limit) {
    std::string answer;
    for (int i = 0; i < 100; ++i) answer += "HTTP/1.1 102 Processing\r\n\r\n";
    EXPECT_THAT(fault_of(answer, {.max_size = 1000}), HasSubstr("larger than 1000 bytes"));
}

TEST(client_handshake, tells_the_status_of_a_refusal_and_whether_to_try_again) {
    const error denied = refusal("HTTP/1.1 401 Nope\r\nWWW-Authenticate: Basic\r\n\r\nbody");
    EXPECT_THAT(denied.what(),
                StartsWith("The server refused the WebSocket handshake with HTTP status 401 Unauthorized; "));
    EXPECT_EQ(denied.http_status(), 401);
    EXPECT_FALSE(denied.retryable());
    EXPECT_FALSE(denied.retry_after());

    const error busy = refusal("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 4\r\n\r\nbody");
    EXPECT_EQ(busy.http_status(), 503);
    EXPECT_TRUE(busy.retryable());
    EXPECT_EQ(busy.retry_after(), std::chrono::seconds(120));
    EXPECT_THAT(busy.what(), HasSubstr("120 s"));

    EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\n\r\n").what(), HasSubstr("200 OK"));
    EXPECT_THAT(refusal("HTTP/1.1 799 Whatever\r\n\r\n").what(), HasSubstr("status 799;"));
}

TEST(client_handshake, understands_retry_after_as_a_date) {
    const error busy = refusal(
        "HTTP/1.1 503 Busy\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:51:07 "
        "GMT\r\n\r\n");
    EXPECT_EQ(busy.retry_after(), std::chrono::seconds(90));
}

TEST(client_handshake, keeps_headers_and_location_of_a_redirect) {
    client_handshake subject = make();
    std::string answer = "HTTP/1.1 307 Temporary Redirect\r\nLocation: wss://other.example/\r\n\r\n";
    mutable_bytes input = as_input(answer);
    const auto done = subject.receive(input);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().http_status(), 307);
    EXPECT_FALSE(done.error().retryable());
    EXPECT_EQ(subject.location(), "wss://other.example/");
    EXPECT_EQ(subject.headers().size(), 1u);

    client_handshake other = make();
    answer = "HTTP/1.1 404 Not Found\r\nLocation: wss://other.example/\r\n\r\n";
    input = as_input(answer);
    EXPECT_FALSE(other.receive(input));
    EXPECT_EQ(other.location(), "");
}

TEST(final_status, is_what_would_be_the_same_again) {
    for (const int status : {300, 301, 302, 307, 400, 401, 403, 404, 410, 426, 499})
        EXPECT_TRUE(is_final_status(status)) << status;
    for (const int status : {200, 204, 408, 425, 429, 500, 502, 503, 504})
        EXPECT_FALSE(is_final_status(status)) << status;
}

TEST(check_request, allows_ordinary_headers_and_protocols) {
    check_request({{"Authorization", "Basic x"}, {"Host", "h"}, {"X-Text", "caf\xc3\xa9\tx"}, {"X-Empty", ""}},
                  {"a", "b.c"});
}

TEST(check_request, names_a_header_that_would_inject_another) {
    const auto check = [](const char* name, std::string value) { return [=] { check_request({{name, value}}, {}); }; };
    EXPECT_THAT(check("X-A", "b\r\nX-C: d"), ThrowsMessage<error>(HasSubstr("X-A")));
    EXPECT_THAT(check("X-A", "b\n"), ThrowsMessage<error>(HasSubstr("X-A")));
    EXPECT_THAT(check("X-A", std::string("b\0", 2)), ThrowsMessage<error>(HasSubstr("X-A")));
    EXPECT_THAT(check("X A", "b"), ThrowsMessage<error>(HasSubstr("X A")));
    EXPECT_THAT(check("X:A", "b"), ThrowsMessage<error>(HasSubstr("X:A")));
    EXPECT_THAT(check("", "b"), ThrowsMessage<error>(HasSubstr("header name")));
    EXPECT_THAT(check("X\r\n", "b"), ThrowsMessage<error>(Not(HasSubstr("\r"))));
}

TEST(check_request, does_not_repeat_the_value_of_a_header_which_may_be_a_secret) {
    EXPECT_THAT([] { check_request({{"Authorization", "secret\n"}}, {}); },
                ThrowsMessage<error>(Not(HasSubstr("secret"))));
}

TEST(check_request, names_headers_that_the_handshake_sets_itself) {
    for (const char* name :
         {"Upgrade", "connection", "SEC-WEBSOCKET-KEY", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol",
          "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding"})
        EXPECT_THAT([&] { check_request({{name, "x"}}, {}); }, ThrowsMessage<error>(HasSubstr(name)));
    EXPECT_THROW(check_request({{"Host", "a"}, {"host", "b"}}, {}), error);
}

TEST(check_request, names_protocols_that_are_no_token_or_come_twice) {
    for (const char* protocol : {"a b", "a,b", "a/b", "(a)"})
        EXPECT_THAT([&] { check_request({}, {protocol}); }, ThrowsMessage<error>(HasSubstr(protocol)));
    EXPECT_THROW(check_request({}, {""}), error);
    EXPECT_THAT([] { check_request({}, {"a", "b", "a"}); }, ThrowsMessage<error>(HasSubstr("\"a\" is given twice")));
}

TEST(client_handshake, checks_its_headers) {
    EXPECT_THROW(make({.headers = {{"X", "\r\n"}}}), error);
    EXPECT_THROW(make({.protocols = {"a b"}}), error);
}

}  // namespace
}  // namespace vafast::websocket
