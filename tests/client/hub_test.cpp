// Clients and the real hub, over real sockets and on several threads.
#include "client/support.hpp"

#include <vafast/client.hpp>
#include <vafast/hub.hpp>

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A hub on any port, which lets everybody in whose token is their name.
struct open_hub : hub {
    open_hub() : hub({.listen = {"127.0.0.1:0"}, .threads = 2}) {
        authenticate([](const handshake_request&, std::string_view token) -> authentication {
            if (token.empty()) return refusal{"Say who you are"};
            return identity{.user = std::string(token)};
        });
    }
};

client_options called(const std::string& name) {
    return {.reconnect_delay = 1ms, .max_reconnect_delay = 20ms, .auth = {.get_token = [name] { return name; }}};
}

TEST(clients_of_a_hub, miss_nothing_and_get_nothing_twice_while_they_are_cut_off_at_random) {
    constexpr std::uint64_t members = 8, publishers = 3, each_publishes = 40, total = publishers * each_publishes;
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    open_hub it;
    it.start();
    event_log log;
    std::vector<std::vector<std::uint64_t>> offsets(members);
    std::vector<websocket_client<>> clients;
    for (std::uint64_t i = 0; i < members; ++i) {
        clients.emplace_back(it.urls().front(), called("user" + std::to_string(i)));
        clients[i].on<"room_message">([&log, &mine = offsets[i]](const std::string&, const message_event& event) {
            mine.push_back(event.offset);
            if (event.offset == total) log.add("done");
        });
        clients[i].on<"recovered">([&log](const std::string& room, const recovery& outcome) {
            if (!outcome.is_complete) log.add("lost in " + room);
        });
        clients[i].connect().get(patience);
        clients[i].join_room("general").get(patience);
    }
    std::vector<future<receipt>> receipts;
    for (std::uint64_t n = 0; n < each_publishes; ++n) {
        for (std::uint64_t i = 0; i < publishers; ++i)
            receipts.push_back(clients[i].broadcast_to_room("general", json(n)));
        it.disconnect("user" + std::to_string(random() % members), 4000, "cut");
        if (n % 8 == 0) receipts.back().get(patience);  // lets the others catch up, or be cut while they do
    }
    for (const auto& each : receipts) each.get(patience);
    EXPECT_TRUE(log.wait_for("done", members));
    EXPECT_THAT(log.all(), ::testing::Each("done"));
    for (auto& each : clients) each.close().get(patience);
    std::vector<std::uint64_t> expected(total);
    for (std::uint64_t n = 0; n < total; ++n) expected[n] = n + 1;
    for (const auto& each : offsets) EXPECT_EQ(each, expected);
    it.stop().get(patience);
}

TEST(clients_of_a_hub, talk_to_rooms_users_and_everybody) {
    open_hub it;
    it.start();
    event_log log;
    auto alice = create_websocket_client(it.urls().front(), called("alice"));
    auto bob = create_websocket_client(it.urls().front(), called("bob"));
    const closed_at_the_end alice_guard(alice), bob_guard(bob);
    bob.on<"message">([&](const message& said, const message_event& event) {
        log.add(std::string(event.from) + " to bob or all: " + std::get<std::string>(said));
    });
    bob.on<"room_message">([&](const std::string& room, const message& said, const message_event& event) {
        log.add(std::string(event.from) + " in " + room + ": " + std::get<json>(said).dump());
    });
    alice.connect().get(patience);
    bob.connect().get(patience);
    alice.join_room("general").get(patience);
    bob.join_room("general").get(patience);
    EXPECT_THAT(alice.presence("general").get(patience), ElementsAre("alice", "bob"));
    alice.broadcast_to_room("general", {{"n", 1}}).get(patience);
    alice.broadcast_to_user("bob", "psst").get(patience);
    alice.broadcast("hello").get(patience);
    EXPECT_TRUE(log.wait_for("alice to bob or all: hello"));
    EXPECT_THAT(log.all(),
                ElementsAre(R"(alice in general: {"n":1})", "alice to bob or all: psst", "alice to bob or all: hello"));
    const room_history past = bob.history("general").get(patience);
    ASSERT_EQ(past.messages.size(), 1U);
    EXPECT_EQ(past.messages[0].data.text(), R"({"n":1})");

    bob.on<"room_left">([&](const std::string& room, const std::string& why) { log.add("left " + room + ' ' + why); });
    it.remove("bob", "general", "moderated");
    EXPECT_TRUE(log.wait_for("left general moderated"));
    EXPECT_TRUE(bob.get_current_rooms().empty());
    it.stop().get(patience);
}

TEST(clients_of_a_hub, are_told_when_it_does_not_know_them) {
    open_hub it;
    it.start();
    event_log log;
    auto client = create_websocket_client(
        it.urls().front(),
        {.auth = {.get_token = [] { return ""; }, .on_auth_failure = [&](const error& why) { log.add(why.what()); }}});
    log_events(client, log);
    client.connect();
    EXPECT_TRUE(log.wait_for("close"));
    EXPECT_THAT(log.all(), ::testing::Contains(HasSubstr("Say who you are")));
    EXPECT_THAT(log.all().back(), HasSubstr("for good"));
    client.close().get(patience);
    it.stop().get(patience);
}

}  // namespace
}  // namespace vafast::client_detail::testing
