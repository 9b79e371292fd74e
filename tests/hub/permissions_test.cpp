// Who tries what against whom, and what comes of it: each cell of the table is a test.
#include "hub/conversing.hpp"

#include <vafast/json.hpp>

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

// The house rules: the admin may do everything. Members may use the rooms, but `staff`, and read `news` without
// publishing to it. The muted may only listen. Visitors may be in the lobby.
permission house_rules(const identity& who, hub_action what, std::string_view target) {
    if (who.user == "admin") return true;
    if (who.user == "visitor") return target == "lobby" && what != hub_action::publish;
    const bool speaks = what == hub_action::publish || what == hub_action::message_user;
    if (target == "staff") return denied("the staff only");
    if (what == hub_action::broadcast) return false;
    if (what == hub_action::publish && target == "news") return false;
    return !(who.user == "muted" && speaks);
}

struct cell {
    const char* row;
    const char* frame;
    const char* admin;
    const char* member;
    const char* muted;
    const char* visitor;
};

// What comes of it: "ok", or the code of the refusal.
constexpr cell table[] = {
    // clang-format off
    //                         what is tried                                                    admin      member     muted      visitor
    {"joins_the_lobby",        R"({"$":"join","id":1,"room":"lobby"})",                         "ok",      "ok",      "ok",      "ok"},
    {"joins_a_room",           R"({"$":"join","id":1,"room":"general"})",                       "ok",      "ok",      "ok",      "denied"},
    {"joins_the_staff",        R"({"$":"join","id":1,"room":"staff"})",                         "ok",      "denied",  "denied",  "denied"},
    {"joins_everybody",        R"({"$":"join","id":1,"room":"*"})",                             "invalid", "invalid", "invalid", "invalid"},
    {"joins_a_users_room",     R"({"$":"join","id":1,"room":"@member"})",                       "invalid", "invalid", "invalid", "invalid"},
    {"leaves_the_staff",       R"({"$":"leave","id":1,"room":"staff"})",                        "ok",      "ok",      "ok",      "ok"},
    {"publishes_to_a_room",    R"({"$":"publish","id":1,"to":{"rooms":["general"]},"data":1})", "ok",      "ok",      "denied",  "denied"},
    {"publishes_to_the_lobby", R"({"$":"publish","id":1,"to":{"rooms":["lobby"]},"data":1})",   "ok",      "ok",      "denied",  "denied"},
    {"publishes_news",         R"({"$":"publish","id":1,"to":{"rooms":["news"]},"data":1})",    "ok",      "denied",  "denied",  "denied"},
    {"publishes_to_the_staff", R"({"$":"publish","id":1,"to":{"rooms":["staff"]},"data":1})",   "ok",      "denied",  "denied",  "denied"},
    {"publishes_to_all",       R"({"$":"publish","id":1,"to":"all","data":1})",                 "ok",      "denied",  "denied",  "denied"},
    {"publishes_to_star",      R"({"$":"publish","id":1,"to":{"rooms":["*"]},"data":1})",       "invalid", "invalid", "invalid", "invalid"},
    {"publishes_to_at",        R"({"$":"publish","id":1,"to":{"rooms":["@member"]},"data":1})", "invalid", "invalid", "invalid", "invalid"},
    {"messages_a_user",        R"({"$":"publish","id":1,"to":{"user":"bob"},"data":1})",        "ok",      "ok",      "denied",  "denied"},
    {"sees_who_is_there",      R"({"$":"presence","id":1,"room":"general"})",                   "ok",      "ok",      "ok",      "denied"},
    {"sees_the_staff",         R"({"$":"presence","id":1,"room":"staff"})",                     "ok",      "denied",  "denied",  "denied"},
    {"sees_who_is_online",     R"({"$":"presence","id":1,"room":"*"})",                         "invalid", "invalid", "invalid", "invalid"},
    {"reads_a_history",        R"({"$":"history","id":1,"room":"general"})",                    "ok",      "ok",      "ok",      "denied"},
    {"reads_the_staffs",       R"({"$":"history","id":1,"room":"staff"})",                      "ok",      "denied",  "denied",  "denied"},
    {"reads_what_all_got",     R"({"$":"history","id":1,"room":"*"})",                          "ok",      "ok",      "ok",      "ok"},
    {"reads_anothers_mail",    R"({"$":"history","id":1,"room":"@bob"})",                       "invalid", "invalid", "invalid", "invalid"},
    // clang-format on
};

struct attempt {
    const char* user;
    const char* row;
    const char* frame;
    const char* expected;
};

std::vector<attempt> attempts() {
    std::vector<attempt> result;
    for (const cell& each : table) {
        result.push_back({"admin", each.row, each.frame, each.admin});
        result.push_back({"member", each.row, each.frame, each.member});
        result.push_back({"muted", each.row, each.frame, each.muted});
        result.push_back({"visitor", each.row, each.frame, each.visitor});
    }
    return result;
}

class permissions : public ::testing::TestWithParam<attempt> {
 protected:
    permissions() {
        let_in_by_name(hub_.decided);
        hub_.decided.authorize = house_rules;
    }
    fake_hub hub_;
};

