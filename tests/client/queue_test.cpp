// The message queue over real sockets.
#include "client/played_hub.hpp"
#include "client/support.hpp"
#include "hub/support.hpp"

#include <vafast/client.hpp>

#include <atomic>
#include <thread>

#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using namespace std::chrono_literals;
using hub_detail::testing::running_server;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A day: nothing is flushed by the clock.
message_queue_options by_hand() { return {.enabled = true, .flush_interval = 24h, .flush_size = 0}; }

// Plays a server without a hub: logs what it hears, until the client goes.
void hear_all(scripted_server::socket& socket, event_log& log) {
    played_hub server(socket, "");
    for (std::string text = server.hear(); !text.empty(); text = server.hear()) log.add("heard " + text);
}

TEST(queue, keeps_what_is_sent_without_a_connection_and_sends_it_in_order) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.message_queue = by_hand()});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    EXPECT_EQ(client.send("1"), send_status::queued);
    EXPECT_EQ(client.send({{"n", 2}}), send_status::queued);
    EXPECT_EQ(client.queue_message("3"), send_status::queued);
    EXPECT_EQ(client.send("\xff"), send_status::invalid);
    const message_queue_status waiting = client.get_message_queue_status();
    EXPECT_EQ(waiting.size, 3U);
    EXPECT_EQ(waiting.bytes, 9U);
    EXPECT_FALSE(waiting.is_full);
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("message 3"));
    EXPECT_THAT(log.all(), ElementsAre("open", "message 1", R"(message {"n":2})", "message 3"));
    EXPECT_EQ(client.get_message_queue_status().size, 0U);
}

TEST(queue, gathers_every_kind_of_message_until_it_is_flushed_by_hand) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.message_queue = by_hand()});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_EQ(client.queue_message("text"), send_status::queued);
    EXPECT_EQ(client.queue_message({{"level", "info"}}), send_status::queued);
    EXPECT_EQ(client.queue_message(binary(2, std::byte{'b'})), send_status::queued);
    EXPECT_EQ(client.queue_message(blob{.data = binary(1, std::byte{'c'})}), send_status::queued);
    EXPECT_EQ(client.queue_message(message("alternative")), send_status::queued);
    EXPECT_EQ(client.get_message_queue_status().size, 5U);
    client.flush_message_queue();
    EXPECT_TRUE(log.wait_for("message alternative"));
    EXPECT_THAT(log.all(), ElementsAre("open", "message text", R"(message {"level":"info"})", "message bb", "message c",
                                       "message alternative"));
}

TEST(queue, is_flushed_by_the_clock_and_by_its_size) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(),
                                          {.message_queue = {.enabled = true, .flush_interval = 1ms, .flush_size = 0}});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    client.queue_message("by the clock");
    EXPECT_TRUE(log.wait_for("message by the clock"));
    client.queue_message("again");
    EXPECT_TRUE(log.wait_for("message again"));

    auto sized = create_websocket_client(server.url(),
                                         {.message_queue = {.enabled = true, .flush_interval = 24h, .flush_size = 2}});
    const closed_at_the_end sized_guard(sized);
    log_events(sized, log);
    sized.connect().get(patience);
    sized.queue_message("one");
    sized.queue_message("two");
    EXPECT_TRUE(log.wait_for("message two"));
}

TEST(queue, lets_no_message_overtake_another) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.message_queue = by_hand()});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    client.queue_message("1");
    client.queue_message("2");
    EXPECT_EQ(client.send("3"), send_status::sent);
    EXPECT_TRUE(log.wait_for("message 3"));
    EXPECT_THAT(log.all(), ElementsAre("open", "message 1", "message 2", "message 3"));
}

TEST(queue, lets_handlers_of_open_introduce_the_client_first) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.message_queue = by_hand()});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.on<"open">([&] {
        EXPECT_EQ(client.send("log in"), send_status::sent);
        EXPECT_EQ(client.queue_message("last"), send_status::queued);
    });
    client.send("waited");
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("message waited"));
    client.flush_message_queue();
    EXPECT_TRUE(log.wait_for("message last"));
    EXPECT_THAT(log.all(), ElementsAre("open", "message log in", "message waited", "message last"));
}

