// Rooms, broadcasts and authentication over real sockets, with a hub that is played by hand.
#include "client/played_hub.hpp"
#include "client/support.hpp"
#include "hub/support.hpp"

#include <vafast/asio.hpp>
#include <vafast/client.hpp>

#include <atomic>
#include <future>
#include <optional>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using namespace std::chrono_literals;
using hub_detail::testing::running_server;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view welcome =
    R"({"$":"ok","id":$ID,"session":"s1","user":"alice","rooms":{"*":{"epoch":"k3","offset":0},"@alice":{"epoch":"k3","offset":0}}})";

std::string joined(std::string_view room, int offset) {
    return R"({"$":"ok","id":$ID,"rooms":{")" + std::string(room) + R"(":{"epoch":"k3","offset":)" +
           std::to_string(offset) + "}}}";
}

template <class Call>
std::string refusal_of(Call call) {
    try {
        call();
    } catch (const error& thrown) {
        return std::string(to_string(thrown.kind())) + " " + std::string(thrown.code()) + ": " + thrown.what();
    }
    return "nothing";
}

std::string in_words(const message& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return "text " + *text;
    return "json " + std::get<json>(value).dump();
}

template <class Client>
void log_room_events(Client& client, event_log& log) {
    client.template on<"room_joined">([&log](const std::string& room) { log.add("joined " + room); });
    client.template on<"room_left">(
        [&log](const std::string& room, const std::string& reason) { log.add("left " + room + " " + reason); });
    client.template on<"room_message">(
        [&log](const std::string& room, const message& said, const message_event& event) {
            log.add("in " + room + " from " + std::string(event.from) + ": " + in_words(said));
        });
    client.template on<"room_message">([&log](const std::string& room, const message_event& event) {
        log.add("raw " + room + "/" + std::to_string(event.offset) + " " + std::string(event.text()));
    });
    client.template on<"presence">([&log](const std::string& room, const std::string& user, presence_change change) {
        log.add(user + (change == presence_change::joined ? " joined " : " left ") + room);
    });
    client.template on<"recovered">([&log](const std::string& room, const recovery& outcome) {
        log.add("recovered " + room + (outcome.is_complete ? " " + std::to_string(outcome.count) : " lost"));
    });
}

TEST(rooms, are_joined_talked_in_and_left) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        EXPECT_THAT(hub.handshake(), HasSubstr("Sec-WebSocket-Protocol: vafast.v1\r\n"));
        hub.answer(
            R"("rooms":[{"room":"general"}])",
            R"({"$":"ok","id":$ID,"session":"s1","user":"alice","rooms":{"general":{"epoch":"k3","offset":41}}})");
        hub.say(R"({"$":"join","room":"general","user":"bob"})");
        hub.say(R"({"$":"publication","room":"general","offset":42,"from":"bob","data":{"type":"chat","n":1}})");
        hub.say(R"({"$":"publication","room":"general","offset":43,"data":"psst"})");
        const std::string said = hub.answer(R"("to":{"rooms":["general"]},"data":{"type":"chat","message":"Hello"}})",
                                            R"({"$":"ok","id":$ID,"rooms":{"general":{"epoch":"k3","offset":44}}})");
        EXPECT_THAT(said, HasSubstr(R"("key":")"));
        hub.answer(R"("to":"all","data":"for all"})", R"({"$":"ok","id":$ID})");
        hub.answer(R"("to":{"user":"bob"},"data":"only you"})", R"({"$":"ok","id":$ID})");
        hub.answer(R"({"$":"leave")", R"({"$":"ok","id":$ID})");
        hub.hear();
    });
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    log_room_events(client, log);
    const future<receipt> joining = client.join_room("general");
    EXPECT_THAT(client.get_current_rooms(), ElementsAre("general"));
    client.connect().get(patience);
    EXPECT_EQ(joining.get(patience).rooms.at(0).offset, 41U);
    const receipt stored = client.broadcast_to_room("general", {{"type", "chat"}, {"message", "Hello"}}).get(patience);
    EXPECT_EQ(stored.rooms.at(0).offset, 44U);
    client.broadcast("for all").get(patience);
    client.broadcast_to_user("bob", message(std::string("only you"))).get(patience);
    EXPECT_TRUE(client.is_authenticated());
    client.leave_room("general").get(patience);
    EXPECT_THAT(client.get_current_rooms(), IsEmpty());
    EXPECT_THAT(log.all(),
                ElementsAre("joined general", "bob joined general", R"(raw general/42 {"type":"chat","n":1})",
                            R"(in general from bob: json {"type":"chat","n":1})", R"(raw general/43 "psst")",
                            "in general from : text psst", "left general "));
}

