#include "transport/connector.hpp"

#include <cstdlib>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::transport {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The proxy variables of the environment are these and no others, until the end of a test.
class environment {
 public:
    environment(std::initializer_list<std::pair<std::string, std::string>> set) {
        for (const char* name : names) {
            if (const char* value = std::getenv(name)) before_[name] = value;
            ::unsetenv(name);
        }
        for (const auto& [name, value] : set) ::setenv(name.c_str(), value.c_str(), 1);
    }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;
    ~environment() {
        for (const char* name : names) ::unsetenv(name);
        for (const auto& [name, value] : before_) ::setenv(name.c_str(), value.c_str(), 1);
    }

 private:
    static constexpr const char* names[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                            "all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY"};
    std::map<std::string, std::string> before_;
};

std::string chosen(const std::string& target, const proxy_options& options = {}) {
    const auto proxy = choose_proxy(options, base::parse_url(target, "ws wss"));
    return proxy ? proxy->display() : "none";
}

std::string why_not(const proxy_options& options = {}) {
    try {
        return "it was accepted: " + chosen("wss://example.org", options);
    } catch (const error& problem) {
        EXPECT_EQ(problem.kind(), error_kind::invalid_argument);
        return problem.what();
    }
}

bool is_excepted(const std::string& no_proxy, const std::string& target) {
    const environment set{{"https_proxy", "http://p"}, {"http_proxy", "http://p"}, {"no_proxy", no_proxy}};
    return chosen(target) == "none";
}

TEST(proxy, is_that_of_the_options_first) {
    const environment set{{"https_proxy", "http://environment"}, {"no_proxy", "*"}};
    EXPECT_EQ(chosen("wss://example.org", {.url = "socks5://mine"}), "socks5://mine/");
    EXPECT_EQ(chosen("wss://example.org", {.url = "socks5h://mine:1"}), "socks5h://mine:1/");
    EXPECT_EQ(chosen("wss://example.org", {.url = "http://mine:3128"}), "http://mine:3128/");
}

TEST(proxy, is_none_where_nobody_names_one) {
    const environment set{};
    EXPECT_EQ(chosen("wss://example.org"), "none");
    EXPECT_EQ(chosen("ws://example.org"), "none");
}

TEST(proxy, is_not_that_of_the_environment_where_the_options_say_so) {
    const environment set{{"https_proxy", "http://p"}, {"all_proxy", "http://p"}};
    EXPECT_EQ(chosen("wss://example.org", {.from_environment = false}), "none");
}

TEST(proxy, is_that_of_the_variable_for_the_scheme) {
    const environment set(
        {{"https_proxy", "http://secure"}, {"http_proxy", "http://plain"}, {"all_proxy", "http://all"}});
    EXPECT_EQ(chosen("wss://example.org"), "http://secure/");
    EXPECT_EQ(chosen("ws://example.org"), "http://plain/");
}

TEST(proxy, is_that_of_all_proxy_where_there_is_none_for_the_scheme) {
    const environment set{{"all_proxy", "socks5://all"}, {"https_proxy", ""}};
    EXPECT_EQ(chosen("wss://example.org"), "socks5://all/");
    EXPECT_EQ(chosen("ws://example.org"), "socks5://all/");
}

TEST(proxy, is_that_of_the_variable_in_small_letters_first) {
    const environment both{{"https_proxy", "http://small"}, {"HTTPS_PROXY", "http://large"}};
    EXPECT_EQ(chosen("wss://example.org"), "http://small/");
    const environment large{{"HTTPS_PROXY", "http://large"}};
    EXPECT_EQ(chosen("wss://example.org"), "http://large/");
    const environment all{{"ALL_PROXY", "http://large"}};
    EXPECT_EQ(chosen("ws://example.org"), "http://large/");
}

TEST(proxy, is_never_that_of_http_proxy_in_capitals) {
    const environment set{{"HTTP_PROXY", "http://attacker"}};
    EXPECT_EQ(chosen("ws://example.org"), "none");
}

TEST(proxy, may_stand_in_the_environment_without_a_scheme) {
    const environment set{{"https_proxy", "p.example:3128"}, {"http_proxy", "ann:secret@p.example:3128"}};
    EXPECT_EQ(chosen("wss://example.org"), "http://p.example:3128/");
    EXPECT_EQ(chosen("ws://example.org"), "http://p.example:3128/");
}

TEST(proxy, has_credentials) {
    const auto proxy = choose_proxy({.url = "socks5://ann:se%20cret@p"}, base::parse_url("ws://h", "ws"));
    EXPECT_EQ(proxy->user, "ann");
    EXPECT_EQ(proxy->password, "se cret");
}

TEST(proxy, is_refused_naming_where_it_came_from_but_never_its_password) {
    EXPECT_THAT(why_not({.url = "https://p"}), AllOf(HasSubstr("proxy.url names a proxy that cannot be used."),
                                                     HasSubstr("http://, socks5:// or socks5h://")));
    EXPECT_THAT(why_not({.url = "p:3128"}), HasSubstr("no scheme"));
    EXPECT_THAT(why_not({.url = "http://ann:secret@p:0"}),
                AllOf(HasSubstr("from 1 to 65535"), Not(HasSubstr("secret"))));
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
        const environment set{{name, "http://ann:sec/ret@p:x"}};
        EXPECT_THAT(why_not(), AllOf(HasSubstr(std::string("The environment variable ") + name + " names a proxy"),
                                     Not(HasSubstr("sec"))));
    }
}

