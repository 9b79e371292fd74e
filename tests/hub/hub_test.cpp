// The hub as programs embed it, over real sockets and on several threads.
#include "hub/support.hpp"

#include <vafast/hub.hpp>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using kind = websocket::event::kind;

std::uint16_t port_of(const hub& of) {
    const std::string url = of.urls().front();
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

hub_server_options on_any_port(hub_server_options options = {}) {
    options.listen = {"127.0.0.1:0"};
    if (options.threads == 0) options.threads = 2;
    return options;
}

// A client in vafast.v1 that has said hello.
class member : public raw_client {
 public:
    explicit member(const hub& of, const std::string& more = {}, websocket::client_handshake_options how = {})
        : raw_client(port_of(of)) {
        how.protocols = {"chat", "vafast.v1"};
        EXPECT_EQ(open("/ws", how), 101);
        EXPECT_EQ(protocol(), "vafast.v1");
        text(R"({"$":"hello","id":1)" + (more.empty() ? "" : ',' + more) + '}');
        welcome = json::parse(next().payload);
    }
    std::string next_text() { return next().payload; }
    json next_json() { return json::parse(next().payload); }

    json welcome;
};

TEST(a_hub, is_embedded_in_ten_lines) {
    hub it(on_any_port());
    it.on<"message">([](hub_connection& from, const message& what) { from.send(what); });
    it.start();

    member alice(it, R"("rooms":[{"room":"general"}])");
    EXPECT_THAT(alice.welcome["user"].get<std::string>(), StartsWith("guest-"));
    it.publish("general", "Welcome!").get(20s);
    EXPECT_EQ(alice.next_text(), R"({"$":"publication","room":"general","offset":1,"data":"Welcome!"})");
    alice.text("hello");
    EXPECT_EQ(alice.next_text(), "hello");
    it.publish_to_all(json{{"n", 1}}).get(20s);
    EXPECT_EQ(alice.next_text(), R"({"$":"publication","room":"*","offset":1,"data":{"n":1}})");

    it.stop().get();
    EXPECT_EQ(alice.next_json()["$"], "goodbye");
    const auto end = alice.next();
    EXPECT_EQ(end.what, kind::close);
    EXPECT_EQ(end.code, 4001);
}

TEST(a_hub, serves_plain_clients_untouched) {
    std::vector<std::string> told;
    std::promise<void> closed;
    hub it(on_any_port({.protocols = {"chat"}}));
    it.on<"open">([&](hub_connection& who) { told.push_back(who.speaks_hub_protocol() ? "hub" : "plain"); });
    it.on<"message">([](hub_connection& from, const message_event& what) {
        what.is_text ? from.send(what.text()) : from.send(what.bytes);
    });
    it.on<"close">([&](hub_connection&, const hub_close_event& how) {
        told.push_back(std::to_string(how.code));
        closed.set_value();
    });
    it.start();
    raw_client plain(port_of(it));
    ASSERT_EQ(plain.open("/ws", {.protocols = {"chat"}}), 101);
    EXPECT_EQ(plain.protocol(), "chat");
    for (const std::string text : {R"({"$":"ping"})", R"({"$":"hello"})", "x"}) {
        plain.text(text);
        EXPECT_EQ(plain.next().payload, text);
    }
    plain.binary("\x01\x02");
    EXPECT_EQ(plain.next().op, websocket::opcode::binary);
    it.publish_to_all(1).get(20s);
    plain.close(1000);
    EXPECT_EQ(plain.next().what, kind::close);
    closed.get_future().wait();
    EXPECT_THAT(told, ElementsAre("plain", "1000"));
}

TEST(a_hub, refuses_pages_of_other_sites) {
    hub it(on_any_port({.origins = {"https://chat.example"}}));
    it.start();
    const auto status = [&](const std::string& origin) {
        raw_client client(port_of(it));
        return client.open("/ws", {.headers = {{"Origin", origin}}});
    };
    EXPECT_EQ(status("https://evil.example"), 403);
    EXPECT_EQ(status("null"), 403);
    EXPECT_EQ(status("https://chat.example.evil.example"), 403);
    EXPECT_EQ(status("https://chat.example"), 101);
    EXPECT_EQ(status("http://127.0.0.1"), 101);  // its own
}

TEST(a_hub, asks_plain_clients_for_their_token_in_the_handshake) {
    hub it(on_any_port());
    it.authenticate([](const handshake_request& request, std::string_view token) -> authentication {
        if (token != "secret" || request.path != "/ws" || request.query != "a=1") return refusal{"Who are you?"};
        return identity{.user = "alice"};
    });
    std::promise<std::string> user;
    it.on<"open">([&](hub_connection& who) { user.set_value(who.user()); });
    it.start();
    raw_client nobody(port_of(it));
    EXPECT_EQ(nobody.open("/ws?a=1"), 401);
    raw_client alice(port_of(it));
    EXPECT_EQ(alice.open("/ws?a=1", {.headers = {{"Authorization", "Bearer secret"}}}), 101);
    EXPECT_EQ(user.get_future().get(), "alice");
}

TEST(a_hub, limits_the_connections_of_an_address) {
    hub it(on_any_port({.limits = {.connections_per_address = 2}}));
    it.start();
    raw_client first(port_of(it)), third(port_of(it));
    {
        raw_client second(port_of(it));
        ASSERT_EQ(first.open(), 101);
        ASSERT_EQ(second.open(), 101);
        EXPECT_EQ(third.open(), 429);
        second.close(1000);
        EXPECT_EQ(second.next().what, kind::close);
        EXPECT_TRUE(second.has_ended());
    }
}

TEST(a_hub, gives_members_on_all_threads_the_same_in_the_same_order) {
    constexpr int members = 6, each_publishes = 100;
    hub it(on_any_port({.threads = 3, .limits = {.requests_per_second = 1e6, .publishes_per_second = 1e6}}));
    it.start();
    std::vector<std::unique_ptr<member>> all;
    for (int i = 0; i < members; ++i) all.push_back(std::make_unique<member>(it, R"("rooms":[{"room":"a"}])"));
    std::vector<std::vector<std::string>> logs(members);
    std::vector<std::thread> threads;
    for (int i = 0; i < members; ++i)
        threads.emplace_back([&, i] {
            member& me = *all[static_cast<std::size_t>(i)];
            for (int n = 0; n < each_publishes; ++n) me.text(R"({"$":"publish","to":{"rooms":["a"]},"data":1})");
            auto& log = logs[static_cast<std::size_t>(i)];
            while (log.size() < members * each_publishes) {
                const std::string text = me.next_text();
                if (text.empty()) break;
                if (text.starts_with(R"({"$":"publication")")) log.push_back(text);
            }
        });
    for (std::thread& each : threads) each.join();
    for (const auto& log : logs) EXPECT_EQ(log, logs.front());
    ASSERT_EQ(logs.front().size(), members * each_publishes);
    EXPECT_THAT(logs.front().back(), HasSubstr(R"("offset":600,)"));
    const hub_stats stats = it.stats();
    EXPECT_EQ(stats.deliveries, 3'600U);
    EXPECT_EQ(stats.messages_received, 606U);  // with each member's hello
    EXPECT_EQ(stats.messages_sent, 3'621U);    // with six answers, and fifteen times who came
    EXPECT_GT(stats.bytes_received, 606U * 40);
    EXPECT_GT(stats.bytes_sent, 3'600U * 50);
}

TEST(a_hub, passes_on_what_is_said_while_a_handler_of_another_thread_runs) {
    std::promise<void> published, may_go_on;
    hub it(on_any_port());
    it.on<"message">([&](hub_connection& from, const message_event&) {
        EXPECT_TRUE(from.publish("a", 1).is_allowed());
        published.set_value();
        may_go_on.get_future().wait();
    });
    it.start();
    member alice(it, R"("rooms":[{"room":"a"}])"), bob(it, R"("rooms":[{"room":"a"}])");
    alice.text("go");
    published.get_future().wait();
    it.notify("a", json(2));
    EXPECT_THAT(bob.next_text(), HasSubstr(R"("data":1)"));
    EXPECT_EQ(bob.next_text(), "2");
    may_go_on.set_value();
}

TEST(a_hub, says_what_was_published_before_it_says_goodbye) {
    hub it(on_any_port());
    it.start();
    member alice(it, R"("rooms":[{"room":"a"}])"), bob(it, R"("rooms":[{"room":"a"}])");
    it.publish("a", json(1));
    it.stop();
    for (member* each : {&alice, &bob}) {
        std::vector<std::string> heard;  // also who comes and leaves
        while (heard.empty() || heard.back() != "goodbye") heard.push_back(each->next_json()["$"].get<std::string>());
        EXPECT_THAT(heard, ::testing::Contains("publication"));
    }
}

TEST(a_hub, compresses_for_those_who_want_it) {
    hub it(on_any_port({.compression = true}));
    it.start();
    member small(it, R"("rooms":[{"room":"a"}])", {.compression = websocket::deflate_options{}});
    member plain(it, R"("rooms":[{"room":"a"}])");
    EXPECT_TRUE(small.compression());
    const std::string data(10'000, 'x');
    small.next();  // that the other came
    it.publish("a", data);
    const std::string expected = R"({"$":"publication","room":"a","offset":1,"data":")" + data + "\"}";
    EXPECT_EQ(small.next_text(), expected);
    EXPECT_EQ(plain.next_text(), expected);
}

// Issue 4: the hub's memory stays within the bound, others are not delayed, and the slow one recovers.
TEST(a_hub, cuts_a_member_that_does_not_read_and_lets_it_recover) {
    hub it(on_any_port({.history = {.messages = 100'000, .bytes = std::size_t{64} << 20},
                        .limits = {.waiting = std::size_t{256} << 10}}));
    it.start();
    member slow(it, R"("rooms":[{"room":"a"}])"), fast(it, R"("rooms":[{"room":"a"}])");
    const json epoch = slow.welcome["rooms"]["a"]["epoch"];
    const std::string data(10'000, 'x');
    std::uint64_t published = 0;
    while (it.stats().slow_consumers == 0 && published < 20'000) {
        it.publish("a", data).get(20s);
        ++published;
        while (fast.next_json()["offset"] != published) continue;  // read at once, the other's presence included
    }
    EXPECT_EQ(it.stats().slow_consumers, 1U);
    // The member reads what was on its way, and then learns why.
    std::uint64_t seen = 0;
    websocket::event::kind what{};
    for (;;) {
        const auto got = slow.next();
        what = got.what;
        if (what != kind::message) {
            EXPECT_EQ(what, kind::close);
            EXPECT_EQ(got.code, 4002);
            break;
        }
        const json frame = json::parse(got.payload);
        if (frame["$"] != "publication") continue;
        ASSERT_EQ(frame["offset"], seen + 1);
        ++seen;
    }
    member back(it, R"("rooms":[{"room":"a","epoch":)" + epoch.dump() + R"(,"offset":)" + std::to_string(seen) + "}]");
    EXPECT_EQ(back.welcome["rooms"]["a"]["recovered"], true);
    while (seen < published) ASSERT_EQ(back.next_json()["offset"], ++seen);
}

// uNetworking/uWebSockets#1876: control frames that wait behind data, or are dropped, kill healthy clients.
TEST(a_hub, answers_the_ping_of_a_member_before_the_publications_that_wait_for_it) {
    constexpr std::uint64_t count = 640;  // far more than the system takes for a member that does not read
    const std::string data(60'000, 'x');
    hub it(on_any_port(
        {.history = {.messages = count, .bytes = std::size_t{1} << 26}, .limits = {.waiting = std::size_t{1} << 27}}));
    it.start();
    member flooded(it, R"("rooms":[{"room":"a"}])");
    for (std::uint64_t i = 0; i < count; ++i) it.publish("a", data).get(60s);
    flooded.write(masked_frame(0x89, "are you there?"));

    std::uint64_t seen = 0, seen_before_the_pong = 0;
    while (seen < count) {
        const auto got = flooded.next();
        if (got.what == kind::pong) {
            EXPECT_EQ(got.payload, "are you there?");
            seen_before_the_pong = seen;
        } else {
            ASSERT_EQ(got.what, kind::message);
            ++seen;
        }
    }
    EXPECT_GT(seen_before_the_pong, 0U);
}

// machinezone/IXWebSocket#223
TEST(a_hub, does_not_deadlock_with_a_thread_that_publishes_under_the_lock_of_a_handler) {
    hub it(on_any_port());
    std::mutex mutex;
    std::atomic<int> handled{0};
    const auto handle = [&](auto&&...) {
        const std::lock_guard lock(mutex);
        ++handled;
    };
    it.on<"message">([&](hub_connection& from, const message_event&) {
        handle();
        from.close(4000);
    });
    it.on<"open">([&](hub_connection&) { handle(); });
    it.on<"close">([&](hub_connection&) { handle(); });
    it.start();
    std::atomic<bool> done{false};
    const auto publish = [&] {
        const std::lock_guard lock(mutex);
        it.notify("b", 1);
        it.disconnect("nobody");
        static_cast<void>(it.stats());
        return it.publish("b", 1);
    };
    std::thread publishing([&] {
        while (!done) publish().get(60s);
    });
    for (int i = 0; i < 50; ++i) {
        member alice(it, R"("rooms":[{"room":"a"}])");
        alice.text("close me");
        while (alice.next().what == kind::message) continue;
    }
    done = true;
    publishing.join();
    it.stop().get(60s);
    EXPECT_EQ(handled, 150);
}

TEST(a_hub, closes_a_plain_client_when_its_token_ends_and_lets_none_in_whose_has) {
    hub it(on_any_port());
    it.authenticate([&](const handshake_request& request, std::string_view) {
        const auto left = request.query == "late" ? 0ms : 200ms;
        return identity{.user = "alice", .expires = std::chrono::system_clock::now() + left};
    });
    it.start();
    raw_client late(port_of(it)), client(port_of(it));
    EXPECT_EQ(late.open("/ws?late"), 401);
    ASSERT_EQ(client.open(), 101);
    EXPECT_EQ(client.next().code, 4000);
}

TEST(a_hub, stops_from_a_handler_and_more_than_once) {
    hub it(on_any_port());
    std::promise<bool> refused;
    it.on<"message">([&](hub_connection&, const message&) {
        const auto stopping = it.stop();
        try {
            stopping.get();
            refused.set_value(false);
        } catch (const error&) {
            refused.set_value(true);
        }
    });
    it.start();
    member alice(it);
    alice.text("stop");
    EXPECT_TRUE(refused.get_future().get());
    EXPECT_EQ(alice.next_json()["$"], "goodbye");
    EXPECT_EQ(alice.next().code, 4001);
    alice.close(4001);
    it.stop().get(20s);
    it.stop().get(20s);
}

TEST(a_hub, ends_with_everybody_connected) {
    std::unique_ptr<member> alice;
    std::atomic<int> closed{0};
    {
        hub it(on_any_port());
        it.on<"close">([&](hub_connection&) { ++closed; });
        it.start();
        alice = std::make_unique<member>(it, R"("rooms":[{"room":"a"}])");
        it.publish("a", 1);
    }
    EXPECT_EQ(closed, 1);
    while (alice->next().what == kind::message) continue;
}

TEST(a_hub, that_was_never_started_stops_and_ends) {
    hub it(on_any_port());
    const auto published = it.publish("a", 1);
    it.stop().get(20s);
    EXPECT_FALSE(published.is_ready());
}

// socketio/socket.io-client#1546
TEST(a_hub, lets_go_of_who_waits_for_a_receipt_when_it_ends) {
    std::optional<future<>> waiting;
    {
        hub it(on_any_port());
        waiting = it.publish("a", 1);
    }
    try {
        waiting->get(20s);  // was stored in time
    } catch (const error& gone) {
        EXPECT_EQ(gone.kind(), error_kind::cancelled);
    }
}

TEST(a_hub, shows_its_figures_where_it_is_told_to) {
    hub it(on_any_port({.metrics_path = "/metrics"}));
    it.start();
    member alice(it, R"("rooms":[{"room":"a"}])");
    it.publish("a", 1).get(20s);
    alice.next();
    raw_client client(port_of(it));
    client.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.read_to_end(),
                AllOf(HasSubstr("text/plain; version=0.0.4"), HasSubstr("\nvafast_connections 1\n"),
                      HasSubstr("\nvafast_publications_total 1\n"), HasSubstr("\nvafast_deliveries_total 1\n")));
}

TEST(a_hub, says_which_option_or_name_is_wrong) {
    const auto sentence = [](auto&& attempt) {
        try {
            attempt();
        } catch (const error& wrong) {
            return std::string(wrong.what());
        }
        return std::string("nothing was thrown");
    };
    EXPECT_THAT(sentence([] { hub({.limits = {.request_burst = 0}}); }), HasSubstr("limits.request_burst"));
    EXPECT_THAT(sentence([] { hub({.paths = {"ws"}}); }), HasSubstr("paths"));
    hub it(on_any_port());
    EXPECT_THAT(sentence([&] { it.publish("*", 1); }), HasSubstr("\"*\" cannot be a room"));
    EXPECT_THAT(sentence([&] { it.disconnect("alice", 1006); }), HasSubstr("1006"));
    it.start();
    EXPECT_THAT(sentence([&] { it.on<"open">([](hub_connection&) {}); }), HasSubstr("before start()"));
    EXPECT_THAT(sentence([&] { it.start(); }), HasSubstr("started before"));
}

}  // namespace
}  // namespace vafast::hub_detail::testing
