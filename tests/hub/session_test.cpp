// Connections as such: HTTP answers, time limits, backpressure, peers that misbehave, and how the server stops.
#include "hub/support.hpp"

#include <vafast/close_code.hpp>

#include <atomic>
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using kind = websocket::event::kind;

std::string ask(std::uint16_t port, const std::string& request) {
    raw_client client(port);
    client.write(request);
    return client.read_to_end();
}

std::string get(std::uint16_t port, const std::string& target) {
    return ask(port, "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
}

// Tells what happened to its connections, in order.
class diary final : public application {
 public:
    void on_open(peer&, const websocket::http_request& request) override { note("open " + request.target); }
    void on_message(peer& from, websocket::opcode, base::mutable_bytes payload) override {
        const std::string text(base::as_text(payload));
        note("message " + text);
        if (text == "close me") from.close(4000, "as you wish");
        if (text == "close me") from.send(websocket::opcode::text, base::as_bytes("too late"));
    }
    void on_close(peer&, std::uint16_t code, std::string_view reason) override {
        note("close " + std::to_string(code) + ' ' + std::string(reason));
        if (++closes_ == awaited_) all_closed_.set_value();
    }
    void await_closes(int count) { awaited_ = count; }
    void wait() { ASSERT_EQ(all_closed_.get_future().wait_for(20s), std::future_status::ready); }
    std::vector<std::string> entries;

 private:
    void note(std::string entry) { entries.push_back(std::move(entry)); }
    int closes_ = 0;
    int awaited_ = 1;
    std::promise<void> all_closed_;
};

TEST(http, health_answers_with_the_number_of_connections) {
    running_server server;
    EXPECT_THAT(get(server.port(), "/health"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("application/json"),
                                                     EndsWith("\r\n\r\n{\"status\":\"ok\",\"connections\":0}\n")));
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    EXPECT_THAT(get(server.port(), "/health?x=1"), EndsWith("{\"status\":\"ok\",\"connections\":1}\n"));
}

TEST(http, unknown_paths_are_404) {
    running_server server;
    EXPECT_THAT(get(server.port(), "/"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(get(server.port(), "/wss"), AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("There is nothing here.")));
    raw_client client(server.port());
    EXPECT_EQ(client.open("/elsewhere"), 404);
}

TEST(http, a_plain_request_for_the_websocket_is_426) {
    running_server server;
    EXPECT_THAT(get(server.port(), "/ws"),
                AllOf(StartsWith("HTTP/1.1 426 "), HasSubstr("Upgrade: websocket\r\n"),
                      HasSubstr("Sec-WebSocket-Version: 13\r\n"), HasSubstr("connect to it with a WebSocket client")));
}

TEST(http, a_request_that_is_no_http_is_400) {
    running_server server;
    EXPECT_THAT(ask(server.port(), "hello\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST(http, a_handshake_with_something_wrong_says_what) {
    running_server server;
    const std::string before = "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    EXPECT_THAT(ask(server.port(), before + "Sec-WebSocket-Version: 13\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask(server.port(), before + "Sec-WebSocket-Version: 8\r\n"
                                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
                AllOf(StartsWith("HTTP/1.1 426 "), HasSubstr("Sec-WebSocket-Version: 13\r\n")));
}

TEST(http, a_header_without_an_end_is_431) {
    running_server server;
    EXPECT_THAT(ask(server.port(), "GET /ws HTTP/1.1\r\nX: " + std::string(100'000, 'x')), StartsWith("HTTP/1.1 431 "));
}

TEST(time_limits, a_request_that_does_not_come_is_408) {
    server_options options;
    options.handshake_timeout = 20ms;
    running_server server(options);
    EXPECT_THAT(ask(server.port(), "GET /ws HT"), StartsWith("HTTP/1.1 408 "));
}

TEST(time_limits, a_silent_client_is_pinged_and_kept_while_it_answers) {
    server_options options;
    options.heartbeat_interval = 10ms;
    options.heartbeat_timeout = 10s;
    running_server server(options);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(client.next().what, kind::ping);
        client.write(masked_frame(0x8a, ""));
    }
}

TEST(time_limits, a_client_that_answers_no_ping_is_dropped) {
    server_options options;
    options.heartbeat_interval = 10ms;
    options.heartbeat_timeout = 10ms;
    diary app;
    running_server server(options, &app);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    EXPECT_EQ(client.next().what, kind::ping);
    EXPECT_TRUE(client.has_ended());
    app.wait();
    EXPECT_THAT(app.entries, ::testing::ElementsAre("open /ws", "close 1006 "));
}

TEST(time_limits, a_client_that_does_not_answer_our_close_is_dropped) {
    server_options options;
    options.close_timeout = 20ms;
    diary app;
    running_server server(options, &app);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    client.text("close me");
    EXPECT_EQ(client.next().code, 4000);
    EXPECT_TRUE(client.has_ended());
}

TEST(time_limits, a_client_that_keeps_tcp_open_after_the_close_is_dropped) {
    server_options options;
    options.linger_timeout = 20ms;
    running_server server(options);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    client.close(1000);
    EXPECT_EQ(client.next().code, 1000);
    EXPECT_TRUE(client.has_ended());  // our side of TCP; the server has no use for the client's
    auto stopped = server.stop();
    EXPECT_EQ(stopped.wait_for(20s), std::future_status::ready);
}

TEST(an_application, hears_each_event_once_and_nothing_is_sent_after_its_close) {
    diary app;
    running_server server({}, &app);
    raw_client client(server.port());
    ASSERT_EQ(client.open("/ws?x"), 101);
    client.text("one");
    client.text("close me");
    client.text("not heard");
    const incoming close = client.next();
    EXPECT_EQ(close.what, kind::close);
    EXPECT_EQ(close.code, 4000);
    EXPECT_EQ(close.payload, "as you wish");
    client.close(4000);
    EXPECT_TRUE(client.has_ended());
    app.wait();
    EXPECT_THAT(app.entries, ::testing::ElementsAre("open /ws?x", "message one", "message close me", "close 4000 "));
}

TEST(an_application, hears_of_a_client_that_cuts_tcp) {
    diary app;
    app.await_closes(2);
    running_server server({}, &app);
    raw_client rude(server.port()), shy(server.port());
    ASSERT_EQ(rude.open(), 101);
    rude.write(std::string("\x81\xfe\x04", 3));  // in the middle of a header
    rude.cut();
    ASSERT_EQ(shy.open(), 101);
    shy.end_output();
    EXPECT_TRUE(shy.has_ended());
    app.wait();
    EXPECT_THAT(app.entries, ::testing::UnorderedElementsAre("open /ws", "close 1006 ", "open /ws", "close 1006 "));
    EXPECT_EQ(server.connections(), 0u);
}

TEST(a_client, may_cut_tcp_at_any_point) {
    running_server server;
    const std::string all =
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        masked_frame(0x01, "frag") + masked_frame(0x89, "ping") + masked_frame(0x80, "ment") +
        masked_frame(0x88, "\x03\xe8");
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
        raw_client client(server.port());
        client.write(all.substr(0, cut));
        cut % 2 == 0 ? client.cut() : client.end_output();
    }
    raw_client last(server.port());
    ASSERT_EQ(last.open(), 101);
    last.text("still there?");
    EXPECT_EQ(last.next().payload, "still there?");
}

TEST(backpressure, stops_reading_from_a_client_that_does_not_read_and_loses_nothing) {
    server_options options;
    options.send_buffer = std::size_t{64} << 10;
    running_server server(options);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);

    const std::string message = masked_frame(0x82, std::string(1000, 'x'));
    std::string all;
    while (all.size() < std::size_t{128} << 20) all += message;
    // What fits into the network buffers of both directions and the server's own bound, and no more.
    const std::size_t sent = client.write_some(all, 300ms);
    EXPECT_LT(sent, std::size_t{64} << 20);

    for (std::size_t i = 0; i < sent / message.size(); ++i) ASSERT_EQ(client.next().payload.size(), 1000u) << i;
    client.write(message.substr(sent % message.size()));
    EXPECT_EQ(client.next().payload.size(), 1000u);
    client.text("done");
    EXPECT_EQ(client.next().payload, "done");
}

TEST(backpressure, holds_for_a_client_that_floods_us_with_pings) {
    server_options options;
    options.send_buffer = std::size_t{1} << 30;  // pongs have a bound of their own
    running_server server(options);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    const std::string ping = masked_frame(0x89, std::string(125, 'p'));
    std::string all;
    while (all.size() < std::size_t{128} << 20) all += ping;
    EXPECT_LT(client.write_some(all, 300ms), std::size_t{64} << 20);
}

// Fills the busy client's connection again while its messages are handled, so that there is always more of them to
// read, and tells how much of it was read between a word of the quiet client and its being heard. The word comes when
// TCP's window has grown so far that one read does not empty it.
class flooded final : public application {
 public:
    raw_client* busy = nullptr;
    raw_client* quiet = nullptr;
    std::promise<std::size_t> taken_meanwhile;

    flooded() {
        for (int i = 0; i < 1000; ++i) frames_ += masked_frame(0x82, std::string(1000, 'x'));
    }

    void on_message(peer&, websocket::opcode op, base::mutable_bytes payload) override {
        if (heard_) return;
        if (op == websocket::opcode::text) return hear();
        taken_ += payload.size();
        if (taken_at_the_word_ == 0 && taken_ > warm) say_the_word();
        if (taken_ < enough) sent_ += busy->write_some(std::string_view(frames_).substr(sent_ % frames_.size()), 0ms);
    }

 private:
    static constexpr std::size_t warm = std::size_t{8} << 20;
    static constexpr std::size_t enough = std::size_t{32} << 20;

    void say_the_word() {
        taken_at_the_word_ = taken_;
        quiet->text("me too");
    }
    void hear() {
        heard_ = true;
        taken_meanwhile.set_value(taken_ - taken_at_the_word_);
    }

    std::string frames_;
    std::size_t sent_ = 0;
    std::size_t taken_ = 0;
    std::size_t taken_at_the_word_ = 0;
    bool heard_ = false;
};

TEST(a_busy_client, does_not_starve_the_others) {
    flooded app;
    running_server server({}, &app);
    raw_client busy(server.port()), quiet(server.port());
    app.busy = &busy;
    app.quiet = &quiet;
    ASSERT_EQ(busy.open(), 101);
    ASSERT_EQ(quiet.open(), 101);
    busy.write(masked_frame(0x82, "x"));
    EXPECT_LT(app.taken_meanwhile.get_future().get(), std::size_t{2} << 20);
}

TEST(a_full_server, answers_503_until_somebody_leaves) {
    server_options options;
    options.max_connections = 1;
    diary app;
    running_server server(options, &app);
    raw_client first(server.port()), second(server.port()), third(server.port());
    ASSERT_EQ(first.open(), 101);
    EXPECT_EQ(second.open(), 503);
    first.cut();
    app.wait();
    EXPECT_EQ(third.open(), 101);
}

TEST(a_graceful_stop, closes_everybody_with_1001_and_waits_for_their_answers) {
    running_server server;
    raw_client client(server.port()), halfway(server.port());
    ASSERT_EQ(client.open(), 101);
    client.text("before");
    EXPECT_EQ(client.next().payload, "before");
    halfway.write("GET /ws HT");

    auto stopped = server.stop();
    const incoming close = client.next();
    EXPECT_EQ(close.what, kind::close);
    EXPECT_EQ(close.code, close_code::going_away);
    EXPECT_EQ(stopped.wait_for(0s), std::future_status::timeout);
    client.close(close_code::going_away);
    EXPECT_TRUE(client.has_ended());
    client.end_output();
    EXPECT_EQ(stopped.wait_for(20s), std::future_status::ready);
    EXPECT_THROW(raw_client(server.port()), std::exception);
}

TEST(a_graceful_stop, drops_who_does_not_answer) {
    server_options options;
    options.stop_timeout = 20ms;
    options.close_timeout = 1h;
    running_server server(options);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    auto stopped = server.stop();
    EXPECT_EQ(stopped.wait_for(20s), std::future_status::ready);
    EXPECT_EQ(client.next().code, close_code::going_away);
    EXPECT_TRUE(client.has_ended());
}

TEST(a_graceful_stop, is_done_at_once_where_nobody_is_connected) {
    running_server server;
    EXPECT_EQ(server.stop().wait_for(20s), std::future_status::ready);
}

TEST(two_servers, cannot_listen_on_the_same_port_and_the_sentence_says_so) {
    running_server first;
    boost::asio::io_context context;
    server_options options;
    options.listen = {"127.0.0.1:" + std::to_string(first.port())};
    server second(context, options);
    try {
        second.listen();
        FAIL();
    } catch (const error& wrong) {
        EXPECT_THAT(wrong.what(),
                    AllOf(HasSubstr(options.listen.front()), HasSubstr("another program uses this port")));
    }
}

}  // namespace
}  // namespace vafast::hub_detail::testing
