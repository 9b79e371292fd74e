// The engine in memory, by the contract of engines.
#include "hub/engine/memory.hpp"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const time_point engine_start = time_point{} + 1h;

// Notes what it is told.
class listening final : public subscriber {
 public:
    void receive(engine_event event) override {
        const std::lock_guard lock(mutex_);
        if (const auto* published = std::get_if<shared_publication>(&event)) {
            heard.push_back((*published)->room() + ' ' + std::to_string((*published)->offset()));
        } else if (const auto* changed = std::get_if<std::shared_ptr<const room_notice>>(&event)) {
            heard.emplace_back((*changed)->frame.text());
        } else {
            heard.push_back("command " + std::to_string(std::get<std::shared_ptr<const command>>(event)->index()));
        }
    }
    std::vector<std::string> heard;

 private:
    std::mutex mutex_;
};

class an_engine : public ::testing::Test {
 protected:
    explicit an_engine(const memory_limits& limits = {}) : engine_("k3", limits) { engine_.attach(hub_); }
    ~an_engine() override { engine_.detach(hub_); }

    tl::expected<position, unavailable> publish(const std::string& room, std::optional<std::string> key = {},
                                                std::string_view data = "1", time_point at = engine_start) {
        tl::expected<position, unavailable> result;
        engine_.publish({room, "alice", std::move(key), data, at}, [&](auto given) { result = std::move(given); });
        return result;
    }
    tl::expected<position, unavailable> subscribe(const std::string& room, time_point at = engine_start) {
        tl::expected<position, unavailable> result;
        engine_.subscribe(room, hub_, at, [&](auto given) { result = std::move(given); });
        return result;
    }
    history_page history(const std::string& room, std::optional<std::uint64_t> after, time_point at = engine_start) {
        history_page result;
        engine_.history({room, after, 100, 100'000, at}, [&](auto given) { result = *given; });
        return result;
    }
    std::vector<std::string> present(const std::string& room) {
        std::vector<std::string> result;
        engine_.presence(room, [&](auto given) { result = *given; });
        return result;
    }
    void tend(time_point now) {
        for (std::size_t i = 0; i < memory_engine::shards; ++i) engine_.tend(now);
    }

    memory_engine engine_;
    listening hub_;
};

TEST_F(an_engine, tells_subscribers_in_the_order_of_offsets_and_nobody_else) {
    publish("a");
    EXPECT_EQ(subscribe("a"), (position{"k3.0", 1}));
    EXPECT_EQ(publish("a"), (position{"k3.0", 2}));
    EXPECT_EQ(publish("a"), (position{"k3.0", 3}));
    publish("b");
    EXPECT_THAT(hub_.heard, ElementsAre("a 2", "a 3"));
    engine_.unsubscribe("a", hub_, engine_start);
    publish("a");
    EXPECT_THAT(hub_.heard, ElementsAre("a 2", "a 3"));
}

TEST_F(an_engine, tells_once_who_subscribes_twice) {
    subscribe("a");
    publish("a");
    EXPECT_EQ(subscribe("a"), (position{"k3.0", 1}));
    publish("a");
    EXPECT_THAT(hub_.heard, ElementsAre("a 1", "a 2"));
}

TEST_F(an_engine, stores_and_delivers_a_repeated_key_once) {
    subscribe("a");
    EXPECT_EQ(publish("a", "k"), (position{"k3.0", 1}));
    EXPECT_EQ(publish("a", "k"), (position{"k3.0", 1}));
    EXPECT_THAT(hub_.heard, ElementsAre("a 1"));
    EXPECT_EQ(history("a", 0).publications.size(), 1U);
    EXPECT_EQ(engine_.used().publications, 1U);
}

TEST_F(an_engine, gives_history_and_says_whether_something_is_missing) {
    for (int i = 0; i < 3; ++i) publish("a", {}, std::to_string(i));
    const auto page = history("a", 1);
    EXPECT_TRUE(page.is_gapless);
    EXPECT_EQ(page.newest, (position{"k3.0", 3}));
    ASSERT_EQ(page.publications.size(), 2U);
    EXPECT_EQ(page.publications[0]->data(), "1");
    const auto later = history("a", 1, engine_start + 1h);
    EXPECT_FALSE(later.is_gapless);
    EXPECT_THAT(later.publications, IsEmpty());
    EXPECT_EQ(engine_.used().history_bytes, 0U);
    EXPECT_TRUE(history("a", 3, engine_start + 1h).is_gapless);
}

TEST_F(an_engine, tells_who_came_and_left_and_who_is_there) {
    subscribe("a");
    engine_.enter("a", "alice", 1, engine_start);
    engine_.enter("a", "alice", 2, engine_start);
    engine_.enter("a", "bob", 3, engine_start);
    EXPECT_THAT(present("a"), ElementsAre("alice", "bob"));
    engine_.leave("a", "alice", 1, engine_start);
    engine_.leave("a", "alice", 2, engine_start);
    EXPECT_THAT(present("a"), ElementsAre("bob"));
    EXPECT_THAT(hub_.heard,
                ElementsAre(R"({"$":"join","room":"a","user":"alice"})", R"({"$":"join","room":"a","user":"bob"})",
                            R"({"$":"leave","room":"a","user":"alice"})"));
    EXPECT_THAT(present("elsewhere"), IsEmpty());
}

TEST_F(an_engine, hands_on_commands_to_all) {
    engine_.control(disconnect_user{"alice", 4502, ""});
    EXPECT_THAT(hub_.heard, ElementsAre("command 2"));
}

// socketio/socket.io#5282: recovery on connections that are quiet.
TEST_F(an_engine, keeps_a_silent_rooms_epoch_as_long_as_somebody_may_come_back) {
    subscribe("a");
    publish("a");
    tend(engine_start + 24h);
    engine_.unsubscribe("a", hub_, engine_start + 24h);
    tend(engine_start + 24h + 4min);
    EXPECT_EQ(history("a", 1, engine_start + 24h).newest, (position{"k3.0", 1}));
}

TEST_F(an_engine, begins_a_new_epoch_for_a_room_that_it_forgot) {
    publish("a");
    tend(engine_start + 4min);
    EXPECT_EQ(engine_.used().rooms, 1U);
    tend(engine_start + 6min);
    EXPECT_EQ(engine_.used().rooms, 0U);
    EXPECT_EQ(engine_.used().history_bytes, 0U);
    EXPECT_EQ(history("a", {}, engine_start + 6min).newest, (position{"k3.1", 0}));
    EXPECT_EQ(publish("a", {}, "1", engine_start + 6min), (position{"k3.1", 1}));
}

class a_small_engine : public an_engine {
 protected:
    a_small_engine() : an_engine({.total_bytes = 100'000, .rooms = 2}) {}
};

TEST_F(a_small_engine, refuses_rooms_past_its_limit) {
    EXPECT_TRUE(publish("a"));
    EXPECT_TRUE(subscribe("b"));
    EXPECT_FALSE(publish("c"));
    EXPECT_FALSE(subscribe("c"));
    EXPECT_TRUE(publish("a"));
}

TEST_F(a_small_engine, keeps_less_of_a_room_when_all_rooms_together_are_too_large) {
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(publish("a", {}, '"' + std::string(5'000, 'x') + '"'));
    EXPECT_LE(engine_.used().history_bytes, 100'000U);
    EXPECT_FALSE(history("a", 0).is_gapless);
    EXPECT_EQ(history("a", 99).publications.size(), 1U);
}

TEST(an_engine_with_threads, gives_every_offset_once_and_tells_all_in_order) {
    memory_engine engine("k3", {});
    listening first, second;
    for (listening* each : {&first, &second}) engine.subscribe("a", *each, engine_start, [](const auto&) {});
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&engine] {
            for (int i = 0; i < 500; ++i) engine.publish({"a", "alice", {}, "1", engine_start}, [](const auto&) {});
        });
    for (std::thread& each : threads) each.join();
    std::vector<std::string> expected;
    for (int i = 1; i <= 2000; ++i) expected.push_back("a " + std::to_string(i));
    EXPECT_EQ(first.heard, expected);
    EXPECT_EQ(second.heard, expected);
    for (listening* each : {&first, &second}) engine.detach(*each);
}

}  // namespace
}  // namespace vafast::hub_detail
