// What of a room is new to a client.
#include "client/policy/room_progress.hpp"

#include <gtest/gtest.h>

namespace vafast::client_detail {
namespace {

using verdict = room_progress::verdict;

room_progress joined_at(std::uint64_t offset) {
    room_progress progress;
    EXPECT_FALSE(progress.answered({.epoch = "k3", .offset = offset}, false));
    return progress;
}

TEST(room_progress, takes_each_offset_once_and_none_before_its_predecessor) {
    room_progress progress = joined_at(5);
    EXPECT_EQ(progress.take(5), verdict::seen);
    EXPECT_EQ(progress.take(7), verdict::gap);
    EXPECT_EQ(progress.take(6), verdict::next);
    EXPECT_EQ(progress.take(6), verdict::seen);
    EXPECT_EQ(progress.take(7), verdict::next);
}

TEST(room_progress, begins_with_whatever_comes_before_the_answer_to_the_join) {
    room_progress progress;
    EXPECT_FALSE(progress.position());
    EXPECT_EQ(progress.take(45), verdict::next);
    EXPECT_EQ(progress.take(47), verdict::gap);
    EXPECT_EQ(progress.take(46), verdict::next);
    EXPECT_FALSE(progress.answered({.epoch = "k3", .offset = 44}, false));
    EXPECT_EQ(progress.position(), (protocol::position{.epoch = "k3", .offset = 46}));
}

TEST(room_progress, asks_for_everything_after_an_empty_beginning) {
    room_progress progress = joined_at(0);
    EXPECT_EQ(progress.position(), (protocol::position{.epoch = "k3", .offset = 0}));
    EXPECT_EQ(progress.take(2), verdict::gap);
}

}  // namespace
}  // namespace vafast::client_detail
