// The client's end of the hub's protocol, in simulated time, against a hub that is played by hand.
#include "client/policy/hub_session.hpp"

#include "client/simulated.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// Frames as short texts: `join general k3/41`.
struct describe {
    static std::string at(const std::optional<std::string>& epoch, const std::optional<std::uint64_t>& offset) {
        return epoch ? " " + *epoch + "/" + std::to_string(offset.value()) : "";
    }
    std::string operator()(const protocol::hello& said) const {
        std::string text = "hello";
        if (said.token) text += " token=" + *said.token;
        if (said.session) text += " session=" + *said.session;
        for (const auto& each : said.rooms) text += " [" + each.room + at(each.epoch, each.offset) + "]";
        return text;
    }
    std::string operator()(const protocol::token& said) const { return "token " + said.token; }
    std::string operator()(const protocol::join& said) const {
        return "join " + said.room + at(said.epoch, said.offset);
    }
    std::string operator()(const protocol::leave& said) const { return "leave " + said.room; }
    std::string operator()(const protocol::publish& said) const {
        std::string text = "publish";
        if (said.to.all) text += " all";
        if (said.to.user) text += " @" + *said.to.user;
        for (const std::string& each : said.to.rooms) text += " " + each;
        return text + " " + std::string(said.data.text());
    }
    std::string operator()(const protocol::history& said) const { return "history " + said.room; }
    std::string operator()(const protocol::presence& said) const { return "presence " + said.room; }
    std::string operator()(const protocol::ping&) const { return "ping"; }
    std::string operator()(const protocol::message&) const { return "message"; }
};

class hub_conversation : public ::testing::Test, private hub_host {
 protected:
    explicit hub_conversation(client_options options = {}) : options_(std::move(options)) {}

    // A hub that greets, with these answers for rooms.
    void connect(std::map<std::string, protocol::room_answer> rooms = {}, std::optional<std::uint64_t> expires = {}) {
        client_.opened(true, {}, now_);
        const bool is_back = std::exchange(was_connected_, true);
        rooms.try_emplace("*", answer_at("k3", 0, is_back ? std::optional(true) : std::nullopt));
        client_.received(protocol::ok{.id = id_, .session = "s1", .user = "alice", .expires = expires, .rooms = rooms},
                         now_);
    }
    void lose() { client_.closed(std::nullopt); }
    void wait(milliseconds duration) {
        const time_point end = now_ + duration;
        while (client_.deadline() <= end) {
            now_ = std::max(now_, client_.deadline());
            client_.tick(now_);
        }
        now_ = end;
    }

    ticket join(const std::string& room) {
        const ticket asked = client_.next_ticket();
        client_.join(room, asked);
        return asked;
    }
    ticket leave(const std::string& room) {
        const ticket asked = client_.next_ticket();
        client_.leave(room, asked);
        return asked;
    }
    ticket publish(const std::string& room, const std::string& data = "1") {
        const ticket asked = client_.next_ticket();
        client_.publish({.rooms = {room}}, data, asked);
        return asked;
    }
    // Joined, and the events of that forgotten.
    void be_in(const std::string& room, std::uint64_t offset = 41) {
        join(room);
        answer_join(room, answer_at("k3", offset));
        take_events();
        take_sent();
    }

    static protocol::room_answer answer_at(const std::string& epoch, std::uint64_t offset,
                                           std::optional<bool> recovered = {}) {
        return {.epoch = epoch, .offset = offset, .recovered = recovered};
    }
    static protocol::room_answer refused_with(std::string_view code) {
        return {.error = std::string(code), .reason = "because of " + std::string(code)};
    }
    void answer_join(const std::string& room, const protocol::room_answer& answer) {
        client_.received(protocol::ok{.id = id_, .rooms = {{{room, answer}}}}, now_);
    }
    void publication(const std::string& room, std::uint64_t offset) {
        client_.received(protocol::publication{.room = room, .offset = offset, .data = raw_json_view("1")}, now_);
    }

