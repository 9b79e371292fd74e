// What a client counts of itself, over real sockets.
#include "client/played_hub.hpp"
#include "client/support.hpp"
#include "hub/support.hpp"

#include <vafast/client.hpp>

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using namespace std::chrono_literals;
using hub_detail::testing::running_server;
using ::testing::HasSubstr;

TEST(statistics, count_messages_and_bytes_both_ways) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.hub = {.enabled = false}});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    const client_stats before = client.get_stats();
    EXPECT_EQ(before.messages_sent + before.bytes_sent + before.bytes_received, 0U);
    EXPECT_EQ(before.average_message_size, 0);
    EXPECT_EQ(before.uptime, 0ms);
    EXPECT_FALSE(before.round_trip_time);

    client.connect().get(patience);
    const client_stats open = client.get_stats();
    client.send("12345678");
    client.send("1234");
    ASSERT_TRUE(log.wait_for("message 1234", 2));
    const client_stats after = client.get_stats();
    EXPECT_EQ(after.messages_sent, 2U);
    EXPECT_EQ(after.messages_received, 2U);
    EXPECT_EQ(after.average_message_size, 6);
    EXPECT_EQ(after.bytes_sent, open.bytes_sent + 2 * 6 + 12) << "a header of two bytes, a masking key, the text";
    EXPECT_EQ(after.bytes_received, open.bytes_received + 2 * 2 + 12);
    EXPECT_GT(open.bytes_sent, 0U) << "the handshake";
    EXPECT_TRUE(after.round_trip_time);
    EXPECT_EQ(after.reconnection_attempts, 0U);
    client.close().get(patience);
    EXPECT_EQ(client.get_stats().uptime, 0ms);
    EXPECT_EQ(client.get_stats().messages_sent, 2U) << "kept over connections";
}

TEST(statistics, count_what_goes_wrong_and_what_was_mended) {
    std::atomic<int> connections{0};
    const scripted_server server([&](auto& socket) {
        played_hub hub(socket);
        if (++connections == 1) {
            hub.answer("general",
                       R"({"$":"ok","id":$ID,"session":"s","user":"a","rooms":{"general":{"epoch":"k","offset":1}}})");
            return socket.close();
        }
        hub.answer(
            R"("offset":1)",
            R"({"$":"ok","id":$ID,"session":"s","user":"a","rooms":{"general":{"epoch":"k","offset":3,"recovered":true}}})");
        hub.say(R"({"$":"publication","room":"general","offset":2,"data":2})");
        hub.say(R"({"$":"publication","room":"general","offset":3,"data":3})");
        hub.say("no number");
        hub.hear();
    });
    event_log log;
    auto client = create_websocket_client(
        server.url(), {.reconnect_delay = 1ms,
                       .max_reconnect_delay = 2ms,
                       .message_validation = {.enabled = true, .validator = json::parse(R"({"type":"number"})")},
                       .message_queue = {.enabled = true, .max_size = 1, .on_full = when_full::drop_newest}});
    const closed_at_the_end client_guard(client);
    client.on<"validation_error">([&](const validation_error&) { log.add("invalid"); });
    client.join_room("general");
    EXPECT_EQ(client.send(json(1)), send_status::queued);
    EXPECT_EQ(client.send(json(2)), send_status::queued);
    EXPECT_EQ(client.send("no number either"), send_status::invalid);
    EXPECT_EQ(client.get_stats().queue_size, 1U);
    EXPECT_EQ(client.get_stats().queue_bytes, 1U);
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("invalid"));
    const client_stats stats = client.get_stats();
    EXPECT_EQ(stats.reconnection_attempts, 1U);
    EXPECT_EQ(stats.recovered, 2U);
    EXPECT_EQ(stats.dropped, 1U);
    EXPECT_EQ(stats.validation_failures, 2U);
}

TEST(statistics, show_what_waits_in_the_send_buffer) {
    const scripted_server never_reads([](auto& socket) { accept_handshake(socket); });
    auto client = create_websocket_client(never_reads.url(), {.limits = {.send_buffer = 1 << 20}});
    client.connect().get(patience);
    const binary piece(64 << 10);
    while (client.send(piece) == send_status::sent) {
    }
    EXPECT_GT(client.get_stats().send_buffer_bytes, std::size_t{900} << 10);
    EXPECT_LE(client.get_stats().send_buffer_bytes, (std::size_t{1} << 20) + 1'000);
    client.force_close().get(patience);
    EXPECT_EQ(client.get_stats().send_buffer_bytes, 0U);
}

TEST(statistics, are_told_at_an_interval_from_when_somebody_listens_until_the_end) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.performance_interval = 1ms});
    client.connect().get(patience);
    client.send("x");
    std::atomic<bool> has_ended{false};
    client.on<"performance_metric">([&](const client_stats& stats) {
        EXPECT_FALSE(has_ended);
        log.add("sent " + std::to_string(stats.messages_sent > 0));
    });
    EXPECT_TRUE(log.wait_for("sent 1", 3));
    client.on<"close">([&](const close_event&) { has_ended = true; });
    client.close().get(patience);

    auto never = create_websocket_client(server.url(), {.performance_interval = 0ms});
    never.on<"performance_metric">([&] { log.add("never"); });
    never.connect().get(patience);
    never.close().get(patience);
    EXPECT_FALSE(log.all().back() == "never");
    EXPECT_THROW(create_websocket_client("ws://h", {.performance_interval = -1ms}), error);
}

struct tick {
    static constexpr std::string_view type = "tick";
    int count;
};

TEST(statistics, of_typed_clients_are_the_same) {
    running_server server;
    event_log log;
    auto client = create_websocket_client<std::variant<tick>>(server.url(), {.performance_interval = 1ms});
    const closed_at_the_end client_guard(client);
    client.on<tick>([&](const tick&) { log.add("tick"); });
    client.on<"performance_metric">([&](const client_stats& stats) {
        if (stats.messages_received >= 2) log.add("metric");
    });
    client.connect().get(patience);
    client.send(tick{1});
    client.send(tick{2});
    EXPECT_TRUE(log.wait_for("tick", 2));
    EXPECT_TRUE(log.wait_for("metric"));
    EXPECT_GE(client.get_stats().messages_sent, 2U);
}

}  // namespace
}  // namespace vafast::client_detail::testing
