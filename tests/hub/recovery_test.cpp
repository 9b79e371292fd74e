// Nothing missed after a reconnect, nothing twice, nothing newer first; and who is too slow harms nobody.
#include "hub/conversing.hpp"

#include <vafast/json.hpp>

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The offsets of what was published to `room`, in the order in which it came.
std::vector<std::uint64_t> offsets(const std::vector<std::string>& frames, std::string_view room = "a") {
    std::vector<std::uint64_t> result;
    for (const std::string& each : frames) {
        const json frame = json::parse(each);
        if (frame["$"] == "publication" && frame["room"] == room)
            result.push_back(frame["offset"].get<std::uint64_t>());
    }
    return result;
}

std::vector<std::uint64_t> from_to(std::uint64_t first, std::uint64_t last) {
    std::vector<std::uint64_t> result;
    while (first <= last) result.push_back(first++);
    return result;
}

class a_returning_member : public ::testing::Test {
 protected:
    explicit a_returning_member(const memory_limits& limits = {}) : hub_(limits) {
        hub_.decided.limits.waiting = 64'000;  // pages of 8,000
    }

    void publish(int count, const std::string& data = "1") {
        hub_.enter();
        for (int i = 0; i < count; ++i) hub_.memory.publish({"a", "bob", {}, data, hub_.now}, [](const auto&) {});
        hub_.work();
    }
    std::unique_ptr<fake_client> returning(std::uint64_t offset, const std::string& epoch = "k3.0") {
        auto result = std::make_unique<fake_client>(hub_);
        result->hello(R"("rooms":[{"room":"a","epoch":")" + epoch + R"(","offset":)" + std::to_string(offset) + "}]");
        return result;
    }
    static json answer_of(const std::vector<std::string>& frames) { return json::parse(frames.front())["rooms"]["a"]; }

    fake_hub hub_;
};

TEST_F(a_returning_member, gets_what_it_missed_in_order_after_the_answer) {
    publish(5);
    const auto got = returning(2)->take();
    EXPECT_EQ(answer_of(got).dump(), R"({"epoch":"k3.0","offset":5,"recovered":true})");
    EXPECT_EQ(offsets(got), from_to(3, 5));
}

TEST_F(a_returning_member, is_told_where_something_is_gone_and_gets_no_part_of_it) {
    publish(2);
    hub_.advance(10min);
    publish(3);
    auto alice = returning(1);
    const auto got = alice->take();
    EXPECT_EQ(answer_of(got).dump(), R"({"epoch":"k3.0","offset":5,"recovered":false})");
    EXPECT_THAT(offsets(got), IsEmpty());
    publish(1);
    EXPECT_THAT(offsets(alice->take()), ElementsAre(6));
}

// socketio/socket.io#5282; centrifugal/centrifugo#230
TEST_F(a_returning_member, recovers_in_a_quiet_room_also_where_nothing_was_ever_published) {
    returning(0);
    hub_.advance(1min);
    EXPECT_EQ(answer_of(returning(0)->take()).dump(), R"({"epoch":"k3.0","offset":0,"recovered":true})");
    publish(1);
    hub_.advance(4min);
    EXPECT_EQ(answer_of(returning(1)->take()).dump(), R"({"epoch":"k3.0","offset":1,"recovered":true})");
    EXPECT_EQ(offsets(returning(0)->take()), from_to(1, 1));
}

// socketio/socket.io#5413: over a restart
TEST_F(a_returning_member, is_told_that_another_hub_does_not_know_what_it_missed) {
    publish(5);
    const auto got = returning(5, "j7.0")->take();
    EXPECT_EQ(answer_of(got).dump(), R"({"epoch":"k3.0","offset":5,"recovered":false})");
    EXPECT_THAT(offsets(got), IsEmpty());
}

TEST_F(a_returning_member, that_claims_to_be_ahead_has_not_recovered) {
    publish(1);
    EXPECT_EQ(answer_of(returning(9)->take())["recovered"], false);
}

// socketio/socket.io#4880, #5419: recovery that works once, or replays the same each time
TEST_F(a_returning_member, recovers_again_and_again_and_gets_nothing_twice) {
    std::uint64_t offset = 0;
    std::vector<std::uint64_t> all;
    for (int i = 0; i < 5; ++i) {
        publish(3);
        auto alice = returning(offset);
        publish(2);
        for (const std::uint64_t each : offsets(alice->take())) all.push_back(offset = each);
    }
    EXPECT_EQ(all, from_to(1, 25));
}

TEST_F(a_returning_member, recovers_when_it_joins_with_a_position) {
    publish(3);
    fake_client alice(hub_);
    alice.hello().take();
    const auto got = alice.say(R"({"$":"join","id":3,"room":"a","epoch":"k3.0","offset":1})").take();
    EXPECT_EQ(got.front(), R"({"$":"ok","id":3,"rooms":{"a":{"epoch":"k3.0","offset":3,"recovered":true}}})");
    EXPECT_EQ(offsets(got), from_to(2, 3));
}

TEST_F(a_returning_member, recovers_what_was_said_to_everybody) {
    hub_.memory.publish({"*", {}, {}, "1", hub_.now}, [](const auto&) {});
    fake_client alice(hub_);
    alice.hello(R"("rooms":[{"room":"*","epoch":"k3.0","offset":0}])");
    const auto got = alice.take();
    EXPECT_EQ(json::parse(got.front())["rooms"]["*"]["recovered"], true);
    EXPECT_EQ(offsets(got, "*"), from_to(1, 1));
}