    std::vector<std::string> take_sent() { return std::exchange(sent_, {}); }
    std::vector<std::string> take_events() { return std::exchange(events_, {}); }

    client_options options_;
    seeded_random random_{1};
    time_point now_{};
    bool was_connected_ = false;
    std::uint64_t id_ = 0;  // of what was sent last
    std::vector<std::string> sent_;
    std::vector<std::string> keys_;
    std::vector<std::string> events_;
    hub_session client_{options_, random_, *this};

 private:
    void send(const protocol::client_frame& frame) override {
        std::visit(
            [this]<class Frame>(const Frame& each) {
                if constexpr (requires { each.id; }) id_ = each.id.value();
            },
            frame);
        if (const auto* publication = std::get_if<protocol::publish>(&frame)) keys_.push_back(*publication->key);
        sent_.push_back(std::visit(describe(), frame));
    }
    void on_answer(ticket asked, tl::expected<hub_answer, error> answer) override {
        std::string text = "answer " + std::to_string(asked) + " ";
        if (!answer) {
            events_.push_back(text + to_string(answer.error().kind()) + " " + std::string(answer.error().code()));
        } else if (const auto* given = std::get_if<receipt>(&*answer)) {
            text += given->is_complete() ? "receipt" : "partly";
            for (const room_result& each : given->rooms) text += " " + each.room + "/" + std::to_string(each.offset);
            events_.push_back(text);
        } else if (const auto* past = std::get_if<room_history>(&*answer)) {
            events_.push_back(text + "history of " + std::to_string(past->messages.size()));
        } else {
            for (const std::string& each : std::get<std::vector<std::string>>(*answer)) text += each + ",";
            events_.push_back(text);
        }
    }
    void on_room_joined(const std::string& room) override { events_.push_back("joined " + room); }
    void on_room_left(const std::string& room, const std::string& reason) override {
        events_.push_back("left " + room + (reason.empty() ? "" : ": " + reason));
    }
    void on_publication(const std::string& room, const protocol::publication& said) override {
        events_.push_back("message " + room + "/" + std::to_string(said.offset));
    }
    void on_presence(const std::string& room, const std::string& user, presence_change change) override {
        events_.push_back(user + (change == presence_change::joined ? " joined " : " left ") + room);
    }
    void on_recovered(const std::string& room, const recovery& outcome) override {
        events_.push_back("recovered " + room +
                          (outcome.is_complete ? " " + std::to_string(outcome.count) : std::string(" lost")));
    }
    void on_identified() override {}
    void ask_token() override { events_.push_back("asked for a token"); }
    void on_auth_failure(const error& refusal) override {
        events_.push_back("auth failure: " + std::string(refusal.code()));
    }
    void on_hub_error(const error& error) override { events_.push_back("error " + std::string(error.code())); }
    void stay_away(milliseconds least, milliseconds most) override {
        events_.push_back("away " + std::to_string(least.count()) + " to " + std::to_string(most.count()));
    }
    void give_up(const error& why, std::uint16_t code) override {
        events_.push_back("give up " + std::to_string(code) + (why.retryable() ? " for now" : " for good"));
    }
};

// Greeting

TEST_F(hub_conversation, begins_with_hello_and_says_nothing_else_before_its_answer) {
    join("general");
    publish("general");
    client_.opened(true, "secret", now_);
    EXPECT_THAT(take_sent(), ElementsAre("hello token=secret [general]"));
    join("news");
    publish("news");
    EXPECT_THAT(take_sent(), IsEmpty());
    client_.received(protocol::ok{.id = id_, .session = "s1", .rooms = {{{"general", answer_at("k3", 7)}}}}, now_);
    EXPECT_THAT(take_sent(), ElementsAre("join news", "publish general 1", "publish news 1"));
}

TEST_F(hub_conversation, tells_not_supported_where_the_server_does_not_speak_the_protocol) {
    const ticket before = join("general");
    client_.opened(false, "secret", now_);
    const ticket after = publish("general");
    EXPECT_THAT(take_sent(), IsEmpty());
    EXPECT_THAT(take_events(), ElementsAre("answer " + std::to_string(before) + " not_supported ",
                                           "answer " + std::to_string(after) + " not_supported "));
    EXPECT_FALSE(client_.is_spoken());
    EXPECT_THAT(client_.rooms(), IsEmpty());
}

