// What the hub says to its clients, by docs/hub-protocol.md.
#include "hub/conversing.hpp"

#include <vafast/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string token(const std::string& user) { return R"("token":")" + user + '"'; }

class a_conversation : public ::testing::Test {
 protected:
    explicit a_conversation(const memory_limits& limits = {}) : hub_(limits) { let_in_by_name(hub_.decided); }

    std::unique_ptr<fake_client> client(const std::string& user, const std::string& rooms = {}) {
        auto result = std::make_unique<fake_client>(hub_);
        result->hello(token(user) + (rooms.empty() ? "" : R"(,"rooms":)" + rooms));
        result->take();
        return result;
    }
    // Publishes in the name of the application.
    void publish(const std::string& room, const std::string& data) {
        hub_.enter();
        hub_.memory.publish({room, std::nullopt, std::nullopt, data, hub_.now}, [](const auto&) {});
        hub_.work();
    }
    static std::string publication(const std::string& room, int offset, const std::string& from,
                                   const std::string& data) {
        return R"({"$":"publication","room":")" + room + R"(","offset":)" + std::to_string(offset) +
               (from.empty() ? "" : R"(,"from":")" + from + '"') + R"(,"data":)" + data + '}';
    }

    fake_hub hub_;
};

// ---- beginning

TEST_F(a_conversation, begins_with_hello_and_answers_for_the_rooms) {
    fake_client alice(hub_);
    alice.hello(token("alice") + R"(,"rooms":[{"room":"general"},{"room":"@bob"}])");
    const json answer = json::parse(alice.take_last());
    EXPECT_EQ(answer["$"], "ok");
    EXPECT_EQ(answer["id"], 1);
    EXPECT_EQ(answer["user"], "alice");
    EXPECT_EQ(answer["session"].get<std::string>().size(), 32U);
    EXPECT_FALSE(answer.contains("expires"));
    EXPECT_EQ(answer["rooms"]["*"].dump(), R"({"epoch":"k3.0","offset":0})");
    EXPECT_EQ(answer["rooms"]["@alice"].dump(), R"({"epoch":"k3.0","offset":0})");
    EXPECT_EQ(answer["rooms"]["general"].dump(), R"({"epoch":"k3.0","offset":0})");
    EXPECT_EQ(answer["rooms"]["@bob"]["error"], "invalid");
}

TEST_F(a_conversation, ends_with_4503_where_anything_comes_before_hello) {
    for (const char* first : {R"({"$":"ping"})", R"({"$":"join","id":1,"room":"a"})", "hi", R"({"$":"nonsense)"}) {
        fake_client alice(hub_);
        alice.say(first);
        EXPECT_EQ(alice.closed(), 4503) << first;
    }
}

