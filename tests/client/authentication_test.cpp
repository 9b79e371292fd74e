// How a connection is made with a token, and what ends it when the hub does not want it any more, in simulated time.
#include "client/simulated.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

client_options with_token(client_options options = {}) {
    options.auth.get_token = [] { return std::string("unused: the tests answer for it"); };
    return options;
}

// A network whose client asks for a token.
struct asking : simulated_network {
    explicit asking(client_options options = {}) : simulated_network(with_token(std::move(options))) {
        client().connect(now());
    }
    void give(const std::string& token) { client().token_ready(token, now()); }
};

TEST(authentication, asks_for_a_token_before_every_attempt_and_sends_it) {
    asking network({.headers = {{"authorization", "Basic old"}}});
    EXPECT_FALSE(network.is_attempting());
    EXPECT_THAT(network.take_events(), ElementsAre("ask token"));
    EXPECT_EQ(network.client().current_state(), ready_state::connecting);
    network.give("first");
    network.accept_tcp();
    EXPECT_THAT(network.handshake_request(), HasSubstr("\r\nAuthorization: Bearer first\r\n"));
    EXPECT_THAT(network.handshake_request(), Not(HasSubstr("old")));
    network.connection_breaks();
    network.take_events();
    network.advance(2s);
    EXPECT_THAT(network.take_events(), Contains("ask token"));
    network.give("second");
    network.accept_tcp();
    EXPECT_THAT(network.handshake_request(), HasSubstr("Bearer second"));
}

TEST(authentication, keeps_the_token_for_the_hub_where_auto_auth_is_off) {
    asking network({.auth = {.auto_auth = false}});
    network.give("secret");
    network.establish();
    EXPECT_THAT(network.handshake_request(), Not(HasSubstr("secret")));
    EXPECT_EQ(network.token(), "secret");
}

TEST(authentication, connects_without_where_the_token_is_empty) {
    asking network;
    network.give("");
    network.establish();
    EXPECT_THAT(network.handshake_request(), Not(HasSubstr("Authorization")));
}

TEST(authentication, fails_the_attempt_where_there_is_no_token_and_tries_again) {
    asking network;
    network.client().token_ready(tl::unexpected(error(error_kind::handler, "There is no token: offline")),
                                 network.now());
    EXPECT_THAT(network.take_events(), ElementsAre("ask token", "error handler: There is no token: offline",
                                                   "attempt failed: handler", StartsWith("reconnect 1")));
    EXPECT_EQ(network.attempts_made(), 0);
}

TEST(authentication, waits_for_a_token_no_longer_than_for_a_connection) {
    asking network({.connection_timeout = 3s});
    network.advance(3s);
    EXPECT_THAT(network.take_events(), Contains(HasSubstr("get_token gave none within 3000 ms")));
    network.give("too late");
    EXPECT_FALSE(network.is_attempting());
}

TEST(authentication, sends_no_token_that_would_be_more_than_one_header) {
    asking network;
    network.give("secret\r\nEvil: yes");
    EXPECT_FALSE(network.is_attempting());
    EXPECT_EQ(network.client().current_state(), ready_state::closed);
    const auto events = network.take_events();
    EXPECT_THAT(events, Contains(HasSubstr("no header may carry")));
    EXPECT_THAT(events, Not(Contains(HasSubstr("secret"))));
}

TEST(authentication, can_be_cancelled_while_it_waits_for_a_token) {
    asking network;
    network.client().close(1000, {}, network.now());
    EXPECT_EQ(network.client().current_state(), ready_state::closed);
    network.give("too late");
    EXPECT_FALSE(network.is_attempting());
}

TEST(authentication, does_not_follow_a_redirect_to_another_origin) {
    asking network({.max_redirects = 1});
    network.give("secret");
    network.accept_tcp();
    network.answer("HTTP/1.1 302 Found\r\nLocation: ws://other.test/ws\r\n\r\n");
    network.establish();
    EXPECT_THAT(network.handshake_request(), Not(HasSubstr("secret")));
    EXPECT_EQ(network.token(), "");
}

TEST(session, gives_up_a_connection_with_a_reason_and_makes_another) {
    connected network;
    network.client().give_up(error(error_kind::timeout, "No answer."), 1000, network.now());
    network.deliver();
    network.server_ends_stream();
    EXPECT_THAT(network.take_server_saw(), ElementsAre("close 1000 No answer."));
    EXPECT_THAT(network.take_events(),
                ElementsAre("error timeout: No answer.", "close 1000 clean will reconnect", StartsWith("reconnect 1")));
}

TEST(session, gives_up_for_good_where_another_connection_would_be_no_better) {
    connected network;
    network.client().give_up(error(error_kind::refused, "The token expired.").final(), 4501, network.now());
    EXPECT_EQ(network.client().current_state(), ready_state::closing) << "nothing more can be sent";
    network.deliver();
    network.server_ends_stream();
    EXPECT_THAT(network.take_events(), Contains("close 4501 clean for good"));
}

TEST(session, comes_back_within_the_window_that_a_hub_asked_for) {
    int early = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        connected network({}, seed);
        network.client().stay_away(500ms, 8'000ms);
        network.server_closes(4001);
        network.server_ends_stream();
        const milliseconds before = network.elapsed();
        network.advance_to_attempt();
        const milliseconds delay = network.elapsed() - before;
        EXPECT_GE(delay, 500ms);
        EXPECT_LE(delay, 8'000ms);
        early += delay < 4'250ms;
    }
    EXPECT_NEAR(early, 100, 30) << "they are spread over it";
}

TEST(session, forgets_the_window_once_it_came_back) {
    connected network;
    network.client().stay_away(60'000ms, 60'000ms);
    network.server_ends_stream();
    network.advance_to_attempt();
    network.refuse_tcp();
    const milliseconds before = network.elapsed();
    network.advance_to_attempt();
    EXPECT_LE(network.elapsed() - before, 4'000ms);
}

}  // namespace
}  // namespace vafast::client_detail
