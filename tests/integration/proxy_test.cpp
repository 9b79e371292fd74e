// Our client through real proxies: tinyproxy (HTTP CONNECT) and microsocks (SOCKS5).
#include "integration/noted_client.hpp"
#include "integration/programs.hpp"
#include "transport/authority.hpp"

#include <cstdlib>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::integration {
namespace {

using client_detail::testing::closed_port;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Proxy variables, gone again at the end.
class proxy_environment {
 public:
    ~proxy_environment() { clear_proxy_variables(); }
    void set(const std::string& name, const std::string& value) { ::setenv(name.c_str(), value.c_str(), 1); }
    void clear(const std::string& name) { ::unsetenv(name.c_str()); }
};

enum class proxy_kind { http, socks5 };
const credentials right{"user", "open-sesame"};

// With something percent-encoded. (tinyproxy takes only letters, digits, '.', '-' and '_'.)
std::string escaped(const credentials& whose) {
    std::string text = whose.user + ':' + whose.password + '@';
    if (const std::size_t at = text.find('-'); at != std::string::npos) text.replace(at, 1, "%2D");
    return text;
}

// A running proxy of either kind.
class any_proxy {
 public:
    any_proxy(proxy_kind kind, const std::optional<credentials>& wanted)
        : kind_(kind),
          http_(kind == proxy_kind::http ? std::optional<tinyproxy>(std::in_place, wanted) : std::nullopt) {
        if (kind == proxy_kind::socks5) socks_.emplace(wanted);
    }

    std::string authority() const {
        return "127.0.0.1:" + std::to_string(kind_ == proxy_kind::http ? http_->port() : socks_->port());
    }
    std::string url(const std::optional<credentials>& given = {}) const {
        return (kind_ == proxy_kind::http ? "http://" : "socks5://") + (given ? escaped(*given) : "") + authority();
    }
    // Waits until it says that it led a connection to `port`.
    void wait_until_used_for(std::uint16_t port) {
        const std::string target = "127.0.0.1:" + std::to_string(port);
        if (kind_ == proxy_kind::http)
            http_->program().wait_for("CONNECT " + target);
        else
            socks_->program().wait_for("connected to " + target);
    }
    void kill() { (kind_ == proxy_kind::http ? http_->program() : socks_->program()).kill(); }

 private:
    proxy_kind kind_;
    std::optional<tinyproxy> http_;
    std::optional<microsocks> socks_;
};

std::string final_refusal(const std::string& url, const std::string& proxy) {
    noted_client client(url, {.proxy = {.url = proxy}});
    std::string why = client.why_it_does_not_connect();
    EXPECT_TRUE(client.waits_for("close"));
    EXPECT_THAT(client.notes(), ElementsAre("error " + why, AllOf(StartsWith("close 1006"), EndsWith("for good"))));
    return why;
}

// How it fails where it will be tried again.
std::string retryable_refusal(const std::string& url, const std::string& proxy) {
    noted_client client(url, {.proxy = {.url = proxy}});
    std::string why = client.why_it_does_not_connect();
    EXPECT_TRUE(client.waits_for("reconnect 1"));
    return why;
}

class client_through_proxy : public ::testing::TestWithParam<proxy_kind> {
 protected:
    any_proxy start(const std::optional<credentials>& wanted = {}) const { return any_proxy(GetParam(), wanted); }

