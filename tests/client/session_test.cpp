// The client's decisions, in simulated time.
#include "client/policy/session.hpp"

#include "client/simulated.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view refusal_401 = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view refusal_503 =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";

TEST(session, opens_and_exchanges_messages) {
    simulated_network network;
    network.client().connect(network.now());
    EXPECT_TRUE(network.is_attempting());
    EXPECT_EQ(network.client().current_state(), ready_state::connecting);
    network.establish();
    EXPECT_THAT(network.take_events(), ElementsAre("open", "attempt succeeded"));
    EXPECT_EQ(network.client().current_state(), ready_state::open);

    network.send_text("hello");
    EXPECT_THAT(network.take_server_saw(), ElementsAre("message hello"));
    network.server_sends("hello yourself");
    EXPECT_THAT(network.take_events(), ElementsAre("message hello yourself"));
}

TEST(session, asks_for_the_url_with_the_headers_and_protocols_of_the_options) {
    simulated_network network({.protocols = {"chat", "v1"}, .headers = {{"X-Robot", "7"}}},
                              "ws://user:secret@server.test:8080/ws?a=b");
    network.client().connect(network.now());
    network.accept_tcp();
    const std::string& request = network.handshake_request();
    EXPECT_THAT(request, StartsWith("GET /ws?a=b HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("Host: server.test:8080\r\n"));
    EXPECT_THAT(request, HasSubstr("X-Robot: 7\r\n"));
    EXPECT_THAT(request, HasSubstr("Sec-WebSocket-Protocol: chat, v1, vafast.v1\r\n"));
    EXPECT_THAT(request, HasSubstr("Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"));
    network.accept_handshake("v1");
    EXPECT_THAT(network.take_events(), ElementsAre("open v1", "attempt succeeded"));
}

TEST(session, shares_one_attempt_among_concurrent_connects) {
    simulated_network network;
    network.client().connect(network.now());
    network.client().connect(network.now());
    network.accept_tcp();
    network.client().connect(network.now());
    EXPECT_EQ(network.attempts_made(), 1);
}

TEST(session, closes_with_a_closing_handshake_and_lets_the_server_end_tcp) {
    connected network;
    network.client().close(4321, "enough", network.now());
    EXPECT_EQ(network.client().current_state(), ready_state::closing);
    network.deliver();
    EXPECT_THAT(network.take_server_saw(), ElementsAre("close 4321 enough"));
    EXPECT_THAT(network.take_events(), IsEmpty());
    network.server_ends_stream();
    EXPECT_THAT(network.take_events(), ElementsAre("attempt failed: connection_lost", "close 4321 clean for good"));
    EXPECT_EQ(network.client().current_state(), ready_state::closed);
}

TEST(session, bounds_the_closing_handshake_by_its_timeout) {
    connected network({.close_timeout = 2s});
    network.go_silent();
    network.client().close(1000, {}, network.now());
    network.advance(1999ms);
    EXPECT_THAT(network.take_events(), IsEmpty());
    network.advance(1ms);
    EXPECT_THAT(network.take_events(), Contains("close 1006 for good"));
}

TEST(session, closes_once_however_often_it_is_told_to) {
    connected network;
    for (int i = 0; i < 3; ++i) network.client().close(1000, {}, network.now());
    network.deliver();
    EXPECT_THAT(network.take_server_saw(), ElementsAre("close 1000 "));
    network.server_ends_stream();
    network.client().close(1000, {}, network.now());
    EXPECT_THAT(network.take_events(), ElementsAre("attempt failed: connection_lost", "close 1000 clean for good"));
}

TEST(session, drops_the_connection_at_once_when_forced) {
    connected network;
    network.client().force_close(network.now());
    EXPECT_THAT(network.take_events(), Contains("close 1006 for good"));
    EXPECT_EQ(network.client().current_state(), ready_state::closed);
    network.advance(24h);
    EXPECT_EQ(network.attempts_made(), 1);
}

TEST(session, ends_an_attempt_when_closed_during_it) {
    for (const bool during_handshake : {false, true}) {
        simulated_network network;
        network.client().connect(network.now());
        if (during_handshake) network.accept_tcp();
        network.client().close(1000, {}, network.now());
        EXPECT_FALSE(network.is_attempting());
        EXPECT_THAT(network.take_events(), ElementsAre("attempt failed: cancelled", "close 1006 for good"));
    }
}

TEST(session, answers_the_close_frame_of_the_server_with_the_same_code) {
    connected network;
    network.server_closes(1001, "restart");
    EXPECT_THAT(network.take_server_saw(), ElementsAre("close 1001 "));
    network.server_ends_stream();
    EXPECT_THAT(network.take_events(), ElementsAre("close 1001 clean will reconnect", StartsWith("reconnect 1 in ")));
}

TEST(session, counts_a_close_frame_and_a_cut_connection_as_clean) {
    connected network;
    network.block_writes(true);
    network.server_closes(1001);
    network.connection_breaks();
    EXPECT_THAT(network.take_events(), Contains("close 1001 clean will reconnect"));
}

TEST(session, fails_the_connection_when_the_server_breaks_the_rules) {
    connected network;
    const std::byte masked[] = {std::byte{0x81}, std::byte{0x80}};
    network.server_sends_bytes(masked);
    EXPECT_THAT(network.take_server_saw(), Contains(StartsWith("close 1002")));
    network.server_ends_stream();
    const auto events = network.take_events();
    EXPECT_THAT(events, Contains(StartsWith("error protocol: ")));
    EXPECT_THAT(events, Contains("close 1002 for good"));
    EXPECT_THAT(events, Not(Contains(StartsWith("reconnect"))));
}

// Reconnecting (what hurt the users of other libraries)

TEST(reconnecting, makes_no_more_attempts_than_the_backoff_allows_when_the_server_accepts_and_closes_at_once) {
    simulated_network network({.reconnect_delay = 1s, .max_reconnect_delay = 30s, .reconnect_jitter = jitter::none});
    network.client().connect(network.now());
    while (network.elapsed() < 10min) {
        if (network.is_attempting()) {
            network.establish();
            network.server_closes(1000);
            network.server_ends_stream();
        }
        network.advance(10ms);
    }
    // 1 + 2 + 4 + 8 + 16 s, then one each 30 s.
    EXPECT_LE(network.attempts_made(), 1 + 5 + (600 - 31) / 30 + 1);
    EXPECT_GE(network.attempts_made(), 20);
}

TEST(reconnecting, starts_the_backoff_again_only_after_a_stable_connection) {
    connected network({.reconnect_delay = 1s, .reconnect_jitter = jitter::none, .stable_after = 5s});
    const auto lose_after = [&](milliseconds held) {
        network.advance(held);
        network.connection_breaks();
        const auto events = network.take_events();
        network.advance_to_attempt();
        network.establish();
        network.take_events();
        return events.back();
    };
    EXPECT_EQ(lose_after(100ms), "reconnect 1 in 1000");
    EXPECT_EQ(lose_after(4999ms), "reconnect 2 in 2000");
    EXPECT_EQ(lose_after(4999ms), "reconnect 3 in 4000");
    EXPECT_EQ(lose_after(5000ms), "reconnect 1 in 1000");
}

TEST(reconnecting, never_happens_after_close) {
    connected network;
    network.client().close(1000, {}, network.now());
    network.deliver();
    network.server_ends_stream();
    network.advance(24h);
    EXPECT_EQ(network.attempts_made(), 1);

    network.client().connect(network.now());
    network.refuse_tcp();
    network.client().close(1000, {}, network.now());  // while it waits for the next attempt
    EXPECT_THAT(network.take_events(), Contains("close 1006 for good"));
    network.advance(24h);
    EXPECT_EQ(network.attempts_made(), 2);
}

TEST(reconnecting, notices_a_silent_network_within_the_heartbeat_interval_and_timeout) {
    for (const milliseconds quiet_since : {0ms, 1ms, 15'000ms, 29'999ms}) {
        connected network({.heartbeat_interval = 30s, .heartbeat_timeout = 5s});
        network.advance(quiet_since);
        network.server_sends("alive");
        network.go_silent();
        network.advance(35s);
        const auto events = network.take_events();
        EXPECT_THAT(events, Contains("heartbeat_timeout")) << quiet_since.count();
        EXPECT_THAT(events, Contains(StartsWith("error timeout: "))) << quiet_since.count();
        EXPECT_THAT(events, Contains("close 1006 will reconnect")) << quiet_since.count();
    }
}

TEST(reconnecting, keeps_a_connection_whose_pings_are_answered_and_pings_at_each_interval) {
    connected network({.heartbeat_interval = 30s});
    network.advance(301s);
    EXPECT_THAT(network.take_server_saw(),
                ElementsAre("ping", "ping", "ping", "ping", "ping", "ping", "ping", "ping", "ping", "ping"));
    EXPECT_EQ(network.client().current_state(), ready_state::open);
}

TEST(reconnecting, goes_on_for_a_month_without_stopping_for_good) {
    simulated_network network;
    network.client().connect(network.now());
    int attempts = 0;
    while (network.elapsed() < 720h) {
        if (network.is_attempting()) {
            network.refuse_tcp();
            attempts = network.attempts_made();
        }
        network.advance(30s);
    }
    EXPECT_GT(attempts, 40'000);
    network.advance_to_attempt();
    network.establish();
    EXPECT_EQ(network.client().current_state(), ready_state::open);
}

TEST(reconnecting, tries_again_after_an_attempt_that_timed_out_at_any_step) {
    for (const bool during_handshake : {false, true}) {
        simulated_network network({.connection_timeout = 5s});
        network.client().connect(network.now());
        if (during_handshake) network.accept_tcp();
        network.advance(5s);
        EXPECT_THAT(network.take_events(), ElementsAre(StartsWith("error timeout: "), "attempt failed: timeout",
                                                       StartsWith("reconnect 1 in ")));
        network.advance_to_attempt();
        network.establish();
        EXPECT_THAT(network.take_events(), ElementsAre("open", "reconnect_success 1", "attempt succeeded"));
    }
}

TEST(reconnecting, spreads_the_attempts_of_many_clients_over_the_delay) {
    std::vector<int> clients_in_tenth(10);
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        simulated_network network({.reconnect_delay = 1s}, "ws://server.test/", seed);
        network.client().connect(network.now());
        network.establish();
        network.connection_breaks();
        const auto delay = network.client().deadline() - network.now();
        ++clients_in_tenth.at(static_cast<std::size_t>(delay / 100ms));
    }
    for (const int count : clients_in_tenth) EXPECT_GT(count, 50);
}

TEST(reconnecting, gives_up_where_trying_again_is_no_use) {
    const auto events_after = [](auto&& happen) {
        simulated_network network;
        network.client().connect(network.now());
        happen(network);
        EXPECT_EQ(network.client().current_state(), ready_state::closed);
        network.advance(24h);
        EXPECT_EQ(network.attempts_made(), 1);
        return network.take_events();
    };
    EXPECT_THAT(events_after([](auto& network) {
                    network.refuse_tcp(error(error_kind::tls, "The certificate is expired.").final());
                }),
                Contains("close 1006 for good"));
    EXPECT_THAT(events_after([](auto& network) {
                    network.accept_tcp();
                    network.answer(refusal_401);
                }),
                Contains(HasSubstr("401")));
    EXPECT_THAT(events_after([](auto& network) {
                    network.accept_tcp();
                    network.answer("this is not HTTP\r\n\r\n");
                }),
                Contains(StartsWith("error handshake: ")));
    for (const std::uint16_t code :
         std::initializer_list<std::uint16_t>{1002, 1003, 1007, 1008, 1009, 1010, 4500, 4999}) {
        EXPECT_THAT(events_after([&](auto& network) {
                        network.establish();
                        network.server_closes(code);
                        network.server_ends_stream();
                    }),
                    Contains("close " + std::to_string(code) + " clean for good"));
    }
}

TEST(reconnecting, gives_up_where_tls_1_3_refuses_our_certificate_after_its_handshake) {
    const error refused = error(error_kind::tls, "The server refused our certificate.").final();
    for (const bool is_open : {false, true}) {
        simulated_network network;
        network.client().connect(network.now());
        network.accept_tcp();
        if (is_open) network.accept_handshake();
        network.connection_breaks(refused);
        const auto events = network.take_events();
        EXPECT_THAT(events, Contains(StartsWith("error tls: The server refused")));
        EXPECT_EQ(events.back(), "close 1006 for good");
        network.advance(24h);
        EXPECT_EQ(network.attempts_made(), 1);
    }
}

TEST(reconnecting, goes_on_after_every_other_close_code) {
    for (const std::uint16_t code :
         std::initializer_list<std::uint16_t>{1000, 1001, 1011, 1012, 1013, 1014, 3000, 4000, 4001, 4499}) {
        connected network;
        network.server_closes(code);
        network.server_ends_stream();
        EXPECT_THAT(network.take_events(), Contains("close " + std::to_string(code) + " clean will reconnect"));
    }
}

TEST(reconnecting, obeys_retry_after) {
    simulated_network network({.reconnect_delay = 1s});
    network.client().connect(network.now());
    network.accept_tcp();
    network.answer(refusal_503);
    network.advance(6999ms);
    EXPECT_EQ(network.attempts_made(), 1);
    network.advance(1001ms);
    EXPECT_EQ(network.attempts_made(), 2);
}

TEST(reconnecting, gives_up_after_the_last_attempt_and_says_so) {
    simulated_network network({.max_reconnect_attempts = 2});
    network.client().connect(network.now());
    for (int i = 0; i < 3; ++i) {
        network.refuse_tcp();
        network.advance_to_attempt();
    }
    EXPECT_EQ(network.attempts_made(), 3);
    const auto events = network.take_events();
    EXPECT_THAT(events, Contains("reconnect_failed 2"));
    EXPECT_EQ(events.back(), "close 1006 for good");
    EXPECT_EQ(network.client().current_state(), ready_state::closed);
}

TEST(reconnecting, says_reconnect_failed_when_a_connection_breaks_that_used_up_the_attempts) {
    connected network({.max_reconnect_attempts = 1});
    network.connection_breaks();
    network.advance_to_attempt();
    network.establish();
    network.take_events();
    network.connection_breaks();
    const auto events = network.take_events();
    EXPECT_THAT(events, Contains("reconnect_failed 1"));
    EXPECT_EQ(events.back(), "close 1006 for good");
}

TEST(reconnecting, does_not_happen_when_it_is_off) {
    connected network({.auto_reconnect = false});
    network.connection_breaks();
    EXPECT_THAT(network.take_events(), ElementsAre(StartsWith("error connection_lost: "),
                                                   "attempt failed: connection_lost", "close 1006 for good"));
    network.client().connect(network.now());
    network.establish();
    EXPECT_EQ(network.client().current_state(), ready_state::open);
}

TEST(reconnecting, can_be_asked_for_at_any_time) {
    connected network;
    network.client().reconnect(network.now());
    network.deliver();
    EXPECT_THAT(network.take_server_saw(), ElementsAre("close 1000 reconnecting"));
    network.server_ends_stream();
    network.advance(0ms);
    EXPECT_THAT(network.take_events(), ElementsAre("close 1000 clean will reconnect", "reconnect 1 in 0"));
    EXPECT_EQ(network.attempts_made(), 2);
    network.refuse_tcp();
    network.client().reconnect(network.now());  // does not wait for the backoff
    EXPECT_EQ(network.attempts_made(), 3);
    network.establish();
    EXPECT_THAT(network.take_events(), Contains("reconnect_success 2"));
}

TEST(reconnecting, waits_for_the_backoff_when_a_program_calls_connect_in_a_loop) {
    simulated_network network({.reconnect_delay = 1s, .reconnect_jitter = jitter::none});
    network.client().connect(network.now());
    network.refuse_tcp();
    for (int i = 0; i < 100; ++i) network.client().connect(network.now());
    EXPECT_EQ(network.attempts_made(), 1);
    network.advance(1s);
    EXPECT_EQ(network.attempts_made(), 2);
}

TEST(reconnecting, connects_again_when_connect_follows_close) {
    connected network;
    network.client().close(1000, {}, network.now());
    network.client().connect(network.now());
    network.deliver();
    network.server_ends_stream();
    network.advance(0ms);
    EXPECT_EQ(network.attempts_made(), 2);
}

// Heartbeat

TEST(heartbeat, does_not_mistake_a_large_message_on_a_slow_line_for_silence) {
    heartbeat beat(30s, 5s);
    time_point now{};
    beat.start(now);
    now += 30s;
    ASSERT_EQ(beat.tick(now, 1'000'000), heartbeat::action::send_ping);
    for (int i = 0; i < 10; ++i) {  // 100 KB each 4 s
        now += 4s;
        EXPECT_NE(beat.tick(now, 0), heartbeat::action::timed_out);
        beat.wrote(100'000, now);
    }
    now += 4s;
    beat.wrote(100'000, now);  // the ping is out long since: only an answer counts
    now += 1s;
    EXPECT_EQ(beat.tick(now, 0), heartbeat::action::timed_out);
}

TEST(heartbeat, counts_any_received_byte_as_life) {
    connected network({.heartbeat_interval = 30s, .heartbeat_timeout = 5s});
    network.block_writes(true);  // pings do not even leave
    for (int i = 0; i < 100; ++i) {
        network.server_sends("tick");
        network.advance(4s);
    }
    EXPECT_EQ(network.client().current_state(), ready_state::open);
}

TEST(heartbeat, can_be_turned_off) {
    connected network({.heartbeat_interval = 0s});
    network.go_silent();
    network.advance(24h);
    EXPECT_EQ(network.client().current_state(), ready_state::open);
}

// Redirects

constexpr std::string_view redirect_elsewhere = "HTTP/1.1 302 Found\r\nLocation: ws://other.test/ws\r\n\r\n";

// A network whose server answered the first handshake with a redirect.
struct redirected : simulated_network {
    redirected(std::string_view redirect, std::uint32_t allowed, std::string_view url = "ws://server.test/ws")
        : simulated_network({.headers = {{"Authorization", "Bearer secret"}, {"Cookie", "id=1"}, {"X-Robot", "7"}},
                             .max_redirects = allowed},
                            url) {
        client().connect(now());
        accept_tcp();
        answer(redirect);
    }
};

TEST(redirects, are_not_followed_unless_asked_for) {
    redirected network(redirect_elsewhere, 0);
    EXPECT_EQ(network.attempts_made(), 1);
    EXPECT_THAT(network.take_events(), Contains(HasSubstr("302")));
}

TEST(redirects, lead_to_another_origin_without_credentials) {
    redirected network(redirect_elsewhere, 1);
    ASSERT_EQ(network.attempts_made(), 2);
    EXPECT_EQ(network.targets().back().host, "other.test");
    network.accept_tcp();
    EXPECT_THAT(network.handshake_request(), Not(HasSubstr("secret")));
    EXPECT_THAT(network.handshake_request(), Not(HasSubstr("Cookie")));
    EXPECT_THAT(network.handshake_request(), HasSubstr("X-Robot: 7"));
    network.accept_handshake();
    EXPECT_THAT(network.take_events(), ElementsAre("open", "attempt succeeded"));
}

TEST(redirects, keep_credentials_within_the_origin) {
    redirected network("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\n\r\n", 1);
    network.accept_tcp();
    EXPECT_THAT(network.handshake_request(), HasSubstr("GET /elsewhere "));
    EXPECT_THAT(network.handshake_request(), HasSubstr("Bearer secret"));
}

TEST(redirects, never_lead_from_wss_to_ws) {
    for (const std::string_view scheme : {"ws", "http"}) {
        redirected network("HTTP/1.1 302 Found\r\nLocation: " + std::string(scheme) + "://server.test/\r\n\r\n", 5,
                           "wss://server.test/ws");
        EXPECT_EQ(network.attempts_made(), 1);
        EXPECT_THAT(network.take_events(), Contains(HasSubstr("from wss to ws")));
    }
}

TEST(redirects, are_bounded) {
    redirected network(redirect_elsewhere, 3);
    for (int i = 0; i < 3; ++i) {
        network.accept_tcp();
        network.answer("HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n");
    }
    EXPECT_EQ(network.attempts_made(), 4);
    EXPECT_EQ(network.client().current_state(), ready_state::closed);
    EXPECT_THAT(network.take_events(), Contains(HasSubstr("max_redirects")));
}

TEST(redirects, to_something_that_is_no_url_fail_the_attempt) {
    redirected network("HTTP/1.1 302 Found\r\nLocation: ws://[broken\r\n\r\n", 3);
    EXPECT_THAT(network.take_events(), Contains(HasSubstr("redirected to a URL that cannot be used")));
}

TEST(session, knows_how_long_a_round_trip_takes) {
    simulated_network net({.heartbeat_interval = 10s, .heartbeat_timeout = 5s});
    net.client().connect(net.now());
    net.accept_tcp();
    net.advance(70ms);
    net.accept_handshake();
    EXPECT_EQ(net.client().round_trip(), 70ms) << "of the handshake, as long as there was no heartbeat";
    net.block_writes(true);
    net.advance(10s);
    net.advance(40ms);
    net.block_writes(false);
    net.deliver();
    EXPECT_EQ(net.client().round_trip(), 40ms);
    const std::byte pong[] = {std::byte{0x8a}, std::byte{0}};  // that nobody asked for
    net.advance(1s);
    net.server_sends_bytes(pong);
    EXPECT_EQ(net.client().round_trip(), 40ms);
}

}  // namespace
}  // namespace vafast::client_detail
