#include <vafast/event_emitter.hpp>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chat {

struct user {
    std::string name;
};

}  // namespace chat

namespace vafast {
namespace {

using chat::user;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class event_emitter_test : public ::testing::Test {
 protected:
    auto note(std::string what) {
        return [this, what] { log.push_back(what); };
    }

    std::vector<std::string> log;
    event_emitter<> emitter = create_event_emitter();
};

template <class Call>
std::string complaint(Call call) {
    try {
        call();
        return "(none)";
    } catch (const error& wrong) {
        EXPECT_EQ(wrong.kind(), error_kind::invalid_argument);
        return wrong.what();
    }
}

TEST_F(event_emitter_test, hands_any_types_to_the_handlers_in_the_order_of_their_adding) {
    emitter.on("user_joined", [&](const user& who, int count) { log.push_back(who.name + std::to_string(count)); });
    emitter.on("user_joined", [&](user who, const int&) { log.push_back(who.name + '!'); });
    emitter.on("nothing", note("nothing"));
    EXPECT_TRUE(emitter.emit("user_joined", user{"alice"}, 1));
    EXPECT_TRUE(emitter.emit("nothing"));
    EXPECT_THAT(log, ElementsAre("alice1", "alice!", "nothing"));
}

TEST_F(event_emitter_test, takes_text_for_text_however_it_is_written) {
    emitter.on("text", [&](const std::string& text) { log.push_back(text); });
    emitter.on("text", [&](std::string_view text) { log.emplace_back(text); });
    const char* pointer = "pointer";
    emitter.emit("text", "literal");
    emitter.emit("text", pointer);
    emitter.emit("text", std::string("string"));
    emitter.emit("text", std::string_view("view"));
    EXPECT_THAT(log, ElementsAre("literal", "literal", "pointer", "pointer", "string", "string", "view", "view"));
}

TEST_F(event_emitter_test, takes_functions_function_objects_and_handlers_whose_types_are_named) {
    static int seen = 0;
    struct object {
        void operator()(int) noexcept { ++seen; }
    };
    void (*function)(int) = [](int) { ++seen; };
    emitter.on("n", object());
    emitter.on("n", function);
    emitter.on("n", std::function<void(const int&)>([](const int&) { ++seen; }));
    emitter.on<int>("n", [](const auto&) { ++seen; });
    emitter.emit("n", 1);
    EXPECT_EQ(seen, 4);
}

TEST_F(event_emitter_test, refuses_other_types_and_names_the_event_and_the_types) {
    emitter.on("user_joined", [](const user&, const std::string&) {});
    EXPECT_EQ(complaint([&] { emitter.emit("user_joined", 1); }),
              "The event user_joined is emitted with (int); the event has (chat::user, std::string).");
    EXPECT_EQ(complaint([&] { emitter.on("user_joined", [](int) {}); }),
              "A handler of the event user_joined takes (int); the event has (chat::user, std::string).");
    EXPECT_EQ(complaint([&] { emitter.emit("user_joined"); }),
              "The event user_joined is emitted with (); the event has (chat::user, std::string).");
    EXPECT_EQ(emitter.handler_count("user_joined"), 1u);
}

TEST_F(event_emitter_test, emits_what_nobody_listens_to_and_keeps_nothing_of_it) {
    EXPECT_FALSE(emitter.emit("user_joined", 1));
    emitter.on("user_joined", [](const user&) {}).off();
    EXPECT_FALSE(emitter.emit("user_joined", 1)) << "the last handler took the types with it";
    emitter.on("user_joined", [&](int n) { log.push_back(std::to_string(n)); });
    EXPECT_TRUE(emitter.emit("user_joined", 1));
    EXPECT_THAT(log, ElementsAre("1"));
}

TEST_F(event_emitter_test, calls_a_handler_for_once_only_once_even_where_it_emits_itself) {
    emitter.once("again", [&] {
        log.push_back("once");
        emitter.emit("again");
    });
    emitter.emit("again");
    emitter.emit("again");
    EXPECT_THAT(log, ElementsAre("once"));
    EXPECT_EQ(emitter.handler_count("again"), 0u);
}

TEST_F(event_emitter_test, removes_one_handler_or_all_of_an_event) {
    const subscription one = emitter.on("a", note("one"));
    emitter.on("a", note("two"));
    emitter.on("b", note("three"));
    emitter.off(one);
    one.off();
    emitter.emit("a");
    emitter.off("a");
    emitter.off("never heard of");
    EXPECT_FALSE(emitter.emit("a"));
    emitter.emit("b");
    EXPECT_THAT(log, ElementsAre("two", "three"));
    {
        const scoped_subscription kept = emitter.on("c", note("four"));
        EXPECT_EQ(emitter.handler_count("c"), 1u);
    }
    EXPECT_EQ(emitter.handler_count("c"), 0u);
}

TEST_F(event_emitter_test, lets_handlers_add_remove_and_emit_while_one_runs) {
    subscription last;
    emitter.on("outer", [&] {
        log.push_back("first");
        last.off();
        emitter.on("outer", note("added"));
        emitter.emit("inner", 7);
    });
    emitter.on("inner", [&](int n) { log.push_back("inner " + std::to_string(n)); });
    last = emitter.on("outer", note("removed"));
    emitter.emit("outer");
    EXPECT_THAT(log, ElementsAre("first", "inner 7"));
    log.clear();
    emitter.off("inner");
    emitter.emit("outer");
    EXPECT_THAT(log, ElementsAre("first", "added"));
}

TEST_F(event_emitter_test, tells_what_a_handler_threw_as_an_error_and_calls_the_others) {
    emitter.on("error", [&](const error& thrown) {
        EXPECT_EQ(thrown.kind(), error_kind::handler);
        log.push_back(thrown.what());
    });
    emitter.on("a", [] { throw std::runtime_error("no room"); });
    emitter.on("a", [] { throw 7; });
    emitter.on("a", note("still called"));
    emitter.emit("a");
    EXPECT_THAT(log, ElementsAre("A handler of a threw: no room",
                                 "A handler of a threw: something that is no std::exception", "still called"));
}

TEST_F(event_emitter_test, drops_what_a_handler_of_error_throws) {
    emitter.on("error", [&](const error&) -> void { throw std::runtime_error("again"); });
    emitter.on("error", [&](const error& thrown) { log.push_back(thrown.what()); });
    emitter.on("a", [] { throw std::runtime_error("once"); });
    emitter.emit("a");
    EXPECT_THAT(log, ElementsAre("A handler of a threw: once"));
}

TEST_F(event_emitter_test, knows_the_type_of_error_from_the_beginning) {
    EXPECT_EQ(complaint([&] { emitter.on("error", [](const std::string&) {}); }),
              "A handler of the event error takes (std::string); the event has (vafast::error).");
    EXPECT_FALSE(emitter.emit("error", error(error_kind::timeout, "too late")));
}

TEST_F(event_emitter_test, may_be_destroyed_by_a_handler_and_calls_no_other_after_that) {
    auto own = std::make_optional<event_emitter<>>();
    own->on("end", [&] {
        log.push_back("destroys");
        own.reset();
    });
    own->on("end", note("never"));
    const subscription late = own->on("end", note("never"));
    own->emit("end");
    late.off();
    EXPECT_THAT(log, ElementsAre("destroys"));
}

TEST_F(event_emitter_test, lets_go_of_a_handler_that_owns_the_emitters_subscriptions) {
    struct owner {
        scoped_subscription other;
    };
    auto held = std::make_shared<owner>();
    held->other = emitter.on("a", note("a"));
    const subscription only = emitter.on("b", [held] {});
    held.reset();
    only.off();  // destroys the handler, which takes the other's out: no deadlock
    EXPECT_EQ(emitter.handler_count("a"), 0u);
}

TEST_F(event_emitter_test, serves_threads_that_add_emit_and_remove_at_the_same_time) {
    std::atomic<int> calls{0}, foreign{0};
    emitter.on("tick", [&](int) { ++calls; });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 500; ++n) {
                const scoped_subscription mine = emitter.on("tick", [&](int) { ++foreign; });
                emitter.emit("tick", n);
            }
        });
    }
    for (std::thread& each : threads) each.join();
    EXPECT_EQ(calls.load(), 2000);
    EXPECT_GE(foreign.load(), 2000);
    EXPECT_EQ(emitter.handler_count("tick"), 1u);
}

