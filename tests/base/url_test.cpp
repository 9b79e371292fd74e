#include "base/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::base {
namespace {

using testing::HasSubstr;
using testing::Not;

url ws(std::string_view text) { return parse_url(text, "ws wss"); }

std::string why_not(std::string_view text, std::string_view schemes = "ws wss") {
    try {
        return "It was accepted as " + parse_url(text, schemes).display();
    } catch (const error& problem) {
        EXPECT_EQ(problem.kind(), error_kind::invalid_argument);
        return problem.what();
    }
}

std::string resolved(std::string_view from, std::string_view reference) {
    return resolve_url(ws(from), reference, "ws wss http https").display();
}

TEST(url, has_the_parts_that_were_written) {
    const url parsed = ws("wss://ann:secret@example.org:8443/chat/room?x=1&y=a%20b");
    EXPECT_EQ(parsed.scheme, "wss");
    EXPECT_EQ(parsed.user, "ann");
    EXPECT_EQ(parsed.password, "secret");
    EXPECT_EQ(parsed.host, "example.org");
    EXPECT_EQ(parsed.port, 8443);
    EXPECT_EQ(parsed.target, "/chat/room?x=1&y=a%20b");
}

TEST(url, knows_the_port_of_each_scheme) {
    const auto port = [](std::string_view text) { return parse_url(text, "ws wss http https socks5 socks5h").port; };
    EXPECT_EQ(port("ws://h"), 80);
    EXPECT_EQ(port("http://h"), 80);
    EXPECT_EQ(port("wss://h"), 443);
    EXPECT_EQ(port("https://h"), 443);
    EXPECT_EQ(port("socks5://h"), 1080);
    EXPECT_EQ(port("socks5h://h"), 1080);
    EXPECT_EQ(port("ws://h:"), 80) << "RFC 3986 section 3.2.3: an empty port is the scheme's own";
    EXPECT_EQ(port("ws://h:65535"), 65535);
}

TEST(url, always_has_a_target) {
    EXPECT_EQ(ws("ws://h").target, "/");
    EXPECT_EQ(ws("ws://h/").target, "/");
    EXPECT_EQ(ws("ws://h?a").target, "/?a");
    EXPECT_EQ(ws("ws://h//a/../b").target, "//a/../b") << "what the user wrote is what the server gets";
}

TEST(url, is_lower_case_in_scheme_and_host_only) {
    const url parsed = ws("WS://Example.ORG/Path");
    EXPECT_EQ(parsed.display(), "ws://example.org/Path");
}

TEST(url, writes_an_authority_as_in_a_host_header) {
    EXPECT_EQ(ws("ws://h:80").authority(), "h");
    EXPECT_EQ(ws("wss://h:443").authority(), "h");
    EXPECT_EQ(ws("ws://h:443").authority(), "h:443");
    EXPECT_EQ(ws("ws://[::1]").authority(), "[::1]");
    EXPECT_EQ(ws("ws://[::1]:81").authority(), "[::1]:81");
}

TEST(url, writes_an_ipv6_address_in_one_way) {
    EXPECT_EQ(ws("ws://[0:0:0:0:0:0:0:1]").host, "::1");
    EXPECT_EQ(ws("ws://[2001:DB8::A]").host, "2001:db8::a");
    EXPECT_TRUE(ws("ws://[0::1]").same_origin(ws("ws://[::1]:80")));
}

TEST(url, shares_its_origin_with_the_same_scheme_host_and_port) {
    EXPECT_TRUE(ws("ws://h/a").same_origin(ws("ws://ann@H:80/b")));
    EXPECT_FALSE(ws("ws://h").same_origin(ws("wss://h:80")));
    EXPECT_FALSE(ws("ws://h").same_origin(ws("ws://h:81")));
    EXPECT_FALSE(ws("ws://h").same_origin(ws("ws://h.org")));
}

TEST(url, decodes_user_and_password) {
    const url parsed = ws("ws://a%40b:p%3A%2f%25w@h");
    EXPECT_EQ(parsed.user, "a@b");
    EXPECT_EQ(parsed.password, "p:/%w");
    EXPECT_EQ(ws("ws://ann@h").user, "ann");
    EXPECT_EQ(ws("ws://:pw@h").password, "pw");
    EXPECT_EQ(ws("ws://a:b:c@h").password, "b:c");
    EXPECT_THAT(why_not("ws://a%4:b@h"), HasSubstr("two hexadecimal digits"));
    EXPECT_THAT(why_not("ws://a:%gg@h"), HasSubstr("two hexadecimal digits"));
}

TEST(url, shows_no_credentials) { EXPECT_EQ(ws("wss://ann:secret@h:81/x").display(), "wss://h:81/x"); }

TEST(url, says_which_schemes_are_possible) {
    EXPECT_THAT(why_not("example.org/ws"),
                HasSubstr("\"example.org/ws\" has no scheme: it begins with ws:// or wss://."));
    EXPECT_THAT(why_not("ws:example.org"), HasSubstr("no scheme"));
    EXPECT_THAT(why_not("://h"), HasSubstr("no scheme"));
    EXPECT_THAT(why_not(""), HasSubstr("is empty"));
    EXPECT_THAT(why_not("http://h"), HasSubstr("cannot be used here: it begins with ws:// or wss://."));
    EXPECT_THAT(why_not("w://h"), HasSubstr("cannot be used"));
    EXPECT_THAT(why_not("x://h", "http socks5 socks5h"), HasSubstr("http://, socks5:// or socks5h://"));
}

TEST(url, says_what_is_wrong_with_a_host) {
    EXPECT_THAT(why_not("ws://"), HasSubstr("no host"));
    EXPECT_THAT(why_not("ws:///x"), HasSubstr("no host"));
    EXPECT_THAT(why_not("ws://:80"), HasSubstr("no host"));
    EXPECT_THAT(why_not("ws://a..b"), HasSubstr("nothing before a dot"));
    EXPECT_THAT(why_not("ws://.a"), HasSubstr("nothing before a dot"));
    EXPECT_THAT(why_not("ws://."), HasSubstr("nothing before a dot"));
    EXPECT_THAT(why_not("ws://a%20b"), HasSubstr("letters, digits"));
    EXPECT_THAT(why_not("ws://a\\b"), HasSubstr("letters, digits"));
    EXPECT_THAT(why_not("ws://" + std::string(64, 'a')), HasSubstr("more than 63"));
    EXPECT_THAT(why_not("ws://" + std::string(127, 'a').replace(63, 1, ".") + "." + std::string(63, 'b') + "." +
                        std::string(63, 'c')),
                HasSubstr("more than 253"));
    EXPECT_THAT(why_not("ws://[::1"), HasSubstr("without its ]"));
    EXPECT_THAT(why_not("ws://[::g]"), HasSubstr("malformed IPv6"));
    EXPECT_THAT(why_not("ws://[]"), HasSubstr("malformed IPv6"));
    EXPECT_THAT(why_not("ws://[1.2.3.4]"), HasSubstr("malformed IPv6"));
    EXPECT_THAT(why_not("ws://[::1]x"), HasSubstr("other than a port"));
    EXPECT_EQ(ws("ws://example.org.").host, "example.org.");
    EXPECT_EQ(ws("ws://my_host-1").host, "my_host-1");
}

TEST(url, takes_an_ipv4_address_in_its_one_usual_form_only) {
    EXPECT_EQ(ws("ws://127.0.0.1").host, "127.0.0.1");
    for (const std::string_view host : {"127.1", "2130706433", "0x7f.0.0.1", "1.2.3.256", "1.2.3.4.5", "0x7f000001"})
        EXPECT_THAT(why_not("ws://" + std::string(host)), HasSubstr("malformed IPv4")) << host;
    EXPECT_EQ(ws("ws://1.2.3.4.org").host, "1.2.3.4.org");
}

TEST(url, says_what_is_wrong_with_a_port) {
    for (const std::string_view port : {"0", "65536", "99999999999", "-1", "+1", "8a", "80:80", "0x50"})
        EXPECT_THAT(why_not("ws://h:" + std::string(port)), HasSubstr("from 1 to 65535")) << port;
}

TEST(url, refuses_what_would_end_a_line_of_http) {
    EXPECT_THAT(why_not("ws://h/a b"), HasSubstr("a space"));
    EXPECT_THAT(why_not("ws://h/a\r\nX: y"), HasSubstr("control character"));
    EXPECT_THAT(why_not(std::string_view("ws://h/\0", 8)), HasSubstr("control character"));
    EXPECT_THAT(why_not("ws://h/\x7f"), HasSubstr("control character"));
    EXPECT_THAT(why_not("ws://h/ä"), HasSubstr("punycode"));
    EXPECT_THAT(why_not("ws://münchen.de"), HasSubstr("punycode"));
}

TEST(url, refuses_a_fragment_by_rfc_6455_section_3) {
    EXPECT_THAT(why_not("ws://h/a#b"), HasSubstr("fragment"));
    EXPECT_THAT(why_not("ws://h#"), HasSubstr("fragment"));
    EXPECT_EQ(ws("ws://h/a%23b").target, "/a%23b");
}

TEST(url, never_quotes_a_password) {
    for (const std::string_view text :
         {"ws://ann:secret@h:0", "ann:secret@h", "ws://ann:secret/x@h", "ws://ann:sec?ret@secret@h",
          "ftp://ann:secret@h", "ws://ann:secret@h/#x", "ws:/ann:secret@h", "ann://secret@h", "ws://ann:secret%@h"})
        EXPECT_THAT(why_not(text), Not(HasSubstr("secret"))) << text;
}

TEST(url, quotes_in_plain_ascii_and_not_without_end) {
    EXPECT_THAT(why_not("ws://h/\x1b[31mä"), HasSubstr("\"ws://h/\\x1b[31m\\xc3\\xa4\""));
    EXPECT_LT(why_not("ws://h/" + std::string(100'000, 'x') + " ").size(), 400U);
}

// The examples of RFC 3986 section 5.4, but for those with fragments.
TEST(reference, is_resolved_as_rfc_3986_section_5_4_says) {
    const std::string_view from = "ws://a/b/c/d;p?q";
    const std::pair<std::string_view, std::string_view> examples[] = {{"ws:g", "has no scheme"},
                                                                      {"g", "ws://a/b/c/g"},
                                                                      {"./g", "ws://a/b/c/g"},
                                                                      {"g/", "ws://a/b/c/g/"},
                                                                      {"/g", "ws://a/g"},
                                                                      {"//g", "ws://g/"},
                                                                      {"?y", "ws://a/b/c/d;p?y"},
                                                                      {"g?y", "ws://a/b/c/g?y"},
                                                                      {";x", "ws://a/b/c/;x"},
                                                                      {"g;x", "ws://a/b/c/g;x"},
                                                                      {"", "ws://a/b/c/d;p?q"},
                                                                      {".", "ws://a/b/c/"},
                                                                      {"./", "ws://a/b/c/"},
                                                                      {"..", "ws://a/b/"},
                                                                      {"../", "ws://a/b/"},
                                                                      {"../g", "ws://a/b/g"},
                                                                      {"../..", "ws://a/"},
                                                                      {"../../", "ws://a/"},
                                                                      {"../../g", "ws://a/g"},
                                                                      {"../../../g", "ws://a/g"},
                                                                      {"../../../../g", "ws://a/g"},
                                                                      {"/./g", "ws://a/g"},
                                                                      {"/../g", "ws://a/g"},
                                                                      {"g.", "ws://a/b/c/g."},
                                                                      {".g", "ws://a/b/c/.g"},
                                                                      {"g..", "ws://a/b/c/g.."},
                                                                      {"..g", "ws://a/b/c/..g"},
                                                                      {"./../g", "ws://a/b/g"},
                                                                      {"./g/.", "ws://a/b/c/g/"},
                                                                      {"g/./h", "ws://a/b/c/g/h"},
                                                                      {"g/../h", "ws://a/b/c/h"},
                                                                      {"g;x=1/./y", "ws://a/b/c/g;x=1/y"},
                                                                      {"g;x=1/../y", "ws://a/b/c/y"},
                                                                      {"g?y/./x", "ws://a/b/c/g?y/./x"},
                                                                      {"g?y/../x", "ws://a/b/c/g?y/../x"}};
    for (const auto& [reference, expected] : examples) {
        std::string result;
        try {
            result = resolved(from, reference);
        } catch (const error& problem) {
            result = problem.what();
        }
        EXPECT_THAT(result, HasSubstr(std::string(expected))) << reference;
    }
}

TEST(reference, may_be_another_url) {
    EXPECT_EQ(resolved("ws://a/b", "https://c:444/d/../e"), "https://c:444/e");
    EXPECT_EQ(resolved("ws://a:81/b", "/x"), "ws://a:81/x");
    EXPECT_EQ(resolved("wss://[::1]:81/b", "x?y"), "wss://[::1]:81/x?y");
}

TEST(reference, keeps_credentials_for_the_same_authority_only) {
    const url from = ws("ws://ann:pw@a/b");
    EXPECT_EQ(resolve_url(from, "/c", "ws wss").password, "pw");
    EXPECT_EQ(resolve_url(from, "ws://a/c", "ws wss").password, "");
    EXPECT_EQ(resolve_url(from, "//b/c", "ws wss").password, "");
}

TEST(reference, is_refused_like_any_url) {
    const url from = ws("ws://a/b");
    EXPECT_THROW(resolve_url(from, "ftp://c", "ws wss"), error);
    EXPECT_THROW(resolve_url(from, "/a b", "ws wss"), error);
    EXPECT_THROW(resolve_url(from, "/a#b", "ws wss"), error);
    EXPECT_THROW(resolve_url(from, "//", "ws wss"), error);
}

}  // namespace
}  // namespace vafast::base
