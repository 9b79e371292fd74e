// A room's stream, what it keeps of it, which keys it knows, and who is there.
#include "hub/policy/room.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::size_t any = 1'000'000;
const time_point room_start = time_point{} + 1h;

std::vector<std::uint64_t> offsets(std::span<const shared_publication> of) {
    std::vector<std::uint64_t> result;
    for (const auto& each : of) result.push_back(each->offset());
    return result;
}

class a_room : public ::testing::Test {
 protected:
    room::outcome publish(std::string_view data, time_point at = room_start, std::optional<std::string> key = {},
                          std::string from = "alice") {
        return room_.publish("general", std::move(from), key, data, at, limits_);
    }
    std::vector<std::uint64_t> stored() const { return offsets(room_.stored().after(0, any, any)); }

    room_limits limits_;
    room room_{0};
};

TEST(a_publication, is_a_whole_frame_with_its_data_last) {
    const publication it("general", 42, "al\"ice", R"({"a":1})", room_start);
    EXPECT_EQ(it.frame().text(), R"({"$":"publication","room":"general","offset":42,"from":"al\"ice","data":{"a":1}})");
    EXPECT_EQ(it.data(), R"({"a":1})");
    const auto frame = it.frame().whole();
    EXPECT_EQ(frame[0], std::byte{0x81});
    EXPECT_EQ(frame[1], static_cast<std::byte>(it.frame().text().size()));
    EXPECT_EQ(base::as_text(frame.subspan(2)), it.frame().text());
}

TEST(a_publication, of_the_application_is_from_nobody) {
    EXPECT_EQ(publication("a", 1, std::nullopt, "1", room_start).frame().text(),
              R"({"$":"publication","room":"a","offset":1,"data":1})");
}

