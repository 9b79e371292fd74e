// The pool, with servers that stall and die.
#include <vafast/pool.hpp>
#include <vafast/testing.hpp>
#include <vafast/testing/gmock.hpp>

#include <array>
#include <atomic>
#include <filesystem>
#include <map>
#include <set>
#include <unistd.h>

namespace vafast::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Some servers in memory, and a pool of connections to them.
class pool_test : public ::testing::Test {
 protected:
    testing::clock clock;
    std::array<testing::server, 4> servers{testing::server(clock), testing::server(clock), testing::server(clock),
                                           testing::server(clock)};

    std::vector<std::string> urls() const {
        std::vector<std::string> result;
        for (const auto& each : servers) result.push_back(each.url());
        return result;
    }
    websocket_pool<> make_pool(pool_options options = {}) {
        options.client.runtime = clock.runtime();
        options.client.reconnect_jitter = jitter::none;
        return create_websocket_pool(urls(), std::move(options));
    }
    std::vector<std::size_t> received_by_each() {
        clock.advance(0ms);
        std::vector<std::size_t> counts;
        for (const auto& each : servers) counts.push_back(each.received().size());
        return counts;
    }
    std::multiset<std::string> received_by(std::initializer_list<std::size_t> which) {
        std::multiset<std::string> all;
        for (const std::size_t i : which)
            for (const auto& each : servers[i].received()) all.insert(each.data);
        return all;
    }
};

TEST_F(pool_test, sends_to_one_after_the_other) {
    auto pool = make_pool();
    pool.connect().get(5s);
    EXPECT_EQ(pool.size(), 4u);
    EXPECT_EQ(pool.connected(), 4u);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(pool.send(std::to_string(i)), send_status::sent);
    EXPECT_THAT(received_by_each(), Each(25u));
}