TEST_F(hub_conversation, takes_a_server_that_answers_hello_with_something_else_for_no_hub) {
    join("general");
    client_.opened(true, {}, now_);
    EXPECT_TRUE(client_.is_spoken());
    client_.received_other();
    EXPECT_FALSE(client_.is_spoken());
    EXPECT_THAT(take_events(), ElementsAre("answer 1 not_supported "));
}

TEST_F(hub_conversation, stops_waiting_for_a_server_that_never_answers_hello) {
    join("general");
    client_.opened(true, {}, now_);
    wait(options_.connection_timeout);
    EXPECT_THAT(take_events(), ElementsAre("answer 1 not_supported "));
    const ticket later = publish("general");
    EXPECT_THAT(take_events(), ElementsAre("answer " + std::to_string(later) + " not_supported "));
}

TEST_F(hub_conversation, gives_up_a_connection_on_which_a_known_hub_does_not_answer) {
    connect();
    lose();
    const ticket kept = publish("general");
    client_.opened(true, {}, now_);
    take_events();
    wait(options_.connection_timeout);
    EXPECT_THAT(take_events(), ElementsAre("give up 1000 for now"));
    lose();
    take_sent();
    connect();
    EXPECT_THAT(take_sent(), ElementsAre("hello session=s1 [* k3/0]", "publish general 1"));
    EXPECT_GT(kept, 0U);
}

// Rooms

TEST_F(hub_conversation, joins_and_leaves) {
    connect();
    take_sent();
    const ticket joining = join("general");
    EXPECT_THAT(take_sent(), ElementsAre("join general"));
    answer_join("general", answer_at("k3", 41));
    EXPECT_THAT(take_events(),
                ElementsAre("joined general", "answer " + std::to_string(joining) + " receipt general/41"));
    EXPECT_THAT(client_.rooms(), ElementsAre("general"));
    const ticket leaving = leave("general");
    EXPECT_THAT(take_sent(), ElementsAre("leave general"));
    EXPECT_THAT(client_.rooms(), IsEmpty());
    publication("general", 42);
    client_.received(protocol::ok{.id = leaving}, now_);
    EXPECT_THAT(take_events(), ElementsAre("left general", "answer " + std::to_string(leaving) + " receipt general/0"));
}

TEST_F(hub_conversation, shares_a_join_that_is_under_way_and_answers_one_that_is_done) {
    connect();
    take_sent();
    join("general");
    const ticket second = join("general");
    EXPECT_THAT(take_sent(), ElementsAre("join general"));
    answer_join("general", answer_at("k3", 41));
    EXPECT_THAT(take_events().back(), StartsWith("answer " + std::to_string(second)));
    const ticket third = join("general");
    EXPECT_THAT(take_sent(), IsEmpty());
    EXPECT_THAT(take_events(), ElementsAre("answer " + std::to_string(third) + " receipt general/41"));
}

TEST_F(hub_conversation, forgets_a_room_that_it_may_not_join) {
    connect();
    const ticket asked = join("staff");
    client_.received(protocol::error{.id = id_, .code = "denied", .reason = "no"}, now_);
    EXPECT_THAT(take_events(), ElementsAre("answer " + std::to_string(asked) + " refused denied"));
    EXPECT_THAT(client_.rooms(), IsEmpty());
}

TEST_F(hub_conversation, ends_up_where_the_program_said_last_whatever_was_in_flight) {
    join("general");
    client_.opened(true, {}, now_);
    const std::uint64_t hello = id_;
    take_sent();
    leave("general");
    join("general");
    client_.received(protocol::ok{.id = hello, .session = "s1", .rooms = {{{"general", answer_at("k3", 7)}}}}, now_);
    EXPECT_THAT(take_sent(), ElementsAre("leave general", "join general"));
    EXPECT_THAT(client_.rooms(), ElementsAre("general"));
}

