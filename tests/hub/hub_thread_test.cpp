// When a thread of the hub looks into its inbox.
#include "hub/hub_thread.hpp"

#include "hub/conversing.hpp"
#include "hub/support.hpp"

#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using namespace std::chrono_literals;

// Alice's connection, which is told to end.
class listening final : public hub_detail::member {
 public:
    const std::string& user() const noexcept override { return user_; }
    void deliver(const publication&) override {}
    void notify(const encoded_frame&) override {}
    void fell_behind(seat&) override {}
    void obey(const command&) override { told_.set_value(); }

    std::future<void> told() { return told_.get_future(); }

 private:
    const std::string user_ = "alice";
    std::promise<void> told_;
};

engine_event word_for_alice() { return std::make_shared<const command>(disconnect_user{"alice", 4000, "enough"}); }

class thread_of_a_hub : public ::testing::Test {
 protected:
    thread_of_a_hub() {
        running_.on_its_thread([&](server& it) {
            second_ = std::make_unique<hub_thread>(parts_.decided, parts_.gate, parts_.counted, parts_.memory, it, 1);
        });
        second_->enter().around.members.enter("@alice", seat_);
    }

    std::promise<void> passed_;  // by what came later
    fake_hub parts_;
    listening alice_;
    seat seat_{alice_};
    std::unique_ptr<hub_thread> second_;
    running_server running_{{.threads = 2}};
};

TEST_F(thread_of_a_hub, is_woken_once_another_has_done_what_it_has_at_hand) {
    std::future<void> told = alice_.told();
    std::future<void> passed = passed_.get_future();
    running_.on_its_thread([&](server& it) {
        second_->receive(word_for_alice());
        std::thread([&] { it.post(1, [&] { passed_.set_value(); }); }).join();
        EXPECT_EQ(passed.wait_for(20s), std::future_status::ready);
        EXPECT_EQ(told.wait_for(0s), std::future_status::timeout);
    });
    EXPECT_EQ(told.wait_for(20s), std::future_status::ready);
}

TEST_F(thread_of_a_hub, is_woken_at_once_by_the_program) {
    std::future<void> told = alice_.told();
    running_.on_its_thread([&](server&) {
        second_->receive(std::make_shared<const command>(disconnect_user{"bob", 4000, "enough"}));
        std::thread([&] { second_->receive(word_for_alice()); }).join();
        EXPECT_EQ(told.wait_for(20s), std::future_status::ready);
    });
}

}  // namespace
}  // namespace vafast::hub_detail::testing