TEST(queue, waits_for_the_token_of_the_new_connection_and_for_the_hub_to_take_it) {
    std::atomic<int> connections{0};
    event_log log;
    const scripted_server server([&](auto& socket) {
        played_hub hub(socket);
        log.add("hello " + hub.answer(R"({"$":"hello")", R"({"$":"ok","id":$ID,"session":"s","user":"alice"})"));
        if (++connections == 1) return socket.close();
        log.add("heard " + hub.hear());
        hub.hear();
    });
    std::atomic<int> tokens{0};
    auto client = create_websocket_client(server.url(),
                                          {.reconnect_delay = 1ms,
                                           .max_reconnect_delay = 2ms,
                                           .auth = {.get_token = [&] { return "token" + std::to_string(++tokens); }},
                                           .message_queue = by_hand()});
    const closed_at_the_end client_guard(client);
    client.on<"close">([&](const close_event&) {
        if (tokens == 1) {
            EXPECT_EQ(client.send("queued under the first token"), send_status::queued);
        }
    });
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("heard"));
    EXPECT_THAT(log.all(), ElementsAre(HasSubstr("token1"), HasSubstr("token2"), "heard queued under the first token"));
}

TEST(queue, is_kept_where_the_hub_refuses_the_client) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        hub.answer("hello", R"({"$":"error","id":$ID,"code":"expired","reason":"too old"})");
        hub.close(4500);
    });
    event_log log;
    auto client = create_websocket_client(server.url(), {.message_queue = by_hand()});
    const closed_at_the_end client_guard(client);
    client.on<"close">([&](const close_event&) { log.add("close"); });
    client.send("kept");
    client.connect();
    EXPECT_TRUE(log.wait_for("close"));
    EXPECT_EQ(client.get_message_queue_status().size, 1U);
}

TEST(queue, sends_what_it_gathered_before_the_client_closes) {
    event_log log;
    const scripted_server server([&](auto& socket) { hear_all(socket, log); });
    auto client = create_websocket_client(server.url(), {.message_queue = by_hand()});
    client.connect().get(patience);
    client.queue_message("gathered");
    client.close().get(patience);
    EXPECT_EQ(client.send("later"), send_status::queued);
    client.connect().get(patience);
    client.send("last");
    client.close().get(patience);
    EXPECT_TRUE(log.wait_for("heard last"));
    EXPECT_THAT(log.all(), ElementsAre("heard gathered", "heard later", "heard last"));
}

// The server stops reading; the system takes what it takes, and of the rest nothing is lost or comes twice.
TEST(queue, goes_on_with_the_next_connection_where_the_last_one_stood_still) {
    constexpr int count = 400;
    const std::string filling(32 << 10, 'x');
    std::atomic<bool> cut{false};
    std::atomic<int> connections{0};
    event_log log;
    std::vector<int> heard;
    const scripted_server server([&](auto& socket) {
        const auto note = [&](const std::string& text) { heard.push_back(std::stoi(text)); };
        played_hub peer(socket, "");
        if (++connections == 1) {
            while (!cut) std::this_thread::yield();
            // What the system took arrives; then no more is read, and the client learns that at its next write.
            socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
            for (std::string text = peer.hear(); !text.empty(); text = peer.hear()) note(text);
            return socket.close();
        }
        while (heard.empty() || heard.back() != count - 1) note(peer.hear());
        log.add("all");
        peer.hear();
    });
    message_queue_options queue = by_hand();
    queue.max_bytes = std::size_t{64} << 20;
    auto client = create_websocket_client(server.url(), {.reconnect_delay = 1ms,
                                                         .max_reconnect_delay = 2ms,
                                                         .message_queue = queue,
                                                         .limits = {.send_buffer = 1 << 20}});
    const closed_at_the_end client_guard(client);
    client.connect().get(patience);
    int queued = 0;
    for (int i = 0; i < count; ++i) {
        const send_status became = client.send(std::to_string(i) + filling);
        ASSERT_TRUE(became == send_status::sent || became == send_status::queued);
        queued += became == send_status::queued;
    }
    EXPECT_GT(queued, 0) << "the system took it all, and nothing was tested";
    cut = true;
    ASSERT_TRUE(log.wait_for("all"));
    EXPECT_EQ(connections.load(), 2);
    std::vector<int> expected(count);
    for (int i = 0; i < count; ++i) expected[static_cast<std::size_t>(i)] = i;
    EXPECT_EQ(heard, expected);
}

