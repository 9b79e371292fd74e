// Our client with nginx as a reverse proxy, which ends TLS before a server of ws.
#include "hub/support.hpp"
#include "integration/noted_client.hpp"
#include "integration/programs.hpp"
#include "transport/authority.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::integration {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using transport::authority;
using transport::certificate_wish;
using transport::issued_certificate;

constexpr long one_day = 86'400;
const std::string local_names = "DNS:localhost,IP:127.0.0.1";

class tls_through_nginx : public ::testing::Test {
 protected:
    nginx start(const issued_certificate& issued, const std::string& more = {}) const {
        return nginx({.certificate = issued.certificate, .key = issued.key, .upstream = server.port(), .more = more});
    }
    client_options trusting(tls_options tls = {}) const {
        tls.ca = ca.source();
        return {.tls = std::move(tls)};
    }
    // connect() fails so, the client tells it once and does not try again.
    static std::string final_refusal(const std::string& url, client_options options) {
        noted_client client(url, std::move(options));
        std::string why = client.why_it_does_not_connect();
        EXPECT_TRUE(client.waits_for("close"));
        EXPECT_THAT(client.notes(), ElementsAre("error " + why, AllOf(StartsWith("close 1006"), EndsWith("for good"))));
        return why;
    }

    const authority ca;
    peer_server server{library::ws};
};

TEST_F(tls_through_nginx, carries_messages_where_the_certificate_is_right) {
    const nginx front = start(ca.issue_for(local_names));
    for (const char* host : {"localhost", "127.0.0.1"}) {
        noted_client client(front.url("/echo", host), trusting());
        client.connect();
        EXPECT_TRUE(client.exchanges("Hello"));
        EXPECT_TRUE(client.exchanges(long_text(1 << 20)));
        EXPECT_TRUE(client.exchanges(binary(16 << 20, std::byte{200})));
        client->close(4001, "bye").get(patience);
        EXPECT_EQ(server.program().wait_for("closed "), "4001 bye");
        EXPECT_THAT(client.notes().back(), StartsWith("close 4001"));
    }
}

TEST_F(tls_through_nginx, carries_messages_to_and_from_our_own_server_too) {
    const hub_detail::testing::running_server ours({.compression = websocket::deflate_options{}});
    const issued_certificate issued = ca.issue_for(local_names);
    const nginx front({.certificate = issued.certificate, .key = issued.key, .upstream = ours.port()});
    client_options options = trusting();
    options.compression.enabled = true;
    noted_client client(front.url("/ws"), options);
    client.connect();
    EXPECT_TRUE(client.exchanges(long_text(1 << 20)));
    client.close();
    EXPECT_THAT(client.notes().back(), StartsWith("close 1000"));
}

TEST_F(tls_through_nginx, speaks_version_1_2_and_1_3) {
    for (const std::string version : {"TLSv1.2", "TLSv1.3"}) {
        const nginx front = start(ca.issue_for(local_names), "ssl_protocols " + version + ";");
        noted_client client(front.url(), trusting());
        client.connect();
        EXPECT_EQ(client->get_connection_info().tls_version, version);
        EXPECT_NE(client->get_connection_info().tls_cipher, "");
        EXPECT_TRUE(client.exchanges(long_text(1 << 20)));
    }
}

TEST_F(tls_through_nginx, refuses_a_version_older_than_is_asked_for) {
    const nginx front = start(ca.issue_for(local_names), "ssl_protocols TLSv1.2;");
    EXPECT_THAT(final_refusal(front.url(), trusting({.min_version = tls_version::tls_1_3})),
                AllOf(StartsWith("tls, final: "), HasSubstr("version")));
}

TEST_F(tls_through_nginx, refuses_a_certificate_that_expired) {
    const nginx front = start(
        ca.issue({.alternative_names = local_names, .begins_in_seconds = -3 * one_day, .ends_in_seconds = -one_day}));
    EXPECT_THAT(final_refusal(front.url(), trusting()),
                AllOf(StartsWith("tls, final: "), HasSubstr("localhost"), HasSubstr("expired on ")));
}

TEST_F(tls_through_nginx, refuses_a_certificate_that_is_not_valid_yet) {
    const nginx front = start(
        ca.issue({.alternative_names = local_names, .begins_in_seconds = one_day, .ends_in_seconds = 2 * one_day}));
    EXPECT_THAT(final_refusal(front.url(), trusting()), AllOf(StartsWith("tls, final: "), HasSubstr("not yet valid")));
}

TEST_F(tls_through_nginx, refuses_a_self_signed_certificate) {
    const nginx front = start(authority::self_signed({.alternative_names = local_names}));
    EXPECT_THAT(final_refusal(front.url(), trusting()), AllOf(StartsWith("tls, final: "), HasSubstr("self-signed")));
}

TEST_F(tls_through_nginx, accepts_a_self_signed_certificate_that_is_given_as_the_ca) {
    const issued_certificate own = authority::self_signed({.alternative_names = local_names});
    const nginx front = start(own);
    noted_client client(front.url(), {.tls = {.ca = {.pem = own.certificate}}});
    client.connect();
    EXPECT_TRUE(client.exchanges("Hello"));
}