TEST_F(a_returning_member, is_fed_at_the_pace_at_which_it_reads_and_gets_nothing_newer_first) {
    const std::string data = '"' + std::string(1'000, 'x') + '"';
    publish(100, data);
    auto alice = std::make_unique<fake_client>(hub_);
    alice->wire().reads = false;
    alice->hello(R"("rooms":[{"room":"a","epoch":"k3.0","offset":0}])");
    auto got = offsets(alice->take());
    EXPECT_LT(got.size(), 20U);
    for (int i = 0; got.size() < 150 && i < 100; ++i) {
        if (i % 2 == 0 && i < 100) publish(1, data);
        alice->read(8'000);
        for (const std::uint64_t each : offsets(alice->take())) got.push_back(each);
    }
    EXPECT_EQ(got, from_to(1, got.size()));
    EXPECT_GT(got.size(), 100U);
    EXPECT_LT(alice->wire().most_waiting, 20'000U);  // two pages, not a room
    EXPECT_EQ(alice->closed(), 0);
}

TEST_F(a_returning_member, is_cut_with_4002_where_what_it_needs_goes_while_it_is_fed) {
    const std::string data = '"' + std::string(1'000, 'x') + '"';
    publish(100, data);
    fake_client alice(hub_);
    alice.wire().reads = false;
    alice.hello(R"("rooms":[{"room":"a","epoch":"k3.0","offset":0}])");
    hub_.advance(10min);
    publish(1);
    alice.read(1'000'000);
    EXPECT_EQ(alice.closed(), 4002);
    const auto got = offsets(alice.take());
    EXPECT_EQ(got, from_to(1, got.size()));  // a part, and honest about it
}

TEST_F(a_returning_member, that_leaves_while_it_is_fed_gets_no_more) {
    const std::string data = '"' + std::string(1'000, 'x') + '"';
    publish(100, data);
    fake_client alice(hub_);
    alice.wire().reads = false;
    alice.hello(R"("rooms":[{"room":"a","epoch":"k3.0","offset":0}])");
    alice.say(R"({"$":"leave","room":"a"})").take();
    alice.read(1'000'000);
    EXPECT_THAT(alice.take(), IsEmpty());
    EXPECT_EQ(alice.say(R"({"$":"ping"})").take_last(), R"({"$":"pong"})");
}

// zaphoyd/websocketpp#477, #977; snapview/tokio-tungstenite#286; uNetworking/uWebSockets.js#499
TEST_F(a_returning_member, that_does_not_read_is_cut_with_4002_while_the_others_go_on_and_recovers) {
    const std::string data = '"' + std::string(1'000, 'x') + '"';
    auto slow = returning(0);
    auto fast = returning(0);
    slow->wire().reads = false;
    publish(200, data);
    EXPECT_EQ(slow->closed(), 4002);
    EXPECT_LT(slow->wire().most_waiting, 64'000U + 2'000U);
    EXPECT_EQ(offsets(fast->take()), from_to(1, 200));
    EXPECT_EQ(hub_.counted.slow, 1U);
    const auto seen = offsets(slow->take());
    EXPECT_EQ(seen, from_to(1, seen.size()));
    slow->disconnect();
    auto back = returning(seen.size());
    EXPECT_EQ(offsets(back->take()), from_to(seen.size() + 1, 200));
}

// A member's log is gapless whatever happens: cut at random, publishing at random, in a room that keeps little.
TEST(any_member, sees_every_publication_once_in_order_or_is_told_so) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    fake_hub hub({.room = {.stored = {.messages = 30}}});
    hub.decided.limits = {.requests = {1e6, 1e6}, .waiting = 20'000};
    std::uint64_t newest = 0;
    struct member {
        std::unique_ptr<fake_client> client;
        std::uint64_t offset = 0;
        bool has_position = false;
        int lost = 0;
    };
    std::vector<member> members(5);
    const auto read = [&](member& of) {
        for (const std::string& text : of.client->take()) {
            const json frame = json::parse(text);
            if (frame["$"] == "ok") {
                const json& room = frame["rooms"]["a"];
                const bool recovered = room.contains("recovered") && room["recovered"] == true;
                if (!recovered) of.offset = room["offset"].get<std::uint64_t>();
                if (!recovered && of.has_position) ++of.lost;
                of.has_position = true;
            } else if (frame["$"] == "publication") {
                ASSERT_EQ(frame["offset"], of.offset + 1);
                ++of.offset;
            }
        }
    };
    for (int step = 0; step < 3'000; ++step) {
        member& each = members[random() % members.size()];
        switch (random() % 4) {
            case 0:
                hub.memory.publish({"a", {}, {}, '"' + std::string(random() % 2'000, 'x') + '"', hub.now},
                                   [&](const auto& at) { newest = at->offset; });
                if (random() % 2 == 0) hub.work();  // or it stays in the inbox for a while
                break;
            case 1:
                if (each.client) each.client->read(random() % 10'000);
                break;
            case 2:
                if (each.client) each.client->wire().reads = random() % 2 == 0;
                break;
            default:
                if (each.client && (random() % 8 == 0 || each.client->closed() != 0)) {
                    read(each);
                    each.client.reset();
                } else if (!each.client) {
                    each.client = std::make_unique<fake_client>(hub);
                    each.client->hello(each.has_position ? R"("rooms":[{"room":"a","epoch":"k3.0","offset":)" +
                                                               std::to_string(each.offset) + "}]"
                                                         : R"("rooms":[{"room":"a"}])");
                }
        }
    }
    hub.work();
    for (member& each : members) {
        if (!each.client || each.client->closed() != 0) continue;
        each.client->wire().reads = true;
        for (int i = 0; i < 100; ++i) each.client->read(1'000'000);
        if (each.client->closed() != 0) continue;
        read(each);
        EXPECT_EQ(each.offset, newest);
    }
}

}  // namespace
}  // namespace vafast::hub_detail::testing