TEST(queue, says_what_it_refuses_and_what_it_drops) {
    running_server server;
    event_log log;
    auto refusing = create_websocket_client(server.url(), {.message_queue = {.enabled = true, .max_size = 2}});
    const closed_at_the_end refusing_guard(refusing);
    log_events(refusing, log);
    EXPECT_EQ(refusing.send("1"), send_status::queued);
    EXPECT_EQ(refusing.send("2"), send_status::queued);
    EXPECT_EQ(refusing.send("3"), send_status::queue_full);
    EXPECT_TRUE(refusing.get_message_queue_status().is_full);
    refusing.connect().get(patience);
    EXPECT_TRUE(log.wait_for("drain")) << "there is room again";
    EXPECT_EQ(refusing.send("3"), send_status::sent);
    EXPECT_TRUE(log.wait_for("message 3"));

    auto dropping = create_websocket_client(
        server.url(), {.message_queue = {.enabled = true, .max_size = 2, .on_full = when_full::drop_oldest}});
    const closed_at_the_end dropping_guard(dropping);
    log_events(dropping, log);
    for (const auto* text : {"a", "b", "c", "d"}) EXPECT_EQ(dropping.send(text), send_status::queued);
    dropping.connect().get(patience);
    EXPECT_TRUE(log.wait_for("message d"));
    EXPECT_TRUE(log.wait_for("error refused: The message queue was full: 2 of its messages were dropped"));
    EXPECT_THAT(log.all(), Not(Contains("message a")));
}

TEST(queue, has_to_be_enabled_and_checks_its_options) {
    EXPECT_THAT(what_it_throws([] { create_websocket_client("ws://h", {.message_queue = {.max_size = 0}}); }),
                HasSubstr("message_queue.max_size"));
    EXPECT_THAT(what_it_throws([] { create_websocket_client("ws://h", {.message_queue = {.max_bytes = 0}}); }),
                HasSubstr("message_queue.max_bytes"));
    EXPECT_THAT(what_it_throws([] { create_websocket_client("ws://h", {.message_queue = {.flush_interval = -1ms}}); }),
                HasSubstr("message_queue.flush_interval"));
    auto client = create_websocket_client("ws://h");
    EXPECT_THAT(what_it_throws([&] { client.queue_message("x"); }), StartsWith("invalid_argument: queue_message()"));
    client.flush_message_queue();
    EXPECT_EQ(client.get_message_queue_status().size, 0U);
}

struct log_line {
    static constexpr std::string_view type = "log";
    std::string text;
    static consteval auto rules() { return vafast::rules(member(&log_line::text, min_length(1))); }
};

TEST(queue, takes_structs_of_typed_clients) {
    running_server server;
    event_log log;
    auto client = create_websocket_client<std::variant<log_line>>(server.url(), {.message_queue = by_hand()});
    const closed_at_the_end client_guard(client);
    client.on<log_line>([&](const log_line& line) { log.add(line.text); });
    EXPECT_EQ(client.queue_message(log_line{"first"}), send_status::queued);
    EXPECT_EQ(client.send(log_line{"second"}), send_status::queued);
    EXPECT_EQ(client.queue_message(log_line{""}), send_status::invalid);
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("second"));
    EXPECT_THAT(log.all(), ElementsAre("first", "second"));
}

}  // namespace
}  // namespace vafast::client_detail::testing