TEST(rooms, of_everybody_and_of_the_user_are_messages) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        hub.answer("hello", std::string(welcome));
        hub.say(R"({"$":"publication","room":"*","offset":1,"from":"bob","data":{"to":"all"}})");
        hub.say(R"({"$":"publication","room":"@alice","offset":1,"from":"bob","data":"to you"})");
        hub.say(R"({"$":"message","data":{"$":"application"}})");
        hub.hear();
    });
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.on<"message">([&](const message& said, const message_event& event) {
        log.add(std::string(event.from) + ": " + in_words(said));
    });
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for(":"));
    EXPECT_THAT(log.all(),
                ElementsAre(R"(bob: json {"to":"all"})", "bob: text to you", R"(: json {"$":"application"})"));
}

TEST(rooms, survive_a_lost_connection_with_everything_that_was_said_meanwhile) {
    int connections = 0;
    const scripted_server server([&](auto& socket) {
        played_hub hub(socket);
        if (++connections == 1) {
            hub.answer("hello", R"({"$":"ok","id":$ID,"session":"s1","rooms":{"general":{"epoch":"k3","offset":41}}})");
            hub.say(R"({"$":"publication","room":"general","offset":42,"data":1})");
            EXPECT_THAT(hub.hear(), HasSubstr(R"("data":"kept"})"));
            socket.close();
            return;
        }
        EXPECT_THAT(hub.answer(R"("session":"s1")", R"({"$":"ok","id":$ID,"session":"s1","rooms":)"
                                                    R"({"general":{"epoch":"k3","offset":44,"recovered":true}}})"),
                    HasSubstr(R"("rooms":[{"room":"general","epoch":"k3","offset":42}])"));
        for (const char* offset : {"43", "44"})
            hub.say(R"({"$":"publication","room":"general","offset":)" + std::string(offset) + R"(,"data":1})");
        hub.answer(R"("data":"kept"})", R"({"$":"ok","id":$ID,"rooms":{"general":{"epoch":"k3","offset":45}}})");
        hub.hear();
    });
    event_log log;
    auto client = create_websocket_client(server.url(), {.reconnect_delay = 1ms});
    const closed_at_the_end client_guard(client);
    log_room_events(client, log);
    client.on<"room_message">([&](const std::string&, const message_event& event) {
        if (event.offset == 42)
            client.broadcast_to_room("general", "kept").then([&](const receipt&) { log.add("stored"); });
    });
    client.join_room("general");
    client.connect();
    EXPECT_TRUE(log.wait_for("stored"));
    EXPECT_TRUE(log.wait_for("recovered general 2"));
    EXPECT_THAT(log.all(), Contains("joined general").Times(1));
    EXPECT_THAT(client.get_current_rooms(), ElementsAre("general"));
}

TEST(rooms, tell_a_refusal_to_who_waits_and_as_an_error_where_nobody_does) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        hub.answer("hello", std::string(welcome));
        for (int i = 0; i < 2; ++i)
            hub.answer("staff", R"({"$":"error","id":$ID,"code":"denied","reason":"alice may not join staff"})");
        hub.hear();
    });
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_EQ(refusal_of([&] { client.join_room("staff").get(patience); }), "refused denied: alice may not join staff");
    EXPECT_THAT(log.all(), Not(Contains(HasSubstr("error"))));
    client.join_room("staff");
    EXPECT_TRUE(log.wait_for("error refused: alice may not join staff"));
    EXPECT_THAT(client.get_current_rooms(), IsEmpty());
}

TEST(rooms, fail_with_not_supported_against_a_server_without_them_and_everything_else_works) {
    running_server server;
    event_log log;
    auto client = create_websocket_client("ws://127.0.0.1:" + std::to_string(server.port()) + "/ws");
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_THAT(refusal_of([&] { client.join_room("general").get(patience); }), HasSubstr("not_supported"));
    EXPECT_THAT(refusal_of([&] { client.broadcast("x").get(patience); }), HasSubstr("not_supported"));
    EXPECT_THAT(refusal_of([&] { client.presence("general").get(patience); }), HasSubstr("not_supported"));
    EXPECT_THAT(client.get_current_rooms(), IsEmpty());
    client.send(R"({"$":"looks like one of ours"})");
    EXPECT_TRUE(log.wait_for(R"(message {"$":"looks like one of ours"})"));
}

