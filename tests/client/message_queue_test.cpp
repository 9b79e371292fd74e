// The message queue's policy: what waits, what is due, what is dropped, what comes back.
#include "client/policy/message_queue.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using admission = message_queue::admission;

// A queue, the time, and a connection that takes what is due.
class queueing {
 public:
    explicit queueing(message_queue_options limits) : limits_(limits), queue(limits_) {}

    admission push(std::string_view text) { return queue.push(websocket::opcode::text, base::as_bytes(text), now); }
    void push_all(std::initializer_list<std::string_view> texts) {
        for (const std::string_view each : texts) EXPECT_EQ(push(each), admission::taken) << each;
    }
    // Hands over what is due, at most so many: each takes ten bytes of the connection.
    std::vector<std::string> take(std::size_t most = 1'000) {
        std::vector<std::string> taken;
        while (taken.size() < most) {
            const queued_message* next = queue.next(now);
            if (next == nullptr) break;
            taken.push_back(next->payload);
            queue.handed_over(given += 10);
        }
        return taken;
    }

 private:
    const message_queue_options limits_;

 public:
    message_queue queue;
    time_point now = time_point{} + 1h;
    std::uint64_t given = 0;
};

TEST(message_queue, gathers_until_the_oldest_has_waited_for_the_interval) {
    queueing it({.flush_interval = 100ms});
    EXPECT_EQ(it.queue.deadline(), never);
    it.push("1");
    it.now += 60ms;
    it.push("2");
    EXPECT_THAT(it.take(), IsEmpty());
    EXPECT_EQ(it.queue.oldest(it.now), 60ms);
    EXPECT_EQ(it.queue.deadline(), it.now + 40ms);
    it.now += 40ms;
    EXPECT_THAT(it.take(), ElementsAre("1", "2"));
    EXPECT_EQ(it.queue.deadline(), never);
    EXPECT_EQ(it.queue.oldest(it.now), 0ms);
}

TEST(message_queue, does_not_gather_where_the_interval_is_0) {
    queueing it({.flush_interval = 0ms});
    it.push("1");
    EXPECT_THAT(it.take(), ElementsAre("1"));
}

TEST(message_queue, is_due_when_so_many_wait_or_when_it_is_full_or_flushed_by_hand) {
    queueing by_size({.flush_size = 3});
    by_size.push_all({"1", "2"});
    EXPECT_THAT(by_size.take(), IsEmpty());
    by_size.push("3");
    EXPECT_THAT(by_size.take(), ElementsAre("1", "2", "3"));
    by_size.push("4");
    EXPECT_THAT(by_size.take(), IsEmpty());
    by_size.queue.flush();
    by_size.push("5");
    EXPECT_THAT(by_size.take(), ElementsAre("4")) << "what came after the flush waits for the next";

    queueing full({.max_size = 2, .flush_size = 0});
    full.push_all({"1", "2"});
    EXPECT_TRUE(full.queue.is_full());
    EXPECT_THAT(full.take(), ElementsAre("1", "2"));
    EXPECT_FALSE(full.queue.is_full());
}

TEST(message_queue, refuses_what_it_has_no_room_for) {
    queueing it({.max_size = 3, .max_bytes = 5});
    it.push_all({"12", "34"});
    EXPECT_EQ(it.push("56"), admission::full) << "by its bytes";
    it.push("5");
    EXPECT_EQ(it.push(""), admission::full) << "by its messages";
    EXPECT_EQ(it.push("123456"), admission::too_big);
    EXPECT_THAT(it.take(), ElementsAre("12", "34", "5"));
    EXPECT_EQ(it.queue.dropped(), 0U);
}

TEST(message_queue, drops_the_oldest_or_the_newest_where_it_may) {
    queueing oldest({.max_size = 3, .max_bytes = 5, .on_full = when_full::drop_oldest});
    oldest.push_all({"1", "2", "3", "4"});
    EXPECT_EQ(oldest.queue.dropped(), 1U);
    oldest.push("5678");
    EXPECT_EQ(oldest.queue.dropped(), 3U);
    EXPECT_EQ(oldest.push("123456"), admission::too_big) << "and nothing is dropped for it";
    EXPECT_THAT(oldest.take(), ElementsAre("4", "5678"));

    queueing newest({.max_size = 3, .on_full = when_full::drop_newest});
    newest.push_all({"1", "2", "3", "4"});
    EXPECT_EQ(newest.queue.dropped(), 1U);
    newest.queue.flush();
    EXPECT_THAT(newest.take(), ElementsAre("1", "2", "4"));
}

TEST(message_queue, never_drops_what_a_connection_has) {
    queueing it({.max_size = 2, .on_full = when_full::drop_oldest});
    it.push_all({"1", "2"});
    it.take();
    it.push_all({"3", "4", "5"});
    EXPECT_EQ(it.queue.dropped(), 1U);
    it.queue.connection_lost();
    EXPECT_THAT(it.take(), ElementsAre("1", "2", "4", "5"));
}

TEST(message_queue, gives_again_what_was_not_written_wholly_when_the_connection_was_lost) {
    queueing it({.flush_size = 0});
    it.push_all({"1", "2", "3", "4"});
    it.queue.flush();
    EXPECT_THAT(it.take(3), ElementsAre("1", "2", "3"));
    EXPECT_EQ(it.queue.size(), 1U);
    it.queue.written(19);  // all of the first frame, and all but a byte of the second
    it.push("5");
    it.queue.connection_lost();
    EXPECT_EQ(it.queue.size(), 4U);
    EXPECT_EQ(it.queue.bytes(), 4U);
    EXPECT_EQ(it.queue.kept_bytes(), 0U);
    it.given = 0;
    EXPECT_THAT(it.take(), ElementsAre("2", "3", "4")) << "what was due";
    it.queue.flush();
    EXPECT_THAT(it.take(), ElementsAre("5"));
    it.queue.written(40);
    EXPECT_EQ(it.queue.kept_bytes(), 0U);
    it.queue.connection_lost();
    EXPECT_THAT(it.take(), IsEmpty());
}

TEST(message_queue, counts_what_came_back_and_takes_nothing_more_until_there_is_room) {
    queueing it({.max_size = 2});
    it.push_all({"1", "2"});
    it.take();
    it.push_all({"3", "4"});
    it.queue.connection_lost();
    EXPECT_EQ(it.queue.size(), 4U);
    EXPECT_EQ(it.push("5"), admission::full);
    EXPECT_THAT(it.take(3), ElementsAre("1", "2", "3"));
    it.push("5");
    EXPECT_THAT(it.take(), ElementsAre("4", "5"));
}

}  // namespace
}  // namespace vafast::client_detail