using chat_emitter =
    event_emitter<emits<"user_joined", user>, emits<"moved", std::string, std::int64_t>, emits<"idle">>;

TEST(typed_event_emitter, converts_what_is_emitted_and_lets_handlers_leave_arguments_out) {
    std::vector<std::string> log;
    chat_emitter emitter =
        create_event_emitter<emits<"user_joined", user>, emits<"moved", std::string, std::int64_t>, emits<"idle">>();
    emitter.on<"user_joined">([&](const user& who) { log.push_back(who.name); });
    emitter.on<"moved">(
        [&](std::string_view room, std::int64_t n) { log.push_back(std::string(room) + std::to_string(n)); });
    emitter.on<"moved">([&](const auto& room) { log.push_back(room); });
    emitter.on<"moved">([&] { log.push_back("moved"); });
    emitter.once<"idle">([&] { log.push_back("idle"); });
    EXPECT_TRUE(emitter.emit<"user_joined">(user{"alice"}));
    EXPECT_TRUE(emitter.emit<"moved">("general", 7));
    EXPECT_TRUE(emitter.emit<"idle">());
    EXPECT_FALSE(emitter.emit<"idle">());
    EXPECT_THAT(log, ElementsAre("alice", "general7", "general", "moved", "idle"));
    EXPECT_EQ(emitter.handler_count<"moved">(), 3u);
    emitter.off<"moved">();
    EXPECT_EQ(emitter.handler_count<"moved">(), 0u);
}

TEST(typed_event_emitter, has_an_error_event_without_naming_it) {
    std::string what;
    chat_emitter emitter;
    emitter.on<"error">([&](const error& thrown) { what = thrown.what(); });
    emitter.on<"idle">([] { throw std::runtime_error("no rest"); });
    emitter.emit<"idle">();
    EXPECT_EQ(what, "A handler of idle threw: no rest");
}

}  // namespace
}  // namespace vafast