TEST(rooms, are_not_expected_of_a_server_that_chooses_whatever_is_offered_and_echoes) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        for (std::string heard = hub.hear(); !heard.empty(); heard = hub.hear()) hub.say(heard);
    });
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_THAT(refusal_of([&] { client.join_room("general").get(patience); }), HasSubstr("not_supported"));
    client.send("hello");
    EXPECT_TRUE(log.wait_for("message hello"));
    EXPECT_THAT(log.all(), ElementsAre("open", "message hello"));
}

TEST(rooms, are_not_offered_where_the_option_says_so) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket, "");
        EXPECT_THAT(hub.handshake(), Not(HasSubstr("vafast.v1")));
        hub.hear();
    });
    auto client = create_websocket_client(server.url(), {.hub = {.enabled = false}});
    const closed_at_the_end client_guard(client);
    client.connect().get(patience);
    EXPECT_THAT(refusal_of([&] { client.broadcast("x").get(patience); }), HasSubstr("not_supported"));
}

TEST(rooms, wrap_a_text_of_the_application_that_looks_like_a_frame_of_the_hub) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        hub.answer("hello", std::string(welcome));
        EXPECT_EQ(hub.hear(), R"({"$":"message","data":{"$":"mine"}})");
        EXPECT_EQ(hub.hear(), R"({"$":"message","text":"{\"$\":\"no JSON"})");
        EXPECT_EQ(hub.hear(), R"({"other":1})");
        hub.say(R"({"$":"message","text":"{\"$\":\"neither"})");
        hub.hear();
    });
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_EQ(client.send(R"({"$":"mine"})"), send_status::sent);
    EXPECT_EQ(client.send(R"({"$":"no JSON)"), send_status::sent);
    client.send(R"({"other":1})");
    EXPECT_TRUE(log.wait_for(R"(message {"$":"neither)"));
}

TEST(rooms, give_their_history_and_who_is_there) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        hub.answer("hello", std::string(welcome));
        hub.answer(
            R"("after":40,"limit":10)",
            R"({"$":"ok","id":$ID,"epoch":"k3","offset":44,"publications":[{"offset":41,"from":"bob","data":[1]}]})");
        hub.answer("presence", R"({"$":"ok","id":$ID,"users":["alice","bob"]})");
        hub.hear();
    });
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.connect();
    const room_history past = client.history("general", {.after = 40, .limit = 10}).get(patience);
    EXPECT_EQ(past.offset, 44U);
    ASSERT_EQ(past.messages.size(), 1U);
    EXPECT_EQ(past.messages[0].from, "bob");
    EXPECT_EQ(past.messages[0].data.text(), "[1]");
    EXPECT_THAT(client.presence("general").get(patience), ElementsAre("alice", "bob"));
}

TEST(rooms, let_go_of_who_waits_when_the_client_closes_or_ends) {
    std::optional<future<receipt>> waiting;
    {
        const scripted_server server([](auto& socket) {
            played_hub hub(socket);
            hub.answer("hello", std::string(welcome));
            while (!hub.hear().empty()) {
            }
        });
        auto client = create_websocket_client(server.url());
        client.connect().get(patience);
        const auto published = client.broadcast("never answered");
        const auto closed = client.close();
        EXPECT_THAT(refusal_of([&] { published.get(patience); }), HasSubstr("connection_lost"));
        closed.get(patience);
        EXPECT_THAT(refusal_of([&] { client.broadcast("later").get(50ms); }), HasSubstr("timeout"));
        waiting = client.broadcast("later");
    }
    EXPECT_THAT(refusal_of([&] { waiting->get(patience); }), HasSubstr("cancelled"));
}

TEST(rooms, refuse_at_once_what_cannot_be) {
    auto client = create_websocket_client("ws://127.0.0.1:1");
    EXPECT_THAT(refusal_of([&] { client.join_room(""); }), HasSubstr("invalid_argument"));
    EXPECT_THAT(refusal_of([&] { client.join_room("@alice"); }), HasSubstr("@alice"));
    EXPECT_THAT(refusal_of([&] { client.leave_room("\xff"); }), HasSubstr("invalid_argument"));
    EXPECT_THAT(refusal_of([&] { client.broadcast_to_rooms({}, "x"); }), HasSubstr("at least one"));
    EXPECT_THAT(refusal_of([&] { client.broadcast_to_rooms({"a", "*"}, "x"); }), HasSubstr("*"));
    EXPECT_THAT(refusal_of([&] { client.broadcast_to_user("", "x"); }), HasSubstr("invalid_argument"));
    EXPECT_THAT(refusal_of([&] { client.broadcast(message(binary(3))).get(patience); }), HasSubstr("invalid_message"));
    EXPECT_THAT(refusal_of([&] { client.broadcast("\xff").get(patience); }), HasSubstr("invalid_message"));
}

