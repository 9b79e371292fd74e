#include "trace/secrets.hpp"

#include "base/base64.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::trace {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string hidden_in(const secrets& hides, std::string text) {
    hides.hide_in(text);
    return text;
}

std::string hidden_in_message(const secrets& hides, std::string text) {
    hides.hide_in_message(text);
    return text;
}

TEST(secrets, hides_what_it_knows_wherever_it_is) {
    secrets hides;
    hides.add("opensesame");
    hides.add("abc");  // too short to be told from other words
    EXPECT_EQ(hidden_in(hides, "opensesameopensesame, abc, opensesam"), "********************, abc, opensesam");
}

TEST(secrets, knows_what_stands_in_headers) {
    secrets hides;
    hides.add_header("Authorization", "Bearer token-of-mine");
    hides.add_header("proxy-authorization", "Basic " + base::encode_base64(base::as_bytes("ann:pass:word")));
    hides.add_header("Cookie", "sid=cookie-one; theme=cookie-two");
    hides.add_header("X-Api-Key", "key-of-mine");
    hides.add_header("Origin", "https://example.org");
    for (const auto* secret : {"token-of-mine", "pass:word", "cookie-one", "cookie-two", "key-of-mine"})
        EXPECT_EQ(hidden_in(hides, secret), std::string(std::string_view(secret).size(), '*')) << secret;
    EXPECT_EQ(hidden_in(hides, "https://example.org ann"), "https://example.org ann");
}

TEST(secrets, knows_what_stands_in_a_url) {
    secrets hides;
    hides.add_url(base::parse_url("ws://ann:p%40ssword@h/ws?token=query-token&room=general", "ws"));
    EXPECT_EQ(hidden_in(hides, "p@ssword query-token general ann"), "******** *********** general ann");
    const std::string basic = base::encode_base64(base::as_bytes("ann:p@ssword"));
    EXPECT_EQ(hidden_in(hides, basic), std::string(basic.size(), '*'));
    secrets nothing;
    nothing.add_url(base::parse_url("ws://h/ws", "ws"));
    EXPECT_EQ(hidden_in(nothing, "ws://h/ws"), "ws://h/ws");
}

TEST(secrets, hides_the_values_of_secret_headers_whether_it_knows_them_or_not) {
    secrets hides;
    hides.add("from-elsewhere");
    const std::string shown = hides.hide_in_head(
        "GET /ws?token=abc&room=a HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x\r\ncookie: a=b\r\n"
        "X-Note: from-elsewhere\r\nSec-WebSocket-Key: dGhl\r\n\r\n");
    EXPECT_EQ(shown,
              "GET /ws?token=***&room=a HTTP/1.1\r\nHost: h\r\nAuthorization: ***\r\ncookie: ***\r\n"
              "X-Note: **************\r\nSec-WebSocket-Key: dGhl\r\n\r\n");
    EXPECT_EQ(hides.hide_in_head("HTTP/1.1 302 Found\r\nLocation: /ws?token=abc\r\nSet-Cookie: a=b\r\n\r\n"),
              "HTTP/1.1 302 Found\r\nLocation: /ws?token=***\r\nSet-Cookie: ***\r\n\r\n");
    EXPECT_EQ(hides.hide_in_head(""), "\r\n\r\n");
    EXPECT_EQ(hides.hide_in_head("GET\r\n\r\n"), "GET\r\n\r\n");
}

TEST(secrets, hides_token_and_session_in_the_frames_of_a_hub) {
    const secrets hides;
    EXPECT_EQ(hidden_in_message(hides, R"({"$":"hello","id":1,"token":"eyJ","session":"q8","rooms":[{"room":"a"}]})"),
              R"({"$":"hello","id":1,"token":"***","session":"**","rooms":[{"room":"a"}]})");
    EXPECT_EQ(hidden_in_message(hides, R"({"$":"publish","to":"all","data":{"token":"the program's own"}})"),
              R"({"$":"publish","to":"all","data":{"token":"the program's own"}})");
    EXPECT_THAT(hidden_in_message(hides, R"({"$":"hello","id":1,"token":"eyJ)"), Not(HasSubstr("eyJ")));  // cut
    EXPECT_EQ(hidden_in_message(hides, R"({"token":"eyJ"})"), R"({"token":"eyJ"})");  // no frame of a hub
}

TEST(secrets, knows_the_newest_of_many_tokens) {
    secrets hides;
    for (int i = 1000; i < 2000; ++i) hides.add("token-" + std::to_string(i));
    EXPECT_EQ(hidden_in(hides, "token-1000 token-1999"), "token-1000 **********");
}

}  // namespace
}  // namespace vafast::trace
