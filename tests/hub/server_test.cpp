// The server's threads.
#include "hub/support.hpp"

#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

TEST(a_thread_of_the_server, does_what_it_has_at_hand_before_it_wakes_another) {
    std::promise<void> from_it, from_outside;
    std::future<void> first_asked = from_it.get_future(), first_done = from_outside.get_future();
    running_server running({.threads = 2});
    running.on_its_thread([&](server& it) {
        it.post(1, [&] { from_it.set_value(); });
        std::thread([&] { it.post(1, [&] { from_outside.set_value(); }); }).join();
        first_done.wait();
        EXPECT_EQ(first_asked.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
    });
    first_asked.wait();
}

}  // namespace
}  // namespace vafast::hub_detail::testing