TEST(proxy, is_refused_with_credentials_that_cannot_be_sent) {
    EXPECT_THAT(why_not({.url = "http://a%3Ab:c@p"}), HasSubstr("colon"));
    EXPECT_THAT(why_not({.url = "socks5://" + std::string(256, 'a') + ":b@p"}), HasSubstr("255 bytes"));
    EXPECT_THAT(why_not({.url = "socks5://a:" + std::string(256, 'b') + "@p"}), HasSubstr("255 bytes"));
}

TEST(no_proxy, excepts_everything_with_a_star) {
    EXPECT_TRUE(is_excepted("*", "wss://example.org"));
    EXPECT_TRUE(is_excepted("a, *", "ws://[::1]"));
}

TEST(no_proxy, excepts_a_host_and_all_below_it) {
    for (const std::string entry : {"example.org", ".example.org", "*.example.org", "EXAMPLE.ORG", "example.org."}) {
        EXPECT_TRUE(is_excepted(entry, "wss://example.org")) << entry;
        EXPECT_TRUE(is_excepted(entry, "wss://a.b.example.org")) << entry;
        EXPECT_TRUE(is_excepted(entry, "ws://Example.org.")) << entry;
        EXPECT_FALSE(is_excepted(entry, "wss://notexample.org")) << entry;
        EXPECT_FALSE(is_excepted(entry, "wss://example.org.evil.com")) << entry;
        EXPECT_FALSE(is_excepted(entry, "wss://org")) << entry;
    }
}

TEST(no_proxy, is_a_list_with_commas_and_spaces) {
    for (const std::string list : {"a,b", " a , b ", "a b", ",,a,,b,,", "a,\tb"}) {
        EXPECT_TRUE(is_excepted(list, "wss://a")) << list;
        EXPECT_TRUE(is_excepted(list, "wss://b")) << list;
        EXPECT_FALSE(is_excepted(list, "wss://c")) << list;
    }
    EXPECT_FALSE(is_excepted("", "wss://a"));
    EXPECT_FALSE(is_excepted(",", "wss://a"));
    EXPECT_FALSE(is_excepted(".", "wss://a"));
}

TEST(no_proxy, excepts_addresses) {
    EXPECT_TRUE(is_excepted("127.0.0.1", "wss://127.0.0.1"));
    EXPECT_FALSE(is_excepted("127.0.0.1", "wss://127.0.0.2"));
    EXPECT_TRUE(is_excepted("::1", "wss://[::1]"));
    EXPECT_TRUE(is_excepted("[::1]", "wss://[::1]"));
    EXPECT_TRUE(is_excepted("0:0::1", "wss://[::1]")) << "however it is written";
    EXPECT_FALSE(is_excepted("::2", "wss://[::1]"));
    EXPECT_FALSE(is_excepted("0.0.1", "wss://127.0.0.1")) << "an address is not below another";
    EXPECT_FALSE(is_excepted("127.0.0.1", "wss://localhost")) << "names are not looked up for this";
}

TEST(no_proxy, excepts_blocks_of_addresses) {
    EXPECT_TRUE(is_excepted("10.0.0.0/8", "wss://10.255.1.2"));
    EXPECT_FALSE(is_excepted("10.0.0.0/8", "wss://11.0.0.1"));
    EXPECT_TRUE(is_excepted("192.168.4.0/22", "wss://192.168.7.255"));
    EXPECT_FALSE(is_excepted("192.168.4.0/22", "wss://192.168.8.0"));
    EXPECT_TRUE(is_excepted("0.0.0.0/0", "wss://1.2.3.4"));
    EXPECT_FALSE(is_excepted("0.0.0.0/0", "wss://[::1]"));
    EXPECT_TRUE(is_excepted("1.2.3.4/32", "wss://1.2.3.4"));
    EXPECT_FALSE(is_excepted("1.2.3.4/32", "wss://1.2.3.5"));
    EXPECT_TRUE(is_excepted("fd00::/8", "wss://[fdff::1]"));
    EXPECT_FALSE(is_excepted("fd00::/8", "wss://[fe00::1]"));
    for (const std::string nonsense :
         {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "x/8", "/8", "fd00::/129"})
        EXPECT_FALSE(is_excepted(nonsense, "wss://10.0.0.1")) << nonsense;
}

TEST(no_proxy, may_name_a_port) {
    EXPECT_TRUE(is_excepted("example.org:443", "wss://example.org"));
    EXPECT_FALSE(is_excepted("example.org:443", "ws://example.org"));
    EXPECT_TRUE(is_excepted(".example.org:8080", "ws://a.example.org:8080"));
    EXPECT_TRUE(is_excepted("127.0.0.1:81", "ws://127.0.0.1:81"));
    EXPECT_FALSE(is_excepted("127.0.0.1:81", "ws://127.0.0.1:82"));
    EXPECT_TRUE(is_excepted("[::1]:81", "ws://[::1]:81"));
    EXPECT_FALSE(is_excepted("[::1]:81", "ws://[::1]:82"));
    EXPECT_FALSE(is_excepted("example.org:x", "ws://example.org"));
    EXPECT_FALSE(is_excepted("example.org:", "ws://example.org"));
    EXPECT_FALSE(is_excepted(":80", "ws://example.org"));
}

TEST(no_proxy, is_read_in_small_letters_first) {
    const environment set{{"https_proxy", "http://p"}, {"no_proxy", "a"}, {"NO_PROXY", "b"}};
    EXPECT_EQ(chosen("wss://a"), "none");
    EXPECT_EQ(chosen("wss://b"), "http://p/");
    const environment capitals{{"https_proxy", "http://p"}, {"NO_PROXY", "b"}};
    EXPECT_EQ(chosen("wss://b"), "none");
}

}  // namespace
}  // namespace vafast::transport
