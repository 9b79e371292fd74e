// What the application does in a client's name, and clients without the hub's protocol, whose tokens end as well.
#include "hub/conversing.hpp"

#include <vafast/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class a_plain_guest : public ::testing::Test {
 protected:
    a_plain_guest() {
        hub_.decided.message = [this](hub_connection& from, const message_event& what) {
            heard_.emplace_back(what.text());
            from.send(what.text());
        };
    }
    ~a_plain_guest() override { guest_.reset(); }

    void arrive(identity who) {
        const std::string address = "192.0.2.7";
        hub_.gate.enter_address(address);
        arrival came(admitted_address(hub_.gate, address), {.path = path_});
        came.who = std::move(who);
        guest_ = std::make_shared<guest>(wire_, hub_.enter(), ++hub_.last_id, path_, std::move(came.place));
        guest_->open(came);
    }
    void say(std::string text) {
        hub_.enter();
        guest_->receive(websocket::opcode::text, std::as_writable_bytes(std::span(text)));
        hub_.work();
    }

    const std::string path_ = "/ws";
    fake_hub hub_;
    fake_peer wire_;
    std::shared_ptr<guest> guest_;
    std::vector<std::string> heard_;
};

TEST_F(a_plain_guest, stays_as_long_as_it_likes_where_its_identity_does_not_end) {
    arrive({.user = "alice"});
    EXPECT_EQ(wire_.alarm, time_point::max());
    hub_.advance(24h);
    say("hi");
    EXPECT_THAT(heard_, ElementsAre("hi"));
}

// auth0-community/auth0-socketio-jwt#98
TEST_F(a_plain_guest, is_sent_for_a_fresh_token_when_its_own_ends) {
    arrive({.user = "alice", .expires = hub_.wall + 10s});
    EXPECT_EQ(wire_.alarm, hub_.now + 10s);
    hub_.advance(9s);
    say("in time");
    hub_.advance(1s);
    guest_->alarm();
    EXPECT_EQ(wire_.closed, 4000);
}

TEST_F(a_plain_guest, is_not_heard_with_an_expired_token_even_before_the_alarm) {
    arrive({.user = "alice", .expires = hub_.wall + 10s});
    hub_.advance(10s);
    say("too late");
    EXPECT_THAT(heard_, IsEmpty());
    EXPECT_THAT(wire_.got, IsEmpty());
    EXPECT_EQ(wire_.closed, 4000);
}

TEST_F(a_plain_guest, publishes_in_its_own_name_at_the_applications_word) {
    hub_.decided.message = [](hub_connection& from, const message_event& what) {
        EXPECT_TRUE(from.publish("a", {{"text", std::string(what.text())}}).is_allowed());
    };
    fake_client bob(hub_);
    bob.hello(R"("rooms":[{"room":"a"}])").take();
    arrive({.user = "alice"});
    say("I am bob");
    EXPECT_EQ(bob.take_last(),
              R"({"$":"publication","room":"a","offset":1,"from":"alice","data":{"text":"I am bob"}})");
}

// What a client may not publish itself, the application does not publish for it.
TEST_F(a_plain_guest, may_do_no_more_through_the_application_than_by_itself) {
    hub_.decided.authorize = [](const identity& who, hub_action what, std::string_view target) -> permission {
        if (what == hub_action::publish && target == "news") return denied("the editors only");
        return who.user != "muted" || what != hub_action::publish;
    };
    hub_.decided.limits.publication = 10;
    std::string reason;
    hub_.decided.message = [&](hub_connection& from, const message_event& room) {
        reason = from.publish(room.text(), raw_json_view("1")).reason();
        if (room.text() == "big") reason = from.publish("big", std::string(11, 'x')).reason();
    };
    arrive({.user = "alice"});
    const auto outcome = [&](const std::string& room) {
        reason.clear();
        say(room);
        return reason;
    };
    EXPECT_EQ(outcome("a"), "");
    EXPECT_EQ(outcome("news"), "the editors only");
    EXPECT_THAT(outcome("big"), HasSubstr("10 bytes"));
    EXPECT_THAT(outcome("@bob"), HasSubstr("No room"));
    EXPECT_THAT(outcome("*"), HasSubstr("No room"));
    arrive({.user = "muted"});
    EXPECT_EQ(outcome("a"), "muted may not publish to a");
    EXPECT_EQ(hub_.memory.used().publications, 2U);  // of alice: "a" and the first of "big"
}

TEST_F(a_plain_guest, publishes_through_the_application_no_faster_than_by_itself) {
    int published = 0;
    hub_.decided.message = [&](hub_connection& from, const message_event&) {
        published += from.publish("a", 1).is_allowed() ? 1 : 0;
    };
    arrive({.user = "alice"});
    for (int i = 0; i < 1'500; ++i) say("again");  // a burst of 1,000
    EXPECT_EQ(published, 1'000);
}

TEST_F(a_plain_guest, tells_a_room_in_passing_what_is_not_kept) {
    hub_.decided.message = [](hub_connection& from, const message_event& what) {
        EXPECT_TRUE(from.notify("a", {{"typing", std::string(what.text())}}).is_allowed());
    };
    fake_client bob(hub_);
    bob.hello(R"("rooms":[{"room":"a"}])").take();
    arrive({.user = "alice"});
    say("a word");
    EXPECT_EQ(bob.take_last(), R"({"typing":"a word"})");
    EXPECT_EQ(hub_.memory.used().publications, 0U);
}

TEST_F(a_plain_guest, tells_in_passing_no_more_and_no_faster_than_it_may_publish) {
    hub_.decided.authorize = [](const identity&, hub_action what, std::string_view target) -> permission {
        return what != hub_action::publish || target != "news";
    };
    int told = 0;
    hub_.decided.message = [&](hub_connection& from, const message_event& room) {
        told += from.notify(room.text(), 1).is_allowed() ? 1 : 0;
    };
    arrive({.user = "alice"});
    say("news");
    EXPECT_EQ(told, 0);
    for (int i = 0; i < 1'500; ++i) say("a");  // a burst of 1,000
    EXPECT_EQ(told, 1'000);
}

}  // namespace
}  // namespace vafast::hub_detail::testing
