#include "base/block.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace vafast::base {
namespace {

constexpr std::size_t megabyte = std::size_t{1} << 20;

// In a thread of its own, which keeps nothing yet.
template <class Test>
void on_fresh_thread(Test test) {
    std::thread(test).join();
}

const std::byte* address_of_one_that_is_let_go(std::size_t size) { return block(size).data(); }

TEST(block, is_used_again_by_its_thread_where_it_was_large) {
    on_fresh_thread([] {
        const std::byte* const before = address_of_one_that_is_let_go(megabyte);
        const block again(megabyte / 2);
        EXPECT_EQ(again.data(), before);
        EXPECT_EQ(again.size(), megabyte);
    });
}

TEST(block, is_not_used_where_it_is_too_small_or_far_too_large) {
    on_fresh_thread([] {
        const std::byte* const before = address_of_one_that_is_let_go(megabyte);
        const block larger(megabyte + 1);
        const block tiny(megabyte / 8);
        EXPECT_NE(larger.data(), before);
        EXPECT_EQ(larger.size(), megabyte + 1);
        EXPECT_EQ(tiny.size(), megabyte / 8);
    });
}

TEST(block, has_no_memory_until_it_is_asked_for_some) {
    block none;
    EXPECT_EQ(none.size(), 0u);
    block some(10);
    none = std::move(some);
    EXPECT_EQ(none.size(), 10u);
}

TEST(block, is_kept_only_as_long_as_eight_megabytes_are_kept) {
    on_fresh_thread([] {
        std::vector<block> many;
        for (int i = 0; i < 12; ++i) many.emplace_back(megabyte);
        many.clear();
        // Only blocks of the size that was let go are as large as this.
        std::size_t kept = 0;
        for (int i = 0; i < 12; ++i) kept += many.emplace_back(megabyte / 2).size() == megabyte ? 1 : 0;
        EXPECT_EQ(kept, 8u);
        const block huge(9 * megabyte);
    });
}

}  // namespace
}  // namespace vafast::base
