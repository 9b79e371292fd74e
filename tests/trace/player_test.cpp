#include "trace/player.hpp"

#include "websocket/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::trace {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using time_point = player::time_point;

constexpr time_point start{};

frame say(side from, std::int64_t at, std::string text) {
    return {.at = at, .from = from, .opcode = 1, .masked = from == side::client, .length = text.size(), .text = text};
}

frame control(side from, std::int64_t at, std::uint8_t opcode, std::string data = {}) {
    frame made{.at = at, .from = from, .opcode = opcode, .masked = from == side::client, .length = data.size()};
    set_payload(made, std::move(data));
    return made;
}

// A question, an answer a second later, another message of the server's own two seconds after that, and the end.
std::vector<record> a_talk() {
    return {http{.at = 0, .from = side::client, .text = "GET / HTTP/1.1\r\n\r\n"},
            http{.at = 1'000'000, .from = side::server, .text = "HTTP/1.1 101 OK\r\n\r\n"},
            say(side::client, 2'000'000, "question"),
            say(side::server, 3'000'000, "answer"),
            control(side::client, 3'500'000, 9),
            control(side::server, 3'500'100, 10),
            say(side::server, 5'000'000, "and more"),
            control(side::client, 6'000'000, 8, "\x03\xe8"),
            control(side::server, 6'000'100, 8, "\x03\xe8"),
            trace::end{.at = 6'000'200, .by = side::server}};
}

// What is in the bytes that a player has written.
std::vector<std::string> take_messages(player& from, side of) {
    websocket::receiver receiver(of == side::client ? websocket::role::server : websocket::role::client, {}, {});
    std::vector<std::string> texts;
    base::mutable_bytes input = from.output().data();
    for (;;) {
        const websocket::event event = receiver.next(input);
        if (event.what == websocket::event::kind::need_more) break;
        EXPECT_NE(event.what, websocket::event::kind::failure) << event.reason;
        texts.push_back(event.what == websocket::event::kind::close
                            ? "close " + std::to_string(event.code)
                            : (event.what == websocket::event::kind::message ? "" : "control ") +
                                  std::string(base::as_text(event.payload)));
    }
    from.output().clear();
    return texts;
}

player make_server(std::vector<record> script, double speed) {
    return {std::move(script), {.plays = side::server, .speed = speed}, base::secure_random(), start};
}

std::string bytes_of(const frame& said) {
    player client({said}, {.plays = side::client, .speed = 0}, base::secure_random(), start);
    client.advance(start);
    return std::string(base::as_text(client.output().data()));
}

TEST(player, answers_when_it_was_asked_and_at_the_time_of_the_trace) {
    player server = make_server(a_talk(), 1);
    server.advance(start);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre());

    const time_point asked = start + 700ms;  // sooner than in the trace
    server.received(base::as_bytes(bytes_of(say(side::client, 0, "question"))));
    server.advance(asked);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre());
    EXPECT_EQ(server.deadline(), asked + 1s);
    server.advance(asked + 1s);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre("answer"));
    EXPECT_EQ(server.deadline(), asked + 3s);
    server.advance(asked + 3s);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre("and more"));
    server.received(base::as_bytes(bytes_of(control(side::client, 0, 8, "\x03\xe8"))));
    server.advance(asked + 4s);
    server.advance(asked + 5s);
    server.advance(asked + 6s);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre("close 1000"));
    EXPECT_TRUE(server.is_over());
    EXPECT_EQ(server.result().missed, 0U);
    EXPECT_EQ(server.result().received, 2U);
    EXPECT_EQ(server.result().sent, 3U);
}

TEST(player, gives_no_answer_before_its_question_however_fast_it_is) {
    player server = make_server(a_talk(), 0);
    server.advance(start);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre());
    server.received(base::as_bytes(bytes_of(say(side::client, 0, "another question"))));
    server.advance(start);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre("answer", "and more"));
}

TEST(player, goes_on_without_a_peer_that_keeps_silent) {
    player server = make_server(a_talk(), 0);
    server.advance(start);
    EXPECT_EQ(server.deadline(), start + 5s);
    server.advance(start + 5s);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre("answer", "and more"));
    EXPECT_EQ(server.result().missed, 1U);
}

TEST(player, is_done_when_the_peer_has_gone) {
    player server = make_server(a_talk(), 0);
    server.ended();
    server.advance(start);
    EXPECT_TRUE(server.is_over());
}

TEST(player, answers_the_pings_of_now_and_not_those_of_the_trace) {
    player server = make_server(a_talk(), 1);
    server.received(base::as_bytes(bytes_of(control(side::client, 0, 9, "now"))));
    server.advance(start);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre("control now"));
}

// Two players of the two sides talk to each other.
TEST(player, plays_both_sides_of_a_talk) {
    for (const double speed : {0.0, 1.0, 10.0}) {
        player server = make_server(a_talk(), speed);
        player client(a_talk(), {.plays = side::client, .speed = speed}, base::secure_random(), start);
        time_point now = start;
        for (int steps = 0; steps < 100 && !(server.is_over() && client.is_over()); ++steps) {
            client.advance(now);
            server.received(client.output().data());
            client.output().clear();
            server.advance(now);
            client.received(server.output().data());
            server.output().clear();
            if (server.is_over()) client.ended();
            client.advance(now);
            now += 100ms;
        }
        EXPECT_TRUE(server.is_over() && client.is_over());
        EXPECT_EQ(server.result().missed + client.result().missed, 0U);
        EXPECT_EQ(client.result().received, client.result().expected);
        EXPECT_EQ(server.result().received, server.result().expected);
        EXPECT_GE(now - start, speed == 1.0 ? 5s : 0s);
        EXPECT_LE(now - start, speed == 1.0 ? 8s : 2s);
    }
}

TEST(player, sends_frames_as_they_were_right_or_wrong) {
    frame odd{.at = 0, .from = side::server, .fin = false, .rsv = 3, .opcode = 5, .masked = true, .length = 2};
    odd.text = "ab";
    frame cut{.at = 0, .from = side::server, .opcode = 2, .length = 300, .cut = true, .text = "begin"};
    player server = make_server({odd, cut, trace::end{.by = side::server}}, 0);
    server.advance(start);
    const auto sent = server.output().data();
    ASSERT_EQ(sent.size(), 2U + 4 + 2 + 4 + 5);
    EXPECT_EQ(sent[0], std::byte{0x35});
    EXPECT_EQ(sent[1], std::byte{0x82});
    EXPECT_EQ(base::as_text(sent.subspan(8)), std::string_view("\x82\x7e\x01\x2c"
                                                               "begin",
                                                               9));
}

TEST(player, sends_uncompressed_what_was_compressed) {
    frame inflated = say(side::server, 0, std::string(1000, 'y'));
    inflated.rsv = 4;
    inflated.length = 12;
    player server({inflated}, {.plays = side::server, .speed = 0, .compression = websocket::deflate_parameters{}},
                  base::secure_random(), start);
    server.advance(start);
    EXPECT_THAT(take_messages(server, side::server), ElementsAre(std::string(1000, 'y')));
}

TEST(player, puts_a_token_in_the_place_of_the_hidden_one) {
    const std::string hello = R"({"$":"hello","id":1,"token":"***","rooms":[]})";
    player client({say(side::client, 0, hello)}, {.plays = side::client, .speed = 0, .token = "fresh"},
                  base::secure_random(), start);
    client.advance(start);
    EXPECT_THAT(take_messages(client, side::client), ElementsAre(R"({"$":"hello","id":1,"token":"fresh","rooms":[]})"));
}

}  // namespace
}  // namespace vafast::trace
