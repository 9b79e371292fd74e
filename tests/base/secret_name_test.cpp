#include "base/secret_name.hpp"

#include "base/url.hpp"

#include <gtest/gtest.h>

namespace vafast::base {
namespace {

TEST(secret_name, knows_what_credentials_are_called) {
    for (const auto name : {"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "apiKey",
                            "access_token", "key", "sig", "code", "client_secret", "X-Amz-Signature", "PASSWORD"})
        EXPECT_TRUE(is_secret_name(name)) << name;
    for (const auto name : {"Host", "Origin", "Sec-WebSocket-Key", "Upgrade", "room", "keyboard", "", "postcode"})
        EXPECT_FALSE(is_secret_name(name)) << name;
}

TEST(secret_name, hides_the_secrets_of_a_query) {
    EXPECT_EQ(hide_url_secrets("/ws"), "/ws");
    EXPECT_EQ(hide_url_secrets("/token=1/ws?room=a"), "/token=1/ws?room=a");
    EXPECT_EQ(hide_url_secrets("/ws?token=abc&room=a;key=d=e&empty&sig="),
              "/ws?token=***&room=a;key=***&empty&sig=***");
    EXPECT_EQ(hide_url_secrets("?"), "?");
    EXPECT_EQ(hide_url_secrets("/ws?room=a?token=x&&jwt=y"), "/ws?room=a?token=x&&jwt=***");
}

TEST(secret_name, hides_user_and_password_of_a_url) {
    EXPECT_EQ(hide_url_secrets("ws://ann:pass@h/a?token=b"), "ws://***@h/a?token=***");
    EXPECT_EQ(hide_url_secrets("//ann:p/a?s@s@h/"), "//***@h/");
    EXPECT_EQ(hide_url_secrets("/path@home?to=ws://ann@h"), "/path@home?to=ws://ann@h");
    EXPECT_EQ(hide_url_secrets("ws://h/ann@home"), "ws://***@home");  // better one too many
}

TEST(secret_name, is_hidden_where_urls_are_shown_and_where_they_are_wrong) {
    EXPECT_EQ(parse_url("ws://h/ws?token=abc", "ws").display(), "ws://h/ws?token=***");
    EXPECT_EQ(parse_url("ws://h/ws?token=abc", "ws").target, "/ws?token=abc");
    try {
        parse_url("ws://h:0/ws?token=abc", "ws");
        FAIL();
    } catch (const error& wrong) {
        EXPECT_EQ(std::string(wrong.what()).find("abc"), std::string::npos) << wrong.what();
    }
}

}  // namespace
}  // namespace vafast::base
