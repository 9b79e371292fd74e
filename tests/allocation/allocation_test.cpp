// In steady state no message costs a request for memory. The work is that of bench/micro, done here on one thread with
// both ends of each connection; what is counted is all that it asks for once it has warmed up.
#include "allocation/count.hpp"
#include "micro/workload.hpp"

#include <cstdlib>
#include <memory>
#include <string_view>

#include <gtest/gtest.h>

namespace {

constexpr std::size_t runs = 64;

// Requests for memory in 64 runs of a piece of work.
std::size_t requests_of(std::string_view name) {
    for (const bench::workload& each : bench::all_workloads()) {
        if (each.name != name) continue;
        const auto run = each.prepare();
        for (std::size_t i = 0; i < runs; ++i) run();
        const std::size_t before = allocation_count::requests();
        for (std::size_t i = 0; i < runs; ++i) run();
        return allocation_count::requests() - before;
    }
    ADD_FAILURE() << "There is no such work: " << name;
    return 0;
}

TEST(allocation, is_counted) {
    const std::size_t before = allocation_count::requests();
    const auto one = std::make_unique<int>(1);
    void* other = nullptr;
    ASSERT_EQ(posix_memalign(&other, 64, 64), 0);
    std::free(other);
    EXPECT_EQ(allocation_count::requests() - before, 2);
}

TEST(allocation, frames_that_are_read_need_none) {
    EXPECT_EQ(requests_of("read frames of 32 bytes, client"), 0);
    EXPECT_EQ(requests_of("read frames of 32 bytes, server"), 0);
}
TEST(allocation, frames_that_are_written_need_none) {
    EXPECT_EQ(requests_of("write frames of 32 bytes, client"), 0);
    EXPECT_EQ(requests_of("write frames of 32 bytes, server"), 0);
}
TEST(allocation, messages_that_are_compressed_and_inflated_need_none) {
    EXPECT_EQ(requests_of("deflate 4 KiB of JSON and back"), 0);
}
TEST(allocation, structs_that_are_encoded_need_none) {
    EXPECT_EQ(requests_of("encode a chat message"), 0);
    EXPECT_EQ(requests_of("encode an order"), 0);
}

// 64 messages are a turn: Asio asks twice to bring it to the strand, as what it has at hand goes with each run_one(),
// and the client once, when it waits for more.
TEST(allocation, texts_that_a_client_sends_need_none_for_each) {
    EXPECT_LE(requests_of("client sends texts"), 3 * runs);
}
TEST(allocation, texts_that_a_client_receives_need_none_for_each) {
    EXPECT_LE(requests_of("client receives texts"), 3 * runs);
}
TEST(allocation, structs_that_a_client_receives_and_answers_need_none_for_each) {
    EXPECT_LE(requests_of("client answers structs"), 3 * runs);
}

TEST(allocation, texts_that_a_server_echoes_need_none) { EXPECT_EQ(requests_of("server echoes texts"), 0); }
// A connection at rest holds no buffer, so that each of the 32 asks for one; Asio asks for the turn in which all are
// written. (The list of those who have one grows in the first run.)
TEST(allocation, a_text_for_many_needs_one_for_each_connection_at_rest) {
    EXPECT_LE(requests_of("server sends a text to 32"), 33 * runs + 8);
}
// The publication, its bytes, its place in the history, the inbox of the thread, and what wakes that.
TEST(allocation, a_publication_needs_none_for_each_member) {
    EXPECT_LE(requests_of("hub publishes to 1,000 members"), 5 * runs);
}

}  // namespace