    proxy_environment environment;
    peer_server server{library::ws};
};
INSTANTIATE_TEST_SUITE_P(speaking, client_through_proxy, ::testing::Values(proxy_kind::http, proxy_kind::socks5),
                         [](const auto& test) { return test.param == proxy_kind::http ? "http" : "socks5"; });

TEST_P(client_through_proxy, exchanges_messages_with_and_without_credentials) {
    for (const std::optional<credentials>& wanted : {std::optional<credentials>(), std::optional(right)}) {
        any_proxy proxy = start(wanted);
        noted_client client(server.url("/echo"), {.proxy = {.url = proxy.url(wanted)}});
        client.connect();
        proxy.wait_until_used_for(server.port());
        EXPECT_EQ(client->get_connection_info().remote_address, proxy.authority());
        EXPECT_TRUE(client.exchanges("Hello"));
        EXPECT_TRUE(client.exchanges(long_text(1 << 20)));
        client->close(4001, "bye").get(patience);
        EXPECT_EQ(server.program().wait_for("closed "), "4001 bye");
    }
}

TEST_P(client_through_proxy, speaks_tls_with_the_server_behind) {
    const transport::authority ca;
    const auto issued = ca.issue_for("DNS:localhost,IP:127.0.0.1");
    const nginx front({.certificate = issued.certificate, .key = issued.key, .upstream = server.port()});
    for (const std::optional<credentials>& wanted : {std::optional<credentials>(), std::optional(right)}) {
        any_proxy proxy = start(wanted);
        noted_client client(front.url("/echo", "127.0.0.1"),
                            {.tls = {.ca = ca.source()}, .proxy = {.url = proxy.url(wanted)}});
        client.connect();
        proxy.wait_until_used_for(front.port());
        EXPECT_THAT(client->get_connection_info().tls_version, StartsWith("TLSv1."));
        EXPECT_TRUE(client.exchanges(long_text(1 << 20)));
    }
}

TEST_P(client_through_proxy, verifies_the_certificate_of_the_server_behind) {
    const auto issued = transport::authority::self_signed({.alternative_names = "IP:127.0.0.1"});
    const nginx front({.certificate = issued.certificate, .key = issued.key, .upstream = server.port()});
    const any_proxy proxy = start();
    EXPECT_THAT(final_refusal(front.url("/echo", "127.0.0.1"), proxy.url()),
                AllOf(StartsWith("tls, final: "), HasSubstr("self-signed")));
}

TEST_P(client_through_proxy, takes_missing_and_wrong_credentials_as_final) {
    const any_proxy proxy = start(right);
    EXPECT_THAT(final_refusal(server.url("/echo"), proxy.url()),
                AllOf(StartsWith("proxy, final: "), HasSubstr(proxy.authority()), HasSubstr("wants a user name")));
    EXPECT_THAT(final_refusal(server.url("/echo"), proxy.url(credentials{"user", "guessed"})),
                AllOf(StartsWith("proxy, final: "), HasSubstr(proxy.authority()), HasSubstr("does not accept"),
                      ::testing::Not(HasSubstr("guessed"))));
}

TEST_P(client_through_proxy, says_that_the_target_cannot_be_reached) {
    const any_proxy proxy = start();
    const std::string target = "127.0.0.1:" + std::to_string(closed_port());
    EXPECT_THAT(retryable_refusal("ws://" + target, proxy.url()),
                AllOf(StartsWith("proxy: "), HasSubstr(proxy.authority()), HasSubstr(target)));
}

TEST_P(client_through_proxy, says_that_the_proxy_cannot_be_reached) {
    const std::string nobody = "127.0.0.1:" + std::to_string(closed_port());
    const std::string scheme = GetParam() == proxy_kind::http ? "http://" : "socks5://";
    EXPECT_THAT(retryable_refusal(server.url("/echo"), scheme + nobody),
                AllOf(StartsWith("connect: "), HasSubstr("the proxy " + nobody)));
}

TEST_P(client_through_proxy, comes_back_when_the_proxy_lost_it) {
    any_proxy proxy = start();
    noted_client client(server.url("/echo"), {.proxy = {.url = proxy.url()}});
    client.connect();
    EXPECT_TRUE(client.exchanges("before"));
    proxy.kill();
    EXPECT_TRUE(client.waits_for("reconnect 1"));
    EXPECT_TRUE(client.waits_for("error connect: "));
    client.close();
}

TEST_P(client_through_proxy, takes_it_from_the_environment) {
    any_proxy proxy = start(right);
    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) {
        SCOPED_TRACE(name);
        environment.set(name, proxy.url(right));
        noted_client client(server.url("/echo"));
        client.connect();
        proxy.wait_until_used_for(server.port());
        EXPECT_TRUE(client.exchanges("Hello"));
        environment.clear(name);
    }
}

class proxy_variables : public ::testing::Test {
 protected:
    // "proxy" where a proxy is asked, which is not there; "directly" otherwise.
    static std::string way_to(const std::string& url) {
        noted_client client(url, {.auto_reconnect = false, .tls = {.verify = false}});
        const std::string outcome = client.why_it_does_not_connect();
        return outcome.find("the proxy 127.0.0.1:") != std::string::npos ? "proxy"
               : outcome == "it connects"                                ? "directly"
                                                                         : outcome;
    }