TEST_F(hub_conversation, tells_who_comes_and_goes_and_when_it_is_taken_out_itself) {
    connect();
    be_in("general");
    client_.received(protocol::user_joined{.room = "general", .user = "bob"});
    client_.received(protocol::user_left{.room = "general", .user = "bob"});
    client_.received(protocol::user_left{.room = "elsewhere", .user = "bob"});
    client_.received(protocol::removed{.room = "general", .reason = "moderated"});
    EXPECT_THAT(take_events(), ElementsAre("bob joined general", "bob left general", "left general: moderated"));
    EXPECT_THAT(client_.rooms(), IsEmpty());
}

// Nothing missed, nothing twice

TEST_F(hub_conversation, delivers_a_publication_once_and_in_order) {
    connect();
    be_in("general", 41);
    for (const std::uint64_t offset : {42u, 42u, 43u, 41u, 44u}) publication("general", offset);
    EXPECT_THAT(take_events(), ElementsAre("message general/42", "message general/43", "message general/44"));
}

TEST_F(hub_conversation, asks_again_where_something_is_missing_and_delivers_nothing_newer_before_it) {
    connect();
    be_in("general", 41);
    publication("general", 43);
    publication("general", 44);
    EXPECT_THAT(take_events(), IsEmpty());
    wait(1s);
    EXPECT_THAT(take_sent(), ElementsAre("join general k3/41"));
    answer_join("general", answer_at("k3", 44, true));
    for (const std::uint64_t offset : {42u, 43u, 44u}) publication("general", offset);
    EXPECT_THAT(take_events(),
                ElementsAre("message general/42", "message general/43", "message general/44", "recovered general 3"));
}

TEST_F(hub_conversation, keeps_rooms_over_a_reconnect_and_recovers_what_was_missed) {
    connect();
    be_in("general", 41);
    publication("general", 42);
    lose();
    take_events();
    connect({{"general", answer_at("k3", 44, true)}});
    EXPECT_THAT(take_sent(), ElementsAre("hello session=s1 [* k3/0] [general k3/42]"));
    publication("general", 43);
    publication("general", 44);
    publication("general", 45);
    EXPECT_THAT(take_events(), ElementsAre("recovered * 0", "message general/43", "message general/44",
                                           "recovered general 2", "message general/45"));
}

TEST_F(hub_conversation, recovers_again_and_again_also_where_it_was_cut_off_in_the_middle) {
    connect();
    be_in("general", 41);
    lose();
    connect({{"general", answer_at("k3", 44, true)}});
    publication("general", 42);
    lose();
    take_sent();
    connect({{"general", answer_at("k3", 45, true)}});
    EXPECT_THAT(take_sent(), ElementsAre("hello session=s1 [* k3/0] [general k3/42]"));
    take_events();
    for (const std::uint64_t offset : {43u, 44u, 45u}) publication("general", offset);
    EXPECT_THAT(take_events(),
                ElementsAre("message general/43", "message general/44", "message general/45", "recovered general 4"));
    lose();
    connect({{"general", answer_at("k3", 46, true)}});
    take_events();
    publication("general", 46);
    EXPECT_THAT(take_events(), ElementsAre("message general/46", "recovered general 1"));
}

TEST_F(hub_conversation, recovers_a_quiet_room_whose_history_is_empty) {
    connect();
    be_in("general", 0);
    lose();
    take_sent();
    connect({{"general", answer_at("k3", 0, true)}});
    EXPECT_THAT(take_sent(), ElementsAre("hello session=s1 [* k3/0] [general k3/0]"));
    EXPECT_THAT(take_events(), ElementsAre("recovered * 0", "recovered general 0"));
    publication("general", 1);
    EXPECT_THAT(take_events(), ElementsAre("message general/1"));
}

TEST_F(hub_conversation, does_not_replay_what_a_hub_sends_again) {
    connect();
    be_in("general", 41);
    publication("general", 42);
    lose();
    connect({{"general", answer_at("k3", 42, true)}});
    take_events();
    publication("general", 42);
    EXPECT_THAT(take_events(), IsEmpty());
}

