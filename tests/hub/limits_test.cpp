// Rates, connections of users and addresses, and the return of clients to a hub that drains.
#include "hub/policy/admission.hpp"
#include "hub/policy/drain_plan.hpp"
#include "hub/policy/token_bucket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail {
namespace {

using namespace std::chrono_literals;

const time_point start = time_point{} + 1h;

TEST(a_token_bucket, gives_a_burst_and_then_a_rate) {
    token_bucket bucket;
    const rate allowed{10, 3};
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(start, allowed)) << i;
    EXPECT_EQ(bucket.take(start, allowed), 100ms);
    EXPECT_EQ(bucket.take(start + 40ms, allowed), 60ms);
    EXPECT_FALSE(bucket.take(start + 100ms, allowed));
    EXPECT_EQ(bucket.take(start + 100ms, allowed), 100ms);
}

TEST(a_token_bucket, is_full_again_after_a_while_but_never_fuller) {
    token_bucket bucket;
    const rate allowed{10, 3};
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(start, allowed));
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(start + 1h, allowed)) << i;
    EXPECT_TRUE(bucket.take(start + 1h, allowed));
}

TEST(a_token_bucket, does_not_charge_for_what_it_refuses) {
    token_bucket bucket;
    const rate allowed{10, 1};
    EXPECT_FALSE(bucket.take(start, allowed));
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(bucket.take(start + 50ms, allowed));
    EXPECT_FALSE(bucket.take(start + 100ms, allowed));
}

TEST(a_token_bucket, takes_several_at_once_and_never_more_than_it_holds) {
    token_bucket bucket;
    const rate allowed{10, 3};
    EXPECT_FALSE(bucket.take(start, allowed, 2));
    EXPECT_EQ(bucket.take(start, allowed, 2), 100ms);
    EXPECT_FALSE(bucket.take(start, allowed));
    EXPECT_FALSE(bucket.take(start + 1h, allowed, 100));  // not for ever refused
    EXPECT_EQ(bucket.take(start + 1h, allowed), 100ms);
}

TEST(an_admission, counts_the_connections_of_a_user_and_of_an_address) {
    admission gate({.per_user = 2, .per_address = 1});
    EXPECT_TRUE(gate.enter_user("alice"));
    EXPECT_TRUE(gate.enter_user("alice"));
    EXPECT_FALSE(gate.enter_user("alice"));
    EXPECT_TRUE(gate.enter_user("bob"));
    gate.leave_user("alice");
    EXPECT_TRUE(gate.enter_user("alice"));
    EXPECT_TRUE(gate.enter_user("alice", true));  // one of the two is about to leave
    EXPECT_FALSE(gate.enter_user("alice", true));
    gate.leave_user("alice");
    EXPECT_FALSE(gate.enter_user("alice"));

    EXPECT_TRUE(gate.enter_address("192.0.2.1"));
    EXPECT_FALSE(gate.enter_address("192.0.2.1"));
    EXPECT_TRUE(gate.enter_address("192.0.2.2"));
    gate.leave_address("192.0.2.1");
    EXPECT_TRUE(gate.enter_address("192.0.2.1"));
}

TEST(an_admission, limits_what_a_user_publishes_over_all_connections) {
    admission gate({.publishing = {10, 2}});
    gate.enter_user("alice");
    gate.enter_user("alice");
    gate.enter_user("bob");
    EXPECT_FALSE(gate.publish("alice", 1, start));
    EXPECT_FALSE(gate.publish("alice", 1, start));
    EXPECT_EQ(gate.publish("alice", 1, start), 100ms);
    EXPECT_FALSE(gate.publish("bob", 2, start));
    gate.leave_user("alice");
    EXPECT_EQ(gate.publish("alice", 1, start), 100ms);
}

// phoenixframework/phoenix#4045
TEST(a_drain, spreads_the_return_over_as_long_as_the_rate_takes) {
    EXPECT_THAT(reconnect_window(10'000, 1'000), ::testing::ElementsAre(500, 10'500));
    EXPECT_THAT(reconnect_window(1, 1'000), ::testing::ElementsAre(500, 1'500));
    EXPECT_LE(reconnect_window(10'000'000, 1)[1], 1'000'000U);
}

}  // namespace
}  // namespace vafast::hub_detail