    proxy_environment environment;
    const peer_server server{library::ws};
    const transport::issued_certificate issued = transport::authority::self_signed({});
    const nginx front{{.certificate = issued.certificate, .key = issued.key, .upstream = server.port()}};
    const std::string ws = server.url("/echo");
    const std::string wss = front.url();
    const std::string nobody = "http://127.0.0.1:" + std::to_string(closed_port());
};

TEST_F(proxy_variables, lead_the_scheme_that_they_name) {
    EXPECT_EQ(way_to(ws), "directly");
    EXPECT_EQ(way_to(wss), "directly");
    const auto with = [&](const std::string& name) {
        environment.set(name, nobody);
        const std::string ways = way_to(ws) + ", " + way_to(wss);
        environment.clear(name);
        return ways;
    };
    EXPECT_EQ(with("http_proxy"), "proxy, directly");
    EXPECT_EQ(with("HTTP_PROXY"), "directly, directly");
    EXPECT_EQ(with("https_proxy"), "directly, proxy");
    EXPECT_EQ(with("HTTPS_PROXY"), "directly, proxy");
    EXPECT_EQ(with("all_proxy"), "proxy, proxy");
    EXPECT_EQ(with("ALL_PROXY"), "proxy, proxy");
}

TEST_F(proxy_variables, leave_out_what_no_proxy_names) {
    environment.set("all_proxy", nobody);
    const auto except = [&](const std::string& name, const std::string& list) {
        environment.set(name, list);
        const std::string ways = way_to(ws) + ", " + way_to(wss);  // 127.0.0.1 and localhost
        environment.clear(name);
        return ways;
    };
    EXPECT_EQ(except("no_proxy", "example.org"), "proxy, proxy");
    EXPECT_EQ(except("no_proxy", "example.org, 127.0.0.1"), "directly, proxy");
    EXPECT_EQ(except("NO_PROXY", "127.0.0.0/8"), "directly, proxy");
    EXPECT_EQ(except("no_proxy", "LOCALHOST"), "proxy, directly");
    EXPECT_EQ(except("NO_PROXY", "localhost,127.0.0.1"), "directly, directly");
    EXPECT_EQ(except("no_proxy", "localhost:" + std::to_string(front.port())), "proxy, directly");
    EXPECT_EQ(except("no_proxy", "localhost:1"), "proxy, proxy");
    EXPECT_EQ(except("no_proxy", "*"), "directly, directly");
}

TEST_F(proxy_variables, give_way_to_the_options) {
    environment.set("all_proxy", nobody);
    const tinyproxy real;
    noted_client through(ws, {.proxy = {.url = "http://127.0.0.1:" + std::to_string(real.port())}});
    through.connect();
    noted_client directly(ws, {.proxy = {.from_environment = false}});
    directly.connect();
    EXPECT_EQ(directly->get_connection_info().remote_address, "127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(proxy_variables, may_leave_out_the_scheme) {
    const tinyproxy real;
    environment.set("http_proxy", "127.0.0.1:" + std::to_string(real.port()));
    noted_client client(ws);
    client.connect();
    EXPECT_EQ(client->get_connection_info().remote_address, "127.0.0.1:" + std::to_string(real.port()));
}

TEST(client_through_tinyproxy, takes_a_port_that_is_not_allowed_as_final) {
    const peer_server server(library::ws);
    const std::string target = "127.0.0.1:" + std::to_string(server.port());
    const tinyproxy elsewhere({}, {closed_port()});
    EXPECT_THAT(final_refusal(server.url("/echo"), "http://127.0.0.1:" + std::to_string(elsewhere.port())),
                AllOf(StartsWith("proxy, final: "), HasSubstr("does not allow connections to " + target)));
    const tinyproxy here({}, {server.port()});
    noted_client client(server.url("/echo"), {.proxy = {.url = "http://127.0.0.1:" + std::to_string(here.port())}});
    client.connect();
    EXPECT_TRUE(client.exchanges("Hello"));
}

TEST(client_through_microsocks, says_that_it_is_no_http_proxy) {
    const peer_server server(library::ws);
    const microsocks proxy;
    EXPECT_THAT(final_refusal(server.url("/echo"), "http://127.0.0.1:" + std::to_string(proxy.port())),
                AllOf(StartsWith("proxy, final: "), HasSubstr("Is it a SOCKS5 proxy?")));
}

}  // namespace
}  // namespace vafast::integration