TEST_F(hub_conversation, says_lost_where_the_history_is_gone_and_goes_on_from_there) {
    connect();
    be_in("general", 41);
    lose();
    connect({{"general", answer_at("k4", 5, false)}});
    publication("general", 6);
    EXPECT_THAT(take_events(), ElementsAre("recovered * 0", "recovered general lost", "message general/6"));
    lose();
    take_sent();
    connect({{"general", answer_at("k4", 6, true)}});
    EXPECT_THAT(take_sent(), ElementsAre("hello session=s1 [* k3/0] [general k4/6]"));
}

TEST_F(hub_conversation, believes_no_recovery_that_cannot_be) {
    connect();
    be_in("general", 41);
    lose();
    connect({{"general", answer_at("k3", 40, true)}});
    EXPECT_THAT(take_events(), ElementsAre("recovered * 0", "recovered general lost"));
    lose();
    connect({{"general", answer_at("k4", 50, true)}});
    EXPECT_THAT(take_events(), ElementsAre("recovered * 0", "recovered general lost"));
}

TEST_F(hub_conversation, does_not_lose_a_room_because_the_hub_is_busy) {
    connect();
    be_in("general", 41);
    lose();
    connect({{"general", refused_with("unavailable")}});
    take_sent();
    EXPECT_THAT(take_events(), ElementsAre("recovered * 0"));
    wait(1s);
    EXPECT_THAT(take_sent(), ElementsAre("join general k3/41"));
    client_.received(protocol::error{.id = id_, .code = "rate_limited", .retry = true, .after = 5'000}, now_);
    wait(4s);
    EXPECT_THAT(take_sent(), IsEmpty());
    wait(3s);
    EXPECT_THAT(take_sent(), ElementsAre("join general k3/41"));
    EXPECT_THAT(client_.rooms(), ElementsAre("general"));
}

TEST_F(hub_conversation, says_which_room_it_may_not_come_back_to) {
    connect();
    be_in("general", 41);
    lose();
    connect({{"general", refused_with("denied")}});
    EXPECT_THAT(take_events(), ElementsAre("recovered * 0", "left general: because of denied", "error denied"));
}

TEST_F(hub_conversation, delivers_what_goes_to_everybody_and_to_the_user) {
    connect({{"@alice", answer_at("k3", 2)}});
    take_events();
    publication("*", 1);
    publication("@alice", 3);
    publication("@bob", 3);
    EXPECT_THAT(take_events(), ElementsAre("message */1", "message @alice/3"));
    EXPECT_THAT(client_.rooms(), IsEmpty());
}

TEST_F(hub_conversation, goes_on_for_another_user_where_the_hub_says_that_it_is_one) {
    connect({{"@alice", answer_at("k3", 2)}});
    lose();
    connect({{"@bob", answer_at("k3", 9)}});
    take_events();
    publication("@bob", 10);
    EXPECT_THAT(take_events(), ElementsAre("message @bob/10"));
}

// Publishing

TEST_F(hub_conversation, repeats_what_was_not_answered_with_the_same_key_and_in_order) {
    connect();
    const ticket first = publish("general", "1");
    publish("general", "2");
    client_.received(protocol::ok{.id = first, .rooms = {{{"general", answer_at("k3", 42)}}}}, now_);
    EXPECT_THAT(take_events(), ElementsAre("answer " + std::to_string(first) + " receipt general/42"));
    lose();
    publish("general", "3");
    take_sent();
    connect();
    EXPECT_THAT(take_sent(), ElementsAre("hello session=s1 [* k3/0]", "publish general 2", "publish general 3"));
    ASSERT_EQ(keys_.size(), 4U);
    EXPECT_EQ(keys_[1], keys_[2]);
    EXPECT_THAT(std::set<std::string>(keys_.begin(), keys_.end()), ::testing::SizeIs(3));
    EXPECT_GE(keys_[0].size(), 34U) << "128 random bits and a number";
}

TEST_F(hub_conversation, slows_down_where_it_is_too_fast_for_the_hub) {
    connect();
    take_sent();
    const ticket first = publish("general", "1");
    const ticket second = publish("general", "2");
    for (const ticket each : {first, second})
        client_.received(protocol::error{.id = each, .code = "rate_limited", .retry = true, .after = 200}, now_);
    publish("general", "3");
    EXPECT_THAT(take_sent(), ElementsAre("publish general 1", "publish general 2"));
    wait(199ms);
    EXPECT_THAT(take_sent(), IsEmpty());
    wait(1ms);
    EXPECT_THAT(take_sent(), ElementsAre("publish general 1", "publish general 2", "publish general 3"));
    EXPECT_THAT(take_events(), IsEmpty());
    EXPECT_EQ(keys_[0], keys_[2]);
}

TEST_F(hub_conversation, is_in_the_room_that_it_joined_last_also_where_it_was_too_fast_to_leave) {
    connect();
    be_in("general", 41);
    const ticket leaving = leave("general");
    client_.received(protocol::error{.id = leaving, .code = "rate_limited", .retry = true, .after = 200}, now_);
    const ticket joining = join("general");
    client_.received(protocol::error{.id = id_, .code = "rate_limited", .retry = true, .after = 200}, now_);
    take_sent();
    wait(5s);
    EXPECT_THAT(take_sent(), ElementsAre("join general"));
    EXPECT_THAT(take_events(), ElementsAre("left general", "answer " + std::to_string(leaving) + " receipt general/0"));
    answer_join("general", answer_at("k3", 42));
    EXPECT_THAT(take_events(),
                ElementsAre("joined general", "answer " + std::to_string(joining) + " receipt general/42"));
}

TEST_F(hub_conversation, tells_each_room_of_a_broadcast_to_several) {
    connect();
    const ticket asked = publish("general");
    client_.received(
        protocol::ok{.id = asked, .rooms = {{{"general", answer_at("k3", 43)}, {"news", refused_with("denied")}}}},
        now_);
    EXPECT_THAT(take_events(), ElementsAre("answer " + std::to_string(asked) + " partly general/43 news/0"));
}

struct hub_conversation_with_little_memory : hub_conversation {
    hub_conversation_with_little_memory()
        : hub_conversation({.hub = {.max_unanswered = 2, .max_unanswered_bytes = 10}}) {}
};

TEST_F(hub_conversation_with_little_memory, keeps_no_more_than_the_limits_say) {
    publish("general", "123456");
    publish("general", "123456");
    EXPECT_THAT(take_events(), ElementsAre("answer 2 refused queue_full"));
    join("general");
    join("general");
    EXPECT_THAT(take_events(), ElementsAre("answer 4 refused queue_full"));
}

TEST_F(hub_conversation, leaves_no_acknowledgement_hanging_when_the_transport_closes_for_good) {
    connect();
    be_in("general");
    join("news");
    publish("general");
    client_.ask(protocol::presence{.room = "general"}, client_.next_ticket());
    leave("general");
    take_events();
    client_.closed(error(error_kind::connection_lost, "It is over."));
    const auto events = take_events();
    EXPECT_EQ(events.size(), 5U);
    EXPECT_EQ(std::count_if(events.begin(), events.end(), [](const auto& each) { return each.ends_with("lost "); }), 3);
    connect();
    EXPECT_THAT(take_sent().back(), "hello");
}

TEST_F(hub_conversation, answers_questions_about_the_past_and_about_who_is_there) {
    connect();
    const ticket past = client_.next_ticket();
    client_.ask(protocol::history{.room = "general"}, past);
    const ticket who = client_.next_ticket();
    client_.ask(protocol::presence{.room = "general"}, who);
    client_.received(protocol::ok{.id = who, .users = {{"alice", "bob"}}}, now_);
    client_.received(protocol::ok{.id = past, .offset = 44, .publications = {{{.offset = 44}}}}, now_);
    EXPECT_THAT(take_events(), ElementsAre("answer " + std::to_string(who) + " alice,bob,",
                                           "answer " + std::to_string(past) + " history of 1"));
}

// Identity

struct hub_conversation_with_tokens : hub_conversation {
    hub_conversation_with_tokens() : hub_conversation({.auth = {.get_token = [] { return std::string("unused"); }}}) {}
};

TEST_F(hub_conversation_with_tokens, sends_a_fresh_token_before_the_present_one_ends) {
    connect({}, 100);
    take_sent();
    wait(79s);
    EXPECT_THAT(take_events(), IsEmpty());
    wait(1s);
    EXPECT_THAT(take_events(), ElementsAre("asked for a token"));
    client_.token_ready(std::string("fresh"), now_);
    EXPECT_THAT(take_sent(), ElementsAre("token fresh"));
    client_.received(protocol::ok{.id = id_, .expires = 1000}, now_);
    wait(799s);
    EXPECT_THAT(take_events(), IsEmpty());
    wait(1s);
    EXPECT_THAT(take_events(), ElementsAre("asked for a token"));
}

TEST_F(hub_conversation_with_tokens, asks_again_when_no_token_came) {
    connect({}, 100);
    wait(80s);
    client_.token_ready(tl::unexpected(error(error_kind::handler, "offline")), now_);
    take_events();
    wait(5s);
    EXPECT_THAT(take_events(), ElementsAre("asked for a token"));
}

TEST_F(hub_conversation_with_tokens, does_not_go_on_with_an_expired_token) {
    connect({}, 100);
    wait(100s);
    EXPECT_THAT(take_events(), ElementsAre("asked for a token", "auth failure: expired", "give up 4501 for good"));
}

TEST_F(hub_conversation, does_not_go_on_with_an_expired_token_that_nobody_renews) {
    connect({}, 100);
    wait(99s);
    EXPECT_THAT(take_events(), IsEmpty());
    wait(1s);
    EXPECT_THAT(take_events(), ElementsAre("auth failure: expired", "give up 4501 for good"));
}

TEST_F(hub_conversation_with_tokens, gives_up_for_good_when_its_token_is_refused) {
    client_.opened(true, "stale", now_);
    client_.received(protocol::error{.id = id_, .code = "expired", .reason = "it is over"}, now_);
    EXPECT_THAT(take_events(), ElementsAre("auth failure: expired", "give up 4501 for good"));
}

TEST_F(hub_conversation_with_tokens, comes_back_where_the_hub_could_not_look_it_up) {
    client_.opened(true, "good", now_);
    client_.received(protocol::error{.id = id_, .code = "unavailable", .retry = true}, now_);
    EXPECT_THAT(take_events(), ElementsAre("give up 1000 for now"));
}

// Ending

TEST_F(hub_conversation, stays_away_for_as_long_as_a_hub_that_says_goodbye_asks) {
    connect();
    client_.received(protocol::goodbye{.after = {500, 8'000}});
    client_.received(protocol::goodbye{.after = {9'000, 1}});
    client_.received(protocol::goodbye{.after = {0, 1ULL << 53}});
    EXPECT_THAT(take_events(), ElementsAre("away 500 to 8000", "away 9000 to 9000", "away 0 to 3600000"));
}

TEST_F(hub_conversation, ignores_answers_to_what_it_never_asked) {
    connect();
    be_in("general");
    for (const std::uint64_t id : {0ULL, 999ULL}) {
        client_.received(protocol::ok{.id = id, .rooms = {{{"general", answer_at("k9", 1)}}}}, now_);
        client_.received(protocol::error{.id = id == 0 ? 999 : id, .code = "denied"}, now_);
    }
    EXPECT_THAT(take_events(), IsEmpty());
    EXPECT_THAT(client_.rooms(), ElementsAre("general"));
    client_.received(protocol::error{.code = "too_big", .reason = "too big"}, now_);
    EXPECT_THAT(take_events(), ElementsAre("error too_big"));
}

}  // namespace
}  // namespace vafast::client_detail