TEST_F(tls_through_nginx, refuses_a_certificate_for_another_name) {
    const nginx front = start(ca.issue_for("DNS:example.org"));
    for (const std::string host : {"localhost", "127.0.0.1"})
        EXPECT_THAT(final_refusal(front.url("/echo", host), trusting()),
                    AllOf(StartsWith("tls, final: "), HasSubstr("not for " + host), HasSubstr("example.org")));
}

TEST_F(tls_through_nginx, refuses_a_certificate_of_an_authority_that_is_not_trusted) {
    const authority other("Somebody else");
    const nginx front = start(other.issue_for(local_names));
    EXPECT_THAT(final_refusal(front.url(), trusting()), AllOf(StartsWith("tls, final: "), HasSubstr("Somebody else")));
    EXPECT_THAT(final_refusal(front.url(), {}), StartsWith("tls, final: ")) << "the system's trust store";
}

TEST_F(tls_through_nginx, follows_a_chain_with_an_authority_between) {
    const authority between(ca, "Between");
    issued_certificate issued = between.issue_for(local_names);
    const nginx incomplete = start(issued);
    EXPECT_THAT(final_refusal(incomplete.url(), trusting()), AllOf(StartsWith("tls, final: "), HasSubstr("Between")));
    issued.certificate += between.pem();
    const nginx front = start(issued);
    noted_client client(front.url(), trusting());
    client.connect();
    EXPECT_TRUE(client.exchanges("Hello"));
}

TEST_F(tls_through_nginx, accepts_anything_where_verification_is_off) {
    for (const issued_certificate& issued :
         {authority::self_signed({.common_name = "nobody"}),
          ca.issue({.alternative_names = "DNS:example.org", .ends_in_seconds = -one_day / 24 / 2})}) {
        const nginx front = start(issued);
        noted_client client(front.url(), {.tls = {.verify = false}});
        client.connect();
        EXPECT_TRUE(client.exchanges("Hello"));
    }
}

TEST_F(tls_through_nginx, asks_for_the_name_that_the_options_give) {
    const nginx front = start(ca.issue_for("DNS:example.org"));
    noted_client client(front.url("/commands", "127.0.0.1"), trusting({.server_name = "example.org"}));
    client.connect();
    client->send("header X-Server-Name");
    EXPECT_TRUE(client.waits_for("text example.org"));
}

TEST_F(tls_through_nginx, shows_a_client_certificate_where_the_server_wants_one) {
    const authority of_clients("The clients' authority");
    const temporary_directory directory;
    const nginx front =
        start(ca.issue_for(local_names),
              "ssl_client_certificate " + directory.write("clients.pem", of_clients.pem()) + "; ssl_verify_client on;");
    const auto showing = [&](const issued_certificate& own) {
        return trusting({.certificate = {.pem = own.certificate}, .private_key = {.pem = own.key}});
    };
    noted_client client(front.url(), showing(of_clients.issue({.common_name = "a client"})));
    client.connect();
    EXPECT_TRUE(client.exchanges("Hello"));

    // nginx completes TLS and then answers with 400.
    EXPECT_THAT(final_refusal(front.url(), trusting()), AllOf(StartsWith("handshake, final: "), HasSubstr("400")));
    EXPECT_THAT(final_refusal(front.url(), showing(ca.issue({.common_name = "a stranger"}))),
                AllOf(StartsWith("handshake, final: "), HasSubstr("400")));
}

TEST_F(tls_through_nginx, says_so_where_the_scheme_is_wrong) {
    const nginx front = start(ca.issue_for(local_names));
    EXPECT_THAT(final_refusal("ws://localhost:" + std::to_string(front.port()), trusting()),
                AllOf(StartsWith("handshake, final: "), HasSubstr("400")));
    EXPECT_THAT(final_refusal("wss://localhost:" + std::to_string(server.port()), trusting()),
                AllOf(StartsWith("tls, final: "), HasSubstr("does not speak TLS")));
}

TEST_F(tls_through_nginx, comes_back_when_nginx_or_the_server_behind_it_does) {
    const issued_certificate issued = ca.issue_for(local_names);
    auto front = std::make_unique<nginx>(
        nginx_options{.certificate = issued.certificate, .key = issued.key, .upstream = server.port()});
    const std::uint16_t port = front->port();
    noted_client client(front->url(), trusting());
    client.connect();
    front->program().kill();
    EXPECT_TRUE(client.waits_for("error connect: "));
    front = std::make_unique<nginx>(
        nginx_options{.certificate = issued.certificate, .key = issued.key, .upstream = server.port(), .port = port});
    EXPECT_TRUE(client.waits_for("reconnect_success"));
    EXPECT_TRUE(client.exchanges("after nginx"));

    const std::uint16_t behind = server.port();
    server.program().kill();
    EXPECT_TRUE(client.waits_for("error handshake: "));  // nginx is there, and answers with 502
    EXPECT_THAT(client.notes(), Not(::testing::Contains(HasSubstr("final"))));
    server = peer_server(library::ws, json::object(), behind);
    EXPECT_TRUE(client.waits_for("reconnect_success", 2));
    EXPECT_TRUE(client.exchanges("after the server"));
}

}  // namespace
}  // namespace vafast::integration