TEST_F(pool_test, writes_a_trace_for_each_connection) {
    const std::string path = ::testing::TempDir() + "vafast_pool_" + std::to_string(::getpid());
    {
        auto pool = make_pool({.client = {.debug = {.trace = path}}});
        pool.connect().get(5s);
    }
    clock.advance(10s);
    for (const char* number : {".1", ".2", ".3", ".4"}) {
        EXPECT_GT(std::filesystem::file_size(path + number), 0U);
        std::filesystem::remove(path + number);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(pool_test, sends_all_kinds_of_messages) {
    auto pool = create_websocket_pool({servers[0].url()}, {.client = {.runtime = clock.runtime()}});
    pool.connect().get(5s);
    pool.send("text");
    pool.send({{"type", "json"}});
    pool.send(json(42));
    pool.send(binary(2, std::byte{7}));
    pool.send(blob{.data = binary(1), .type = "image/png"});
    pool.send(message("a message"));
    pool.send_by_key("k", "text");
    pool.send_by_key("k", {{"type", "json"}});
    EXPECT_EQ(pool.send("\xff"), send_status::invalid);
    clock.advance(0ms);
    EXPECT_THAT(servers[0].received(), ElementsAre(is_text("text"), is_json({{"type", "json"}}), is_json(42),
                                                   is_binary(binary(2, std::byte{7})), is_binary(binary(1)),
                                                   is_text("a message"), is_text("text"), is_json({{"type", "json"}})));
}

TEST_F(pool_test, keeps_the_messages_of_a_key_on_one_connection_and_in_order) {
    auto pool = make_pool({.connections = 3});
    pool.connect().get(5s);
    for (int i = 0; i < 1'000; ++i) pool.send_by_key("user " + std::to_string(i % 40), std::to_string(i));
    clock.advance(0ms);
    std::map<int, std::set<std::pair<std::size_t, std::size_t>>> where;
    std::map<int, int> last;
    for (std::size_t s = 0; s < servers.size(); ++s) {
        for (const auto& each : servers[s].received()) {
            const int number = std::stoi(each.data);
            where[number % 40].emplace(s, each.connection);
            EXPECT_GE(number, last[number % 40]) << "out of order";
            last[number % 40] = number;
        }
    }
    ASSERT_EQ(where.size(), 40u);
    for (const auto& [key, places] : where) EXPECT_THAT(places, SizeIs(1)) << key;
    const auto counts = received_by_each();
    EXPECT_THAT(counts, Each(::testing::Gt(0u)));
}

TEST_F(pool_test, moves_the_keys_of_a_lost_connection_and_no_others) {
    auto pool = make_pool();
    pool.connect().get(5s);
    const auto place_keys = [&] {
        std::array<std::set<std::string>, 4> keys;
        std::array<std::size_t, 4> before{};
        for (std::size_t s = 0; s < 4; ++s) before[s] = servers[s].received().size();
        for (int i = 0; i < 200; ++i) pool.send_by_key(std::to_string(i), std::to_string(i));
        clock.advance(0ms);
        for (std::size_t s = 0; s < 4; ++s) {
            const auto all = servers[s].received();
            for (std::size_t m = before[s]; m < all.size(); ++m) keys[s].insert(all[m].data);
        }
        return keys;
    };
    const auto first = place_keys();
    for (const auto& each : first) EXPECT_THAT(each, Not(IsEmpty()));
    servers[2].stop();
    clock.advance(0ms);
    const auto without = place_keys();
    EXPECT_THAT(without[2], IsEmpty());
    for (const std::size_t s : {0u, 1u, 3u})
        EXPECT_TRUE(std::includes(without[s].begin(), without[s].end(), first[s].begin(), first[s].end()));
    servers[2].start();
    clock.advance(1min);
    EXPECT_EQ(place_keys(), first);
}

TEST_F(pool_test, sends_to_the_least_loaded_and_so_around_a_server_that_is_slow) {
    auto pool = make_pool({.spread = spread::least_loaded});
    pool.connect().get(5s);
    servers[1].stall();
    const std::string large(64 << 10, 'x');
    for (int i = 0; i < 400; ++i) {
        pool.send(large);
        clock.advance(0ms);
    }
    const auto counts = received_by_each();
    EXPECT_EQ(counts[1], 0u);
    EXPECT_GT(counts[0] + counts[2] + counts[3], 390u);  // a few went into the system's buffers before it looked slow
}

// The specification's: half of the endpoints die under load.
TEST_F(pool_test, loses_nothing_that_was_queued_when_half_of_its_endpoints_die) {
    auto pool = make_pool({.client = {.heartbeat_interval = 10s, .heartbeat_timeout = 2s}});
    pool.connect().get(5s);
    servers[0].stall();
    servers[3].stall();
    // Until what the system takes for a server that does not read is full.
    const std::string padding(16 << 10, '.');
    const auto blocked = [&] {
        const auto before = pool.buffered_bytes();
        return before > 1'000'000;
    };
    int sent = 0;
    while (!blocked()) {
        pool.send("before" + padding);
        if (++sent % 64 == 0) clock.advance(0ms);
        ASSERT_LT(sent, 10'000);
    }
    std::multiset<std::string> queued;
    for (int i = 0; i < 1'000; ++i) {
        const std::string text = std::to_string(i) + padding;
        ASSERT_EQ(pool.send(text), send_status::sent);
        queued.insert(text);
    }
    clock.advance(9s);
    EXPECT_GT(pool.buffered_bytes(), 1'000'000u) << "the dead ones are not noticed yet";
    clock.advance(3s);  // the heartbeat's time
    EXPECT_EQ(pool.connected(), 2u);
    EXPECT_EQ(pool.buffered_bytes(), 0u);
    EXPECT_EQ(pool.get_message_queue_status().size, 0u);
    std::multiset<std::string> received = received_by({1, 2});
    std::erase_if(received, [](const std::string& each) { return each.starts_with("before"); });
    EXPECT_TRUE(received == queued) << received.size() << " of " << queued.size();
}

TEST_F(pool_test, loses_nothing_when_a_server_says_goodbye) {
    auto pool = make_pool();
    pool.connect().get(5s);
    servers[0].script({{.status = 503}});
    std::multiset<std::string> sent;
    for (int i = 0; i < 400; ++i) {
        sent.insert(std::to_string(i));
        pool.send(std::to_string(i));
        if (i == 200) servers[0].close(close_code::going_away);
    }
    clock.advance(5s);
    EXPECT_TRUE(received_by({0, 1, 2, 3}) == sent);
}

TEST_F(pool_test, keeps_what_is_sent_without_any_connection_for_the_first_that_is_made) {
    for (auto& each : servers) each.stop();
    auto pool = make_pool();
    EXPECT_THROW(pool.connect().get(5s), error);
    EXPECT_FALSE(pool.is_connected());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(pool.send(std::to_string(i)), send_status::queued);
    EXPECT_EQ(pool.get_message_queue_status().size, 20u);
    servers[2].start();
    clock.advance(1min);
    EXPECT_EQ(servers[2].received().size(), 20u);
}

TEST_F(pool_test, connects_where_it_can) {
    servers[0].script({{.status = 401}});
    servers[1].stop();
    auto pool = make_pool({.connections = 2});
    pool.connect().get(5s);
    EXPECT_EQ(pool.connected(), 4u);
    EXPECT_EQ(pool.send("hello"), send_status::sent);
}

TEST_F(pool_test, writes_what_was_sent_before_it_closes_and_closes_all_at_once) {
    auto pool = make_pool({.connections = 2});
    pool.connect().get(5s);
    for (int i = 0; i < 1'000; ++i) pool.send(std::to_string(i));
    pool.close(4001, "enough").get(5s);
    EXPECT_EQ(received_by({0, 1, 2, 3}).size(), 1'000u);
    for (const auto& each : servers) {
        EXPECT_THAT(each.closes(), SizeIs(2));
        EXPECT_EQ(each.closes().at(0).code, 4001);
    }
    EXPECT_EQ(pool.connected(), 0u);

    pool.connect().get(5s);
    EXPECT_EQ(pool.connected(), 8u);
    pool.force_close().get(5s);
    EXPECT_EQ(pool.connected(), 0u);
}

TEST_F(pool_test, tells_the_events_of_all_and_from_which_they_come) {
    auto pool = make_pool();
    std::set<std::size_t> opened;
    std::vector<std::string> messages;
    std::atomic<int> raw{0}, plain{0}, once{0}, closed{0};
    pool.on<"open">([&](const pool_connection& from) { opened.insert(from.index); });
    pool.on<"message">([&](const pool_connection& from, const message& received) {
        messages.push_back(from.url + " " + std::get<std::string>(received));
    });
    pool.on<"message">([&](const pool_connection&, const message_event&) { ++raw; });
    const subscription removed = pool.on<"message">([&](const message&, const message_event&) { ++plain; });
    pool.once<"message">([&](const message&) { ++once; });
    pool.on<"close">([&] { ++closed; });
    pool.connect().get(5s);
    for (auto& each : servers) each.send("Hello");
    clock.advance(0ms);
    EXPECT_THAT(opened, ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(messages, ElementsAre(servers[0].url() + " Hello", servers[1].url() + " Hello",
                                      servers[2].url() + " Hello", servers[3].url() + " Hello"));
    EXPECT_EQ(raw, 4);
    EXPECT_EQ(plain, 4);
    EXPECT_EQ(once, 1);
    removed.off();
    servers[0].send("Hello");
    clock.advance(0ms);
    EXPECT_EQ(plain, 4);
    pool.off<"message">();
    servers[0].send("Hello");
    clock.advance(0ms);
    EXPECT_EQ(raw, 5);
    pool.close().get(5s);
    EXPECT_EQ(closed, 4);
}

TEST_F(pool_test, adds_up_what_its_connections_count) {
    auto pool = make_pool();
    int metrics = 0;
    pool.on<"performance_metric">([&](const pool_connection&, const client_stats& one) {
        EXPECT_EQ(one.messages_sent, 1u);
        ++metrics;
    });
    pool.connect().get(5s);
    for (int i = 0; i < 4; ++i) pool.send(std::string(100, 'x'));
    servers[0].send(std::string(200, 'x'));
    clock.advance(10s);
    const client_stats all = pool.get_stats();
    EXPECT_EQ(all.messages_sent, 4u);
    EXPECT_EQ(all.messages_received, 1u);
    EXPECT_DOUBLE_EQ(all.average_message_size, 120);
    EXPECT_EQ(all.uptime, 10s);
    EXPECT_EQ(all.send_buffer_bytes, 0u);
    EXPECT_TRUE(all.round_trip_time.has_value());
    EXPECT_EQ(metrics, 4);
    servers[1].stop();
    clock.advance(5s);
    EXPECT_GT(pool.get_stats().reconnection_attempts, 1u);
}

TEST_F(pool_test, reports_what_a_handler_throws) {
    auto pool = make_pool();
    std::vector<std::string> errors;
    pool.on<"error">([&](const pool_connection& from, const error& error) {
        errors.push_back(std::to_string(from.index) + " " + error.what());
    });
    pool.on<"message">([](const message&) { throw std::runtime_error("of no use"); });
    pool.connect().get(5s);
    servers[3].send("Hello");
    clock.advance(0ms);
    EXPECT_THAT(errors, ElementsAre("3 A handler threw: of no use"));
}

struct order {
    static constexpr std::string_view type = "order";
    int number = 0;
};
struct note {
    static constexpr std::string_view type = "note";
    std::string text;
};

TEST_F(pool_test, carries_structs) {
    auto pool = create_websocket_pool<std::variant<order, note>>(urls(), {.client = {.runtime = clock.runtime()}});
    std::vector<int> numbers;
    std::atomic<int> all{0};
    pool.on<order>([&](const pool_connection&, const order& received) { numbers.push_back(received.number); });
    pool.on<"message">([&](const std::variant<order, note>&) { ++all; });
    for (auto& each : servers) each.script({{.echo = true}});
    pool.connect().get(5s);
    EXPECT_EQ(pool.send(order{7}), send_status::sent);
    EXPECT_EQ(pool.send_by_key("k", note{"hello"}), send_status::sent);
    clock.advance(0ms);
    EXPECT_THAT(numbers, ElementsAre(7));
    EXPECT_EQ(all, 2);
}

TEST_F(pool_test, may_go_while_everything_is_under_way) {
    std::atomic<int> events{0};
    for (int i = 0; i < 20; ++i) {
        auto pool = make_pool({.connections = 3});
        pool.on<"open">([&](const pool_connection&) { ++events; });
        pool.on<"close">([&](const pool_connection&) { ++events; });
        const auto connected = pool.connect();
        if (i % 2 == 0) connected.get(5s);
        for (int m = 0; m < 100; ++m) pool.send("message");
    }
}

TEST_F(pool_test, can_be_sent_on_and_closed_in_its_handlers) {
    auto pool = make_pool();
    const auto closed = std::make_shared<std::promise<void>>();
    pool.once<"open">([&] { pool.send_by_key("k", "first"); });
    pool.on<"message">([&, closed](const message&) {
        pool.send_by_key("k", "last");
        pool.close().then([closed] { closed->set_value(); });
    });
    pool.connect().get(5s);
    servers[0].send("Enough.");
    ASSERT_EQ(closed->get_future().wait_for(5s), std::future_status::ready);
    EXPECT_THAT(received_by({0, 1, 2, 3}), ElementsAre("first", "last"));
}

TEST(pool, takes_up_the_tls_session_of_its_first_connection) {
    clock time;
    server first(time, {.tls = true});
    auto pool = create_websocket_pool(
        {first.url()}, {.connections = 20, .client = {.tls = {.ca = first.certificate()}, .runtime = time.runtime()}});
    pool.connect().get(10s);
    EXPECT_EQ(pool.connected(), 20u);
    EXPECT_EQ(first.tls_handshakes().full, 1u);
    EXPECT_EQ(first.tls_handshakes().resumed, 19u);
}

TEST(pool, has_500_connections_on_one_thread) {
    server echo;
    echo.script({{.echo = true}});
    auto pool =
        create_websocket_pool({echo.url()}, {.connections = 500, .client = {.runtime = std::make_shared<runtime>()}});
    std::promise<void> all;
    std::size_t count = 0;
    std::set<std::size_t> from;
    std::set<std::thread::id> threads;
    pool.on<"message">([&](const pool_connection& connection, const message_event&) {
        from.insert(connection.index);
        threads.insert(std::this_thread::get_id());
        if (++count == 5'000) all.set_value();
    });
    pool.connect().get(60s);
    ASSERT_EQ(pool.connected(), 500u);
    for (int i = 0; i < 5'000; ++i) ASSERT_EQ(pool.send("hello"), send_status::sent);
    ASSERT_EQ(all.get_future().wait_for(60s), std::future_status::ready);
    EXPECT_THAT(from, SizeIs(500));
    EXPECT_THAT(threads, SizeIs(1));
    pool.close().get(60s);
}

TEST(pool, refuses_what_it_cannot_use_and_names_it) {
    const auto creating = [](const std::vector<std::string>& urls, pool_options options = {}) -> std::string {
        try {
            create_websocket_pool(urls, std::move(options));
        } catch (const error& thrown) {
            return thrown.what();
        }
        return "nothing";
    };
    EXPECT_THAT(creating({}), HasSubstr("URL"));
    EXPECT_THAT(creating({"ws://good", "http://bad"}), HasSubstr("http"));
    EXPECT_THAT(creating({"ws://h"}, {.connections = 0}), HasSubstr("connections"));
    EXPECT_THAT(creating({"ws://h"}, {.client = {.encryption = {.enabled = true, .key = "k"}}}),
                HasSubstr("encryption"));
    EXPECT_THAT(creating({"ws://h"}, {.client = {.heartbeat_timeout = 0ms}}), HasSubstr("heartbeat_timeout"));
}

}  // namespace
}  // namespace vafast::testing