TEST(rooms, answer_to_asio_too) {
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        hub.answer("hello", std::string(welcome));
        hub.answer(R"({"$":"join")", joined("general", 7));
        hub.hear();
    });
    boost::asio::io_context context;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.connect().get(patience);
    std::future<receipt> result = boost::asio::co_spawn(
        context,
        [&]() -> boost::asio::awaitable<receipt> {
            co_return co_await async_wait(client.join_room("general"), boost::asio::use_awaitable);
        },
        boost::asio::use_future);
    context.run();
    EXPECT_EQ(result.get().rooms.at(0).offset, 7U);
}

// Identity

future<std::string> token_from_a_coroutine(future<std::string> asked) { co_return "fresh " + co_await asked; }

TEST(tokens, come_from_a_function_that_may_block_from_a_callback_or_from_a_coroutine) {
    const token_request outside;
    outside("one");
    const std::vector<token_source> sources{
        [] { return "plain"; },
        [](const token_request& give) { give("given"); },
        [outside] { return token_from_a_coroutine(outside.get_future()); },
    };
    const std::vector<std::string> expected{"plain", "given", "fresh one"};
    for (std::size_t i = 0; i < sources.size(); ++i) EXPECT_EQ(sources[i]().get(patience), expected[i]);

    const token_source throwing = []() -> std::string { throw std::runtime_error("no network"); };
    EXPECT_THAT(refusal_of([&] { throwing().get(patience); }), HasSubstr("no network"));
    const token_source refusing = [](const token_request& give) { give.fail("logged out"); };
    EXPECT_THAT(refusal_of([&] { refusing().get(patience); }), HasSubstr("logged out"));
}

TEST(tokens, go_into_the_handshake_and_into_hello_and_are_renewed_on_the_way) {
    std::atomic<int> asked{0};
    const scripted_server server([](auto& socket) {
        played_hub hub(socket);
        EXPECT_THAT(hub.handshake(), HasSubstr("Authorization: Bearer token1\r\n"));
        hub.answer(R"("token":"token1")", R"({"$":"ok","id":$ID,"session":"s1","user":"alice","expires":1})");
        hub.answer(R"({"$":"token")", R"({"$":"ok","id":$ID,"expires":3600})");
        hub.say("renewed");
        hub.hear();
    });
    event_log log;
    auto client = create_websocket_client(server.url(),
                                          {.auth = {.get_token = [&] { return "token" + std::to_string(++asked); }}});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("message renewed"));
    EXPECT_EQ(asked.load(), 2);
}

TEST(tokens, that_the_server_refuses_are_not_tried_again) {
    for (const std::string_view how : {"401", "4500"}) {
        const scripted_server server([how](auto& socket) {
            if (how == "4500") {
                played_hub hub(socket);
                hub.answer("hello", R"({"$":"error","id":$ID,"code":"expired","reason":"unknown key"})");
                hub.close(4500, "Unauthorized");
                return;
            }
            const std::string_view answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
            boost::asio::write(socket, boost::asio::buffer(answer.data(), answer.size()));
        });
        event_log log;
        auto client = create_websocket_client(
            server.url(),
            {.auth = {.get_token = [] { return "secret"; },
                      .on_auth_failure =
                          [&](const error& why) {
                              log.add("refused " + std::to_string(why.http_status()) + " " + std::string(why.code()));
                              EXPECT_THAT(std::string(why.what()), Not(HasSubstr("secret")));
                          }}});
        log_events(client, log);
        client.connect();
        EXPECT_TRUE(log.wait_for("close"));
        EXPECT_THAT(log.all(), Contains(StartsWith("refused")).Times(1));
        EXPECT_THAT(log.all(), Contains(AllOf(HasSubstr("close"), HasSubstr("for good"))));
        EXPECT_FALSE(client.is_authenticated());
        EXPECT_EQ(server.accepted(), 1);
        client.close().get(patience);
    }
}

TEST(tokens, of_plain_servers_make_the_client_authenticated_as_long_as_the_connection_lasts) {
    running_server server;
    auto client = create_websocket_client("ws://127.0.0.1:" + std::to_string(server.port()) + "/ws",
                                          {.auth = {.get_token = [] { return "secret"; }}});
    EXPECT_FALSE(client.is_authenticated());
    client.connect().get(patience);
    EXPECT_TRUE(client.is_authenticated());
    client.set_authenticated(false);
    EXPECT_FALSE(client.is_authenticated());
    client.set_authenticated(true);
    client.close().get(patience);
    EXPECT_FALSE(client.is_authenticated());
}

}  // namespace
}  // namespace vafast::client_detail::testing