TEST_F(a_conversation, says_what_is_wrong_with_hello_before_it_ends) {
    fake_client alice(hub_);
    alice.say(R"({"$":"hello","id":1,"rooms":"a"})");
    EXPECT_THAT(alice.take_last(),
                AllOf(StartsWith(R"({"$":"error","id":1,"code":"invalid","reason":")"), HasSubstr("at /rooms")));
    EXPECT_EQ(alice.closed(), 4503);
}

TEST_F(a_conversation, hears_requests_with_white_space_in_them_and_takes_none_for_the_applications) {
    std::vector<std::string> heard;
    hub_.decided.message = [&](hub_connection&, const message_event& what) { heard.emplace_back(what.text()); };
    fake_client alice(hub_);
    alice.say(R"({"$": "hello", "id": 1, "token": "alice", "rooms": [{"room": "a"}]})");
    EXPECT_THAT(alice.take_last(), StartsWith(R"({"$":"ok","id":1,)"));
    EXPECT_EQ(alice.say(R"({ "$" : "publish", "to": {"rooms": ["a"]}, "data": [1, 2]})").take_last(),
              publication("a", 1, "alice", "[1, 2]"));
    EXPECT_THAT(alice.say(R"({"$": "dance", "id": 2})").take_last(), HasSubstr(R"("code":"unknown")"));
    EXPECT_THAT(heard, IsEmpty());
    alice.say(R"({"$": "message", "data": {"$": "mine"}})").say(R"({"a": 1, "$": "too"})");
    EXPECT_THAT(heard, ElementsAre(R"({"$": "mine"})", R"({"a": 1, "$": "too"})"));
}

TEST_F(a_conversation, ends_with_4503_where_hello_does_not_come) {
    fake_client alice(hub_);
    EXPECT_EQ(alice.wire().alarm, hub_.now + 10s);
    hub_.advance(10s);
    alice.alarm();
    EXPECT_EQ(alice.closed(), 4503);
}

TEST_F(a_conversation, ends_with_4500_without_a_token_that_is_good) {
    fake_client alice(hub_);
    alice.hello();
    EXPECT_EQ(alice.take_last(), R"({"$":"error","id":1,"code":"expired","reason":"Say who you are","retry":false})");
    EXPECT_EQ(alice.closed(), 4500);
}

TEST_F(a_conversation, takes_the_token_of_the_handshake) {
    fake_client alice(hub_, {{"authorization", "Bearer alice"}});
    alice.hello();
    EXPECT_EQ(alice.user(), "alice");
    fake_client bob(hub_, {{"Authorization", "Bearer alice"}});
    bob.hello(token("bob"));  // that of hello goes before
    EXPECT_EQ(bob.user(), "bob");
}

TEST_F(a_conversation, refuses_a_second_hello) {
    auto alice = client("alice");
    alice->hello(token("bob"));
    EXPECT_THAT(alice->take_last(), HasSubstr(R"("code":"invalid")"));
    EXPECT_EQ(alice->user(), "alice");
}

TEST_F(a_conversation, names_guests_by_their_session_where_nobody_authenticates) {
    hub_.decided.authenticate = nullptr;
    fake_client first(hub_);
    first.hello();
    const json answer = json::parse(first.take_last());
    const auto session = answer["session"].get<std::string>();
    EXPECT_THAT(first.user(), StartsWith("guest-"));
    EXPECT_THAT(session, Not(HasSubstr(first.user().substr(6))));
    fake_client again(hub_);
    again.hello(R"("session":")" + session + '"');
    EXPECT_EQ(again.user(), first.user());
    fake_client other(hub_);
    other.hello();
    EXPECT_NE(other.user(), first.user());
}

TEST_F(a_conversation, lets_a_session_take_over_its_older_connection) {
    fake_client old(hub_);
    old.hello(token("alice") + R"(,"rooms":[{"room":"a"}])");
    const auto session = json::parse(old.take_last())["session"].get<std::string>();
    auto bob = client("bob", R"([{"room":"a"}])");
    fake_client fresh(hub_);
    fresh.hello(token("alice") + R"(,"session":")" + session + R"(","rooms":[{"room":"a"}])");
    EXPECT_EQ(old.closed(), 4505);
    EXPECT_EQ(fresh.closed(), 0);
    EXPECT_EQ(json::parse(fresh.take_last())["session"], session);
    old.disconnect();
    EXPECT_THAT(bob->take(), IsEmpty());  // nobody came and nobody left
}

TEST_F(a_conversation, does_not_let_a_user_take_over_anothers_session) {
    fake_client alice(hub_);
    alice.hello(token("alice"));
    const auto session = json::parse(alice.take_last())["session"].get<std::string>();
    fake_client eve(hub_);
    eve.hello(token("eve") + R"(,"session":")" + session + '"');
    EXPECT_EQ(alice.closed(), 0);
    EXPECT_EQ(eve.user(), "eve");
}

TEST_F(a_conversation, ends_with_4504_where_a_user_has_too_many_connections) {
    std::vector<std::unique_ptr<fake_client>> all;
    for (int i = 0; i < 3; ++i) all.push_back(client("alice"));
    EXPECT_EQ(client("alice")->closed(), 4504);
    EXPECT_EQ(client("bob")->closed(), 0);
    all.pop_back();
    EXPECT_EQ(client("alice")->closed(), 0);
}

// A client that is told 4504 gives up for good: what it left behind must not be the reason.
TEST_F(a_conversation, comes_back_where_its_own_dead_connection_has_the_last_place) {
    auto second = client("alice");
    auto third = client("alice");
    std::string session;
    std::vector<std::unique_ptr<fake_client>> dead;  // nobody told the hub
    for (int i = 0; i < 5; ++i) {
        dead.push_back(std::make_unique<fake_client>(hub_));
        dead.back()->hello(token("alice") + (session.empty() ? "" : R"(,"session":")" + session + '"'));
        const json answer = json::parse(dead.back()->take_last());
        ASSERT_EQ(answer["$"], "ok") << answer.dump();
        session = answer["session"].get<std::string>();
    }
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(dead[i]->closed(), 4505) << i;
    EXPECT_EQ(client("alice")->closed(), 4504);
    EXPECT_EQ(second->closed() + third->closed(), 0);
}

// ---- tokens

class a_conversation_with_tokens_that_end : public a_conversation {
 protected:
    a_conversation_with_tokens_that_end() {
        hub_.decided.authenticate = [this](const handshake_request& request, std::string_view given) -> authentication {
            headers_ = request.headers.size();
            if (given == "bad") return refusal{"That is forged"};
            const std::string text(given);
            const auto comma = text.find(',');
            return identity{.user = text.substr(0, comma),
                            .expires = hub_.wall + std::chrono::seconds(std::stoi(text.substr(comma + 1)))};
        };
    }
    std::size_t headers_ = 0;
};

TEST_F(a_conversation_with_tokens_that_end, says_when_and_ends_with_4501_where_no_fresh_one_comes) {
    fake_client alice(hub_);
    alice.hello(token("alice,3600"));
    EXPECT_EQ(json::parse(alice.take_last())["expires"], 3600);
    EXPECT_EQ(alice.wire().alarm, hub_.now + 1h);
    hub_.advance(1h);
    alice.alarm();
    EXPECT_EQ(alice.closed(), 4501);
}

// auth0-community/auth0-socketio-jwt#98
TEST_F(a_conversation_with_tokens_that_end, hears_nothing_that_an_expired_token_sends) {
    fake_client alice(hub_);
    alice.hello(token("alice,10"));
    hub_.advance(10s);
    alice.say(R"({"$":"publish","to":"all","data":1})");  // before the alarm
    EXPECT_EQ(alice.closed(), 4501);
    EXPECT_EQ(hub_.memory.used().publications, 0U);
}

TEST_F(a_conversation_with_tokens_that_end, goes_on_with_a_fresh_one) {
    fake_client alice(hub_, {{"A", "b"}});
    alice.hello(token("alice,10"));
    EXPECT_EQ(headers_, 1U);
    hub_.advance(5s);
    EXPECT_EQ(alice.say(R"({"$":"token","id":2,"token":"alice,60"})").take_last(), R"({"$":"ok","id":2,"expires":60})");
    EXPECT_EQ(headers_, 0U);
    hub_.advance(10s);
    EXPECT_EQ(alice.say(R"({"$":"ping"})").take_last(), R"({"$":"pong"})");
}

TEST_F(a_conversation_with_tokens_that_end, keeps_the_old_one_where_the_fresh_one_is_bad_or_anothers) {
    fake_client alice(hub_);
    alice.hello(token("alice,10"));
    EXPECT_THAT(alice.say(R"({"$":"token","id":2,"token":"bad"})").take_last(),
                AllOf(HasSubstr(R"("code":"expired")"), HasSubstr("That is forged")));
    EXPECT_THAT(alice.say(R"({"$":"token","id":3,"token":"bob,60"})").take_last(), HasSubstr(R"("code":"denied")"));
    EXPECT_THAT(alice.say(R"({"$":"token","id":4,"token":"alice,-1"})").take_last(), HasSubstr(R"("code":"expired")"));
    EXPECT_EQ(alice.wire().alarm, hub_.now + 10s);
    EXPECT_EQ(alice.user(), "alice");
}

TEST_F(a_conversation_with_tokens_that_end, does_not_begin_with_one_that_has_ended) {
    fake_client alice(hub_);
    alice.hello(token("alice,0"));
    EXPECT_EQ(alice.closed(), 4500);
}

TEST_F(a_conversation, treats_what_authenticate_throws_as_a_refusal_and_keeps_it_to_itself) {
    hub_.decided.authenticate = [](const handshake_request&, std::string_view) -> authentication {
        throw std::runtime_error("password of the database");
    };
    fake_client alice(hub_);
    alice.hello(token("alice"));
    EXPECT_THAT(alice.take_last(), AllOf(HasSubstr("expired"), Not(HasSubstr("password"))));
    EXPECT_EQ(alice.closed(), 4500);
}

TEST_F(a_conversation, refuses_users_whose_name_could_be_taken_for_something_else) {
    hub_.decided.authenticate = [](const handshake_request&, std::string_view) { return identity{.user = "a\nb"}; };
    fake_client alice(hub_);
    alice.hello(token("alice"));
    EXPECT_EQ(alice.closed(), 4500);
}

// ---- rooms

TEST_F(a_conversation, publishes_to_members_the_publisher_included_and_to_nobody_else) {
    auto alice = client("alice", R"([{"room":"general"}])");
    auto bob = client("bob");
    auto carol = client("carol");
    EXPECT_EQ(bob->say(R"({"$":"join","id":3,"room":"general"})").take_last(),
              R"({"$":"ok","id":3,"rooms":{"general":{"epoch":"k3.0","offset":0}}})");
    EXPECT_EQ(alice->take_last(), R"({"$":"join","room":"general","user":"bob"})");
    bob->say(R"({"$":"publish","id":5,"key":"k","to":{"rooms":["general"]},"data":{"type":"chat"}})");
    EXPECT_THAT(bob->take(), ElementsAre(R"({"$":"ok","id":5,"rooms":{"general":{"epoch":"k3.0","offset":1}}})",
                                         publication("general", 1, "bob", R"({"type":"chat"})")));
    EXPECT_THAT(alice->take(), ElementsAre(publication("general", 1, "bob", R"({"type":"chat"})")));
    EXPECT_THAT(carol->take(), IsEmpty());
}

TEST_F(a_conversation, publishes_without_an_answer_where_there_is_no_id) {
    auto alice = client("alice", R"([{"room":"general"}])");
    alice->say(R"({"$":"publish","to":{"rooms":["general"]},"data":1})");
    EXPECT_THAT(alice->take(), ElementsAre(publication("general", 1, "alice", "1")));
}

TEST_F(a_conversation, leaves_a_room) {
    auto alice = client("alice", R"([{"room":"general"}])");
    auto bob = client("bob", R"([{"room":"general"}])");
    alice->take();
    EXPECT_EQ(bob->say(R"({"$":"leave","id":4,"room":"general"})").take_last(), R"({"$":"ok","id":4})");
    EXPECT_EQ(bob->say(R"({"$":"leave","id":5,"room":"general"})").take_last(), R"({"$":"ok","id":5})");
    EXPECT_THAT(alice->take(), ElementsAre(R"({"$":"leave","room":"general","user":"bob"})"));
    publish("general", "1");
    EXPECT_THAT(bob->take(), IsEmpty());
    EXPECT_THAT(alice->take(), SizeIs(1));
}

TEST_F(a_conversation, joins_twice_without_getting_anything_twice) {
    auto alice = client("alice", R"([{"room":"general"}])");
    alice->say(R"({"$":"join","id":3,"room":"general"})").take();
    publish("general", "1");
    EXPECT_THAT(alice->take(), ElementsAre(publication("general", 1, "", "1")));
}

// phoenixframework/phoenix#2306
TEST_F(a_conversation, tells_of_users_not_of_connections_and_leaves_no_ghosts) {
    auto alice = client("alice", R"([{"room":"a"}])");
    auto bob1 = client("bob", R"([{"room":"a"}])");
    auto bob2 = client("bob", R"([{"room":"a"}])");
    EXPECT_THAT(alice->take(), ElementsAre(R"({"$":"join","room":"a","user":"bob"})"));
    EXPECT_EQ(alice->say(R"({"$":"presence","id":1,"room":"a"})").take_last(),
              R"({"$":"ok","id":1,"users":["alice","bob"]})");
    bob1->disconnect();
    EXPECT_THAT(alice->take(), IsEmpty());
    bob2->disconnect();
    EXPECT_THAT(alice->take(), ElementsAre(R"({"$":"leave","room":"a","user":"bob"})"));
    EXPECT_EQ(alice->say(R"({"$":"presence","id":2,"room":"a"})").take_last(),
              R"({"$":"ok","id":2,"users":["alice"]})");
}

TEST_F(a_conversation, limits_the_rooms_of_a_connection) {
    hub_.decided.limits.rooms = 2;
    auto alice = client("alice", R"([{"room":"a"},{"room":"b"}])");
    EXPECT_THAT(alice->say(R"({"$":"join","id":3,"room":"c"})").take_last(), HasSubstr(R"("code":"too_many_rooms")"));
    EXPECT_THAT(alice->say(R"({"$":"join","id":4,"room":"a"})").take_last(), StartsWith(R"({"$":"ok")"));
    alice->say(R"({"$":"leave","room":"a"})");
    EXPECT_THAT(alice->say(R"({"$":"join","id":5,"room":"c"})").take_last(), StartsWith(R"({"$":"ok")"));
}

TEST_F(a_conversation, does_not_answer_for_any_number_of_rooms) {
    hub_.decided.limits.rooms = 2;
    const auto hello_with = [&](int rooms) {
        std::string names;
        for (int i = 0; i < rooms; ++i) names += (i == 0 ? "" : ",") + (R"({"room":"r)" + std::to_string(i) + "\"}");
        fake_client alice(hub_);
        alice.hello(token("alice") + R"(,"rooms":[)" + names + ']');
        return std::pair(json::parse(alice.take().front())["$"].get<std::string>(), alice.closed());
    };
    EXPECT_EQ(hello_with(6), std::pair(std::string("ok"), std::uint16_t{0}));
    EXPECT_EQ(hello_with(7), std::pair(std::string("error"), std::uint16_t{4503}));
}

TEST_F(a_conversation, reaches_everybody_and_all_devices_of_a_user) {
    auto alice = client("alice");
    auto bob1 = client("bob");
    auto bob2 = client("bob");
    alice->say(R"({"$":"publish","id":7,"to":{"user":"bob"},"data":"psst"})");
    EXPECT_THAT(alice->take(), ElementsAre(R"({"$":"ok","id":7,"rooms":{"@bob":{"epoch":"k3.0","offset":1}}})"));
    for (auto* bob : {bob1.get(), bob2.get()})
        EXPECT_THAT(bob->take(), ElementsAre(publication("@bob", 1, "alice", "\"psst\"")));
    alice->say(R"({"$":"publish","to":"all","data":1})");
    for (auto* each : {alice.get(), bob1.get(), bob2.get()})
        EXPECT_THAT(each->take(), ElementsAre(publication("*", 1, "alice", "1")));
}

TEST_F(a_conversation, takes_a_user_out_of_a_room_or_ends_it_at_the_applications_word) {
    auto alice = client("alice", R"([{"room":"a"}])");
    auto bob = client("bob", R"([{"room":"a"}])");
    alice->take();
    hub_.memory.control(remove_user{"bob", "a", "moderated"});
    hub_.work();
    EXPECT_THAT(bob->take(), ElementsAre(R"({"$":"removed","room":"a","reason":"moderated"})"));
    EXPECT_THAT(alice->take(), ElementsAre(R"({"$":"leave","room":"a","user":"bob"})"));
    hub_.memory.control(disconnect_user{"bob", 4502, "banned"});
    hub_.work();
    EXPECT_EQ(bob->closed(), 4502);
    EXPECT_EQ(alice->closed(), 0);
}

// ---- publishing

TEST_F(a_conversation, stores_and_delivers_once_what_is_repeated_with_its_key) {
    auto alice = client("alice", R"([{"room":"a"}])");
    const char* frame = R"({"$":"publish","id":5,"key":"k1","to":{"rooms":["a"]},"data":1})";
    const auto first = alice->say(frame).take();
    EXPECT_THAT(first, SizeIs(2));
    auto again = client("alice", R"([{"room":"a"}])");  // after a reconnect that lost the answer
    EXPECT_THAT(again->say(frame).take(), ElementsAre(first.front()));
    EXPECT_THAT(alice->take(), IsEmpty());
}

TEST_F(a_conversation, answers_for_each_of_several_rooms) {
    hub_.decided.authorize = [](const identity&, hub_action what, std::string_view target) {
        return what != hub_action::publish || target != "news";
    };
    auto alice = client("alice");
    EXPECT_EQ(alice->say(R"({"$":"publish","id":6,"to":{"rooms":["general","news","general"]},"data":1})").take_last(),
              R"({"$":"ok","id":6,"rooms":{"general":{"epoch":"k3.0","offset":1},)"
              R"("news":{"error":"denied","reason":"alice may not publish to news"}}})");
}

TEST_F(a_conversation, says_what_is_wrong_with_a_publish) {
    hub_.decided.limits.publication = 10;
    auto alice = client("alice");
    const auto code_of = [&](const std::string& rest) {
        const json answer = json::parse(alice->say(R"({"$":"publish","id":5,)" + rest + '}').take_last());
        return answer.contains("code") ? answer["code"].get<std::string>() : answer["$"].get<std::string>();
    };
    EXPECT_EQ(code_of(R"("to":{"rooms":["a"]},"data":"12345678")"), "ok");
    EXPECT_EQ(code_of(R"("to":{"rooms":["a"]},"data":"123456789")"), "too_big");
    EXPECT_EQ(code_of(R"("to":{"rooms":["@bob"]},"data":1)"), "invalid");
    EXPECT_EQ(code_of(R"("to":{"rooms":["*"]},"data":1)"), "invalid");
    EXPECT_EQ(code_of(R"("to":{"rooms":[]},"data":1)"), "invalid");
    EXPECT_EQ(code_of(R"("to":{"user":""},"data":1)"), "invalid");
    EXPECT_EQ(code_of(R"("to":"some","data":1)"), "invalid");
    EXPECT_EQ(code_of(R"("key":"","to":"all","data":1)"), "invalid");
    EXPECT_EQ(code_of(R"("key":")" + std::string(64, 'k') + R"(","to":{"rooms":["a"]},"data":1)"), "ok");
    EXPECT_EQ(code_of(R"("key":")" + std::string(65, 'k') + R"(","to":"all","data":1)"), "invalid");
}

// zaphoyd/websocketpp#954
TEST_F(a_conversation, answers_what_it_does_not_understand_and_goes_on) {
    auto alice = client("alice");
    EXPECT_THAT(alice->say(R"({"$":"dance","id":9})").take_last(),
                AllOf(StartsWith(R"({"$":"error","id":9,"code":"unknown")")));
    EXPECT_THAT(alice->say(R"({"$":"join","id":10})").take_last(),
                StartsWith(R"({"$":"error","id":10,"code":"invalid")"));
    EXPECT_THAT(alice->say(R"({"$":"join)").take_last(), HasSubstr(R"("code":"invalid")"));
    EXPECT_EQ(alice->say(R"({"$":"ping"})").take_last(), R"({"$":"pong"})");
    EXPECT_EQ(alice->closed(), 0);
}

TEST_F(a_conversation, slows_down_who_asks_too_much) {
    hub_.decided.limits.requests = {10, 3};
    auto alice = client("alice");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(alice->say(R"({"$":"ping"})").take_last(), R"({"$":"pong"})");
    EXPECT_EQ(alice->say(R"({"$":"history","id":6,"room":"a"})").take_last(),
              R"({"$":"error","id":6,"code":"rate_limited","reason":"There are too many requests on this connection",)"
              R"("retry":true,"after":100})");
    hub_.advance(100ms);
    EXPECT_EQ(alice->say(R"({"$":"ping"})").take_last(), R"({"$":"pong"})");
}

// ---- asking

TEST_F(a_conversation, gives_history_by_offset_or_the_newest) {
    auto alice = client("alice");
    for (int i = 1; i <= 3; ++i)
        alice->say(R"({"$":"publish","to":{"rooms":["a"]},"data":)" + std::to_string(i * 10) + '}');
    EXPECT_EQ(alice->say(R"({"$":"history","id":9,"room":"a","after":1,"limit":1})").take_last(),
              R"({"$":"ok","id":9,"epoch":"k3.0","offset":3,"publications":[{"offset":2,"from":"alice","data":20}]})");
    EXPECT_THAT(alice->say(R"({"$":"history","id":9,"room":"a","limit":1})").take_last(),
                HasSubstr(R"("publications":[{"offset":3,)"));
    EXPECT_THAT(alice->say(R"({"$":"history","id":9,"room":"a"})").take_last(),
                HasSubstr(R"("publications":[{"offset":1,)"));
    EXPECT_THAT(alice->say(R"({"$":"history","id":9,"room":"@alice"})").take_last(), StartsWith(R"({"$":"ok")"));
    EXPECT_THAT(alice->say(R"({"$":"history","id":9,"room":"@bob"})").take_last(), HasSubstr(R"("code":"invalid")"));
}

// ---- the application's messages

TEST_F(a_conversation, hands_the_applications_messages_on_untouched) {
    std::vector<std::string> heard;
    hub_.decided.message = [&](hub_connection& from, const message_event& event) {
        heard.emplace_back(event.text());
        from.send(event.text());
    };
    auto alice = client("alice");
    EXPECT_EQ(alice->say(R"( {"a":{"$":"ping"}} )").take_last(), R"( {"a":{"$":"ping"}} )");
    EXPECT_EQ(alice->say(R"({"a":1})").take_last(), R"({"a":1})");
    // wrapped: they look like frames of the hub
    EXPECT_EQ(alice->say(R"({"$":"message","data":{"$":"ping"}})").take_last(),
              R"({"$":"message","data":{"$":"ping"}})");
    EXPECT_EQ(alice->say(R"({"$":"message","text":"{\"$\":\"x"})").take_last(),
              R"({"$":"message","text":"{\"$\":\"x"})");
    EXPECT_THAT(heard, ElementsAre(R"( {"a":{"$":"ping"}} )", R"({"a":1})", R"({"$":"ping"})", R"({"$":"x)"));
}

TEST_F(a_conversation, ends_with_1011_where_a_handler_throws_and_the_others_go_on) {
    hub_.decided.message = [](hub_connection&, const message_event&) { throw std::runtime_error("oops"); };
    auto alice = client("alice");
    auto bob = client("bob");
    alice->say("hi");
    EXPECT_EQ(alice->closed(), 1011);
    EXPECT_EQ(bob->say(R"({"$":"ping"})").take_last(), R"({"$":"pong"})");
}

TEST_F(a_conversation, tells_the_handlers_of_who_said_hello_and_of_their_end_once) {
    std::vector<std::string> told;
    hub_.decided.opened = [&](hub_connection& who) { told.push_back("open " + who.user()); };
    hub_.decided.closed = [&](hub_connection& who, const hub_close_event& how) {
        told.push_back("close " + who.user() + ' ' + std::to_string(how.code));
    };
    {
        fake_client silent(hub_);
    }
    auto alice = client("alice");
    alice->disconnect();
    EXPECT_THAT(told, ElementsAre("open alice", "close alice 1006"));
}

TEST_F(a_conversation, says_goodbye_before_the_hub_goes) {
    auto alice = client("alice");
    alice->talk().say_goodbye({500, 8000});
    EXPECT_EQ(alice->take_last(), R"({"$":"goodbye","after":[500,8000]})");
    EXPECT_EQ(alice->closed(), 4001);
}

}  // namespace
}  // namespace vafast::hub_detail::testing