TEST(a_publication, has_a_longer_header_where_it_is_long) {
    for (const std::size_t size : {70'000U, 3'000U}) {
        const publication it("a", 1, std::nullopt, '"' + std::string(size, 'x') + '"', room_start);
        const auto frame = it.frame().whole();
        EXPECT_EQ(frame[1], std::byte{size > 65'535 ? std::uint8_t{127} : std::uint8_t{126}});
        EXPECT_EQ(frame.size(), it.frame().text().size() + (size > 65'535 ? 10 : 4));
    }
}

TEST_F(a_room, counts_offsets_from_one) {
    EXPECT_EQ(room_.offset(), 0U);
    EXPECT_EQ(publish("1").offset, 1U);
    EXPECT_EQ(publish("2").offset, 2U);
    EXPECT_EQ(room_.offset(), 2U);
}

TEST_F(a_room, keeps_no_more_than_so_many_messages) {
    limits_.stored.messages = 3;
    for (int i = 0; i < 10; ++i) publish("1");
    EXPECT_THAT(stored(), ElementsAre(8, 9, 10));
}

TEST_F(a_room, keeps_no_more_than_so_many_bytes) {
    limits_.stored.bytes = 10'000;
    for (int i = 0; i < 10; ++i) publish('"' + std::string(2'500, 'x') + '"');
    EXPECT_THAT(stored(), ElementsAre(8, 9, 10));
    EXPECT_LE(room_.stored().bytes(), 10'000U);
    publish('"' + std::string(20'000, 'x') + '"');
    EXPECT_THAT(stored(), IsEmpty());
    EXPECT_EQ(room_.stored().bytes(), 0U);
}

TEST_F(a_room, keeps_nothing_longer_than_its_age) {
    limits_.stored.age = 10s;
    publish("1", room_start);
    publish("2", room_start + 8s);
    room_.tend(room_start + 10s, limits_);
    EXPECT_THAT(stored(), ElementsAre(1, 2));
    room_.tend(room_start + 11s, limits_);
    EXPECT_THAT(stored(), ElementsAre(2));
    publish("3", room_start + 20s);
    EXPECT_THAT(stored(), ElementsAre(3));
}

TEST_F(a_room, gives_pages_in_order_that_end_where_one_more_would_be_too_much) {
    for (int i = 0; i < 5; ++i) publish('"' + std::string(1'000, 'x') + '"');
    EXPECT_THAT(offsets(room_.stored().after(2, 2, any)), ElementsAre(3, 4));
    EXPECT_THAT(offsets(room_.stored().after(2, any, 2'500)), ElementsAre(3, 4));
    EXPECT_THAT(offsets(room_.stored().after(2, any, 1)), ElementsAre(3));  // never stuck
    EXPECT_THAT(room_.stored().after(5, any, any), IsEmpty());
    EXPECT_THAT(offsets(room_.stored().newest(2, any)), ElementsAre(4, 5));
    EXPECT_THAT(offsets(room_.stored().newest(any, 2'500)), ElementsAre(4, 5));
    EXPECT_THAT(offsets(room_.stored().newest(any, 1)), ElementsAre(5));
}

TEST_F(a_room, can_continue_only_where_nothing_is_missing) {
    EXPECT_TRUE(room_.can_continue_after(0));  // nothing was ever said
    EXPECT_FALSE(room_.can_continue_after(1));
    limits_.stored.messages = 2;
    for (int i = 0; i < 4; ++i) publish("1");
    EXPECT_FALSE(room_.can_continue_after(1));
    EXPECT_TRUE(room_.can_continue_after(2));
    EXPECT_TRUE(room_.can_continue_after(4));
    EXPECT_FALSE(room_.can_continue_after(5));  // ahead of us: of another stream
}

// centrifugal/centrifugo#230
TEST_F(a_room, can_continue_at_its_newest_also_when_its_history_is_empty) {
    publish("1");
    publish("2");
    room_.tend(room_start + 1h, limits_);
    EXPECT_THAT(stored(), IsEmpty());
    EXPECT_TRUE(room_.can_continue_after(2));
    EXPECT_FALSE(room_.can_continue_after(1));
}

TEST_F(a_room, stores_a_repeated_key_once_and_answers_alike) {
    EXPECT_EQ(publish("1", room_start, "k").offset, 1U);
    publish("2");
    const auto repeated = publish("1", room_start, "k");
    EXPECT_EQ(repeated.offset, 1U);
    EXPECT_EQ(repeated.stored, nullptr);
    EXPECT_EQ(room_.offset(), 2U);
}

TEST_F(a_room, keeps_the_keys_of_users_apart) {
    publish("1", room_start, "k", "alice");
    EXPECT_EQ(publish("1", room_start, "k", "bob").offset, 2U);
    publish("1", room_start, "b", "a");
    EXPECT_NE(publish("1", room_start, "", "ab").stored, nullptr);
}

TEST_F(a_room, forgets_keys_by_number_and_by_age) {
    limits_.keys = {2, 10s};
    publish("1", room_start, "a");
    publish("1", room_start, "b");
    publish("1", room_start, "c");
    EXPECT_NE(publish("1", room_start, "a").stored, nullptr);
    EXPECT_EQ(publish("1", room_start + 5s, "c").stored, nullptr);
    EXPECT_NE(publish("1", room_start + 11s, "c").stored, nullptr);
    room_.tend(room_start + 30s, limits_);
    EXPECT_NE(publish("1", room_start + 30s, "c").stored, nullptr);
}

TEST(someone_present, comes_with_the_first_connection_and_leaves_with_the_last) {
    presence who;
    EXPECT_TRUE(who.enter("alice", 1));
    EXPECT_FALSE(who.enter("alice", 2));
    EXPECT_TRUE(who.enter("bob", 3));
    EXPECT_THAT(who.users(), ElementsAre("alice", "bob"));
    EXPECT_FALSE(who.leave("alice", 1));
    EXPECT_TRUE(who.leave("alice", 2));
    EXPECT_THAT(who.users(), ElementsAre("bob"));
}

// phoenixframework/phoenix#2306
TEST(someone_present, leaves_no_ghost_when_it_enters_or_leaves_twice) {
    presence who;
    who.enter("alice", 1);
    who.enter("alice", 1);
    EXPECT_TRUE(who.leave("alice", 1));
    EXPECT_FALSE(who.leave("alice", 1));
    EXPECT_FALSE(who.leave("nobody", 1));
    EXPECT_TRUE(who.empty());
}

}  // namespace
}  // namespace vafast::hub_detail