TEST_P(permissions, are_what_the_table_says) {
    fake_client client(hub_);
    client.hello(std::string(R"("token":")") + GetParam().user + '"').take();
    const json answer = json::parse(client.say(GetParam().frame).take().front());
    EXPECT_EQ(answer["$"] == "ok" ? std::string("ok") : answer["code"].get<std::string>(), GetParam().expected);
    if (answer["$"] != "ok") {
        EXPECT_NE(answer["reason"], "");
        EXPECT_FALSE(answer["retry"].get<bool>());
        EXPECT_EQ(hub_.memory.used().publications, 0U);
    }
    EXPECT_EQ(client.closed(), 0);
}

INSTANTIATE_TEST_SUITE_P(of, permissions, ::testing::ValuesIn(attempts()),
                         [](const auto& of) { return std::string(of.param.user) + '_' + of.param.row; });

// Rooms that `hello` asks for are joined by the same rules. In some everybody is from hello on.
class permissions_in_hello : public permissions {};

std::vector<attempt> joins() {
    std::vector<attempt> result;
    for (const attempt& each : attempts())
        if (const std::string row = each.row; row.starts_with("joins_") && row.find("user") == std::string::npos &&
                                              row.find("everybody") == std::string::npos)
            result.push_back(each);
    return result;
}

TEST_P(permissions_in_hello, are_the_same) {
    const std::string room = json::parse(GetParam().frame)["room"].get<std::string>();
    fake_client client(hub_);
    client.hello(std::string(R"("token":")") + GetParam().user + R"(","rooms":[{"room":")" + room + R"("}])");
    const json answer = json::parse(client.take().front())["rooms"][room];
    EXPECT_EQ(answer.contains("error") ? answer["error"].get<std::string>() : "ok", GetParam().expected);
    EXPECT_EQ(client.talk().rooms().size(), answer.contains("error") ? 0U : 1U);
}

INSTANTIATE_TEST_SUITE_P(of, permissions_in_hello, ::testing::ValuesIn(joins()),
                         [](const auto& of) { return std::string(of.param.user) + '_' + of.param.row; });

class a_liar : public ::testing::Test {
 protected:
    a_liar() { let_in_by_name(hub_.decided); }
    fake_hub hub_;
};

TEST_F(a_liar, cannot_speak_in_anothers_name) {
    fake_client alice(hub_), eve(hub_);
    alice.hello(R"("token":"alice")").take();
    eve.hello(R"("token":"eve","user":"alice","from":"alice")");
    EXPECT_EQ(json::parse(eve.take_last())["user"], "eve");
    eve.say(R"({"$":"publish","from":"alice","user":"alice","to":{"user":"alice"},"data":{"from":"bob"}})");
    EXPECT_EQ(alice.take_last(),
              R"({"$":"publication","room":"@alice","offset":1,"from":"eve","data":{"from":"bob"}})");
}

TEST_F(a_liar, cannot_make_the_hub_say_something) {
    fake_client alice(hub_), eve(hub_);
    alice.hello(R"("token":"alice")").take();
    eve.hello(R"("token":"eve")").take();
    for (const char* frame :
         {R"({"$":"publication","room":"@alice","offset":9,"from":"bob","data":1})",
          R"({"$":"removed","room":"a","reason":"x"})", R"({"$":"goodbye","after":[0,0]})", R"({"$":"ok","id":1})"}) {
        EXPECT_EQ(json::parse(eve.say(frame).take_last())["code"], "unknown") << frame;
        EXPECT_THAT(alice.take(), ::testing::IsEmpty());
    }
}

TEST_F(a_liar, that_takes_anothers_session_id_gets_nothing_of_it) {
    fake_client alice(hub_);
    alice.hello(R"("token":"alice","rooms":[{"room":"secrets"}])");
    const auto session = json::parse(alice.take_last())["session"].get<std::string>();
    fake_client eve(hub_);
    eve.hello(R"("token":"eve","session":")" + session + '"');
    EXPECT_THAT(eve.talk().rooms(), ::testing::IsEmpty());
    EXPECT_EQ(alice.closed(), 0);
}

TEST_F(a_liar, without_permission_to_see_who_is_there_is_not_told_either) {
    hub_.decided.authorize = [](const identity& who, hub_action what, std::string_view) {
        return what != hub_action::presence || who.user != "eve";
    };
    fake_client eve(hub_), bob(hub_), alice(hub_);
    eve.hello(R"("token":"eve","rooms":[{"room":"a"}])").take();
    bob.hello(R"("token":"bob","rooms":[{"room":"a"}])").take();
    alice.hello(R"("token":"alice","rooms":[{"room":"a"}])").take();
    EXPECT_THAT(eve.take(), ::testing::IsEmpty());
    EXPECT_EQ(bob.take_last(), R"({"$":"join","room":"a","user":"alice"})");
}

TEST_F(a_liar, finds_the_door_shut_where_the_program_that_decides_fails) {
    hub_.decided.authorize = [](const identity&, hub_action, std::string_view) -> permission {
        throw std::runtime_error("out of order");
    };
    fake_client eve(hub_);
    eve.hello(R"("token":"eve")").take();
    const json answer = json::parse(eve.say(R"({"$":"join","id":1,"room":"a"})").take_last());
    EXPECT_EQ(answer["code"], "denied");
    EXPECT_THAT(answer["reason"].get<std::string>(), ::testing::Not(::testing::HasSubstr("out of order")));
}

}  // namespace
}  // namespace vafast::hub_detail::testing
