// Clients whose messages are structs, over real sockets: the specification's messages, valid and invalid, both ways.
#include "client/support.hpp"
#include "hub/support.hpp"
#include "message/export/specification.hpp"

#include <vafast/client.hpp>
#include <vafast/hub.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using hub_detail::testing::running_server;
using specification::chat_message;
using specification::chat_protocol;
using specification::game_event;
using specification::game_message;
using specification::system_action;
using specification::system_message;
using specification::validator::status;
using specification::validator::validated_message;
using ::testing::ElementsAre;

template <class Client>
void log_invalid(Client& client, event_log& log) {
    client.template on<"validation_error">([&log](const validation_error& error, const std::string& text) {
        log.add("invalid: " + error.path + ' ' + error.rule + (text.empty() ? "" : " in " + text));
    });
}

TEST(typed_client, sends_and_receives_chat_and_system_messages) {
    running_server server;  // which sends everything back
    event_log log;
    auto client = create_websocket_client<chat_protocol>(server.url());
    const closed_at_the_end client_guard(client);
    log_invalid(client, log);
    client.on<"message">([&](const chat_protocol& message) {
        std::visit(overloaded{
                       [&](const chat_message& chat) { log.add(chat.userId + ": " + chat.message); },
                       [&](const system_message& system) { log.add("system: " + system.data.dump()); },
                   },
                   message);
    });
    client.connect().get(patience);
    EXPECT_EQ(client.send(chat_message{"Hello, everyone!", "user123", now_ms()}), send_status::sent);
    EXPECT_EQ(client.send(chat_protocol(system_message{system_action::user_left, {{"id", 5}}})), send_status::sent);
    ASSERT_TRUE(log.wait_for("system"));
    EXPECT_THAT(log.all(), ElementsAre("user123: Hello, everyone!", R"(system: {"id":5})"));
}

TEST(typed_client, calls_handlers_by_type_and_by_discriminator_with_the_event_if_they_want_it) {
    running_server server;
    event_log log;
    auto client = create_websocket_client<chat_protocol>(server.url());
    const closed_at_the_end client_guard(client);
    client.on<chat_message>([&](const chat_message& chat) { log.add("type: " + chat.message); });
    client.on<"chat">([&](const chat_message& chat, const message_event& event) {
        log.add("discriminator: " + chat.message + ' ' + std::to_string(event.size()));
    });
    client.on<"system">([&](const system_message&) { log.add("system"); });
    client.on<chat_protocol>([&](const chat_protocol& any) { log.add("any: " + std::to_string(any.index())); });
    client.on<"message">([&](const message_event& event) { log.add("bytes: " + std::string(event.text())); });
    client.connect().get(patience);
    client.send(chat_message{"Hi", "u", 1});
    client.send(system_message{system_action::notification, nullptr});
    const std::string chat = R"({"type":"chat","message":"Hi","userId":"u","timestamp":1})";
    const std::string system = R"({"type":"system","action":"notification","data":null})";
    ASSERT_TRUE(log.wait_for("bytes: " + system) && log.wait_for("system") && log.wait_for("any: 1"));
    EXPECT_THAT(log.all(),
                ::testing::UnorderedElementsAre("type: Hi", "discriminator: Hi " + std::to_string(chat.size()),
                                                "any: 0", "bytes: " + chat, "system", "any: 1", "bytes: " + system));
}

TEST(typed_client, tells_of_what_is_no_such_message_and_stays_connected) {
    running_server server;
    event_log log;
    auto client = create_websocket_client<chat_protocol, json>(server.url());  // what it sends is anything
    const closed_at_the_end client_guard(client);
    log_invalid(client, log);
    client.on<"message">([&](const chat_protocol&) { log.add("valid"); });
    client.connect().get(patience);
    client.send(json{{"type", "chat"}, {"message", 5}, {"userId", "u"}, {"timestamp", 1}});
    client.send(json{{"type", "invalid"}, {"data", "invalid"}});
    client.send(json("text"));
    client.send(json{{"type", "system"}, {"action", "gone"}, {"data", 1}});
    client.send(json{{"type", "system"}, {"action", "user_left"}, {"data", 1}});
    ASSERT_TRUE(log.wait_for("valid"));
    EXPECT_THAT(
        log.all(),
        ElementsAre(R"(invalid: /message type in {"type":"chat","message":5,"userId":"u","timestamp":1})",
                    R"(invalid: /type enum in {"type":"invalid","data":"invalid"})", R"(invalid:  type in "text")",
                    R"(invalid: /action enum in {"type":"system","action":"gone","data":1})", "valid"));
    EXPECT_TRUE(client.is_connected());
}

TEST(typed_client, receives_the_messages_of_the_game) {
    running_server server;
    event_log log;
    auto client = create_websocket_client<game_message>(server.url());
    const closed_at_the_end client_guard(client);
    client.on<"message">([&](const game_message& game) {
        switch (game.type) {
            case game_event::game_update: log.add("update " + game.data.dump()); break;
            case game_event::player_move: log.add("move " + game.data.dump()); break;
            case game_event::game_over: log.add("over " + game.data.dump()); break;
        }
    });
    client.connect().get(patience);
    client.send(game_message{game_event::player_move, {{"x", 1}, {"y", 2}}});
    client.send(game_message{game_event::game_over, nullptr});
    ASSERT_TRUE(log.wait_for("over"));
    EXPECT_THAT(log.all(), ElementsAre(R"(move {"x":1,"y":2})", "over null"));
}

TEST(typed_client, does_not_send_what_breaks_its_own_rules) {
    running_server server;
    event_log log;
    auto client = create_websocket_client<validated_message, std::variant<status, game_message>>(server.url());
    const closed_at_the_end client_guard(client);
    log_invalid(client, log);
    client.on<status>([&](const status& said) { log.add(said.online ? "online" : "offline"); });
    client.connect().get(patience);
    EXPECT_EQ(client.send(status{true, std::numeric_limits<double>::infinity()}), send_status::invalid);
    EXPECT_EQ(client.send(game_message{static_cast<game_event>(9), nullptr}), send_status::invalid);
    EXPECT_EQ(client.send(status{true, 1.5}), send_status::sent);
    ASSERT_TRUE(log.wait_for("online"));
    EXPECT_THAT(log.all(), ElementsAre("invalid: /timestamp type", "invalid: /type enum", "online"));
}

TEST(typed_client, talks_in_rooms) {
    hub it({.listen = {"127.0.0.1:0"}});
    it.authenticate([](const handshake_request&, std::string_view token) -> authentication {
        return identity{.user = std::string(token)};
    });
    it.start();
    event_log log;
    const auto called = [](std::string name) { return client_options{.auth = {.get_token = [name] { return name; }}}; };
    auto alice = create_websocket_client<chat_protocol, json>(it.urls().front(), called("alice"));
    auto bob = create_websocket_client<chat_protocol>(it.urls().front(), called("bob"));
    const closed_at_the_end alice_guard(alice);
    const closed_at_the_end bob_guard(bob);
    log_invalid(bob, log);
    bob.on<"room_message">([&](const std::string& room, const chat_protocol& said, const message_event& event) {
        log.add(std::string(event.from) + " in " + room + ": " + std::get<chat_message>(said).message);
    });
    bob.on<chat_message>([&](const chat_message& chat) { log.add("to bob: " + chat.message); });
    alice.connect().get(patience);
    bob.connect().get(patience);
    bob.join_room("general").get(patience);
    alice.join_room("general").get(patience);
    const json hello{{"type", "chat"}, {"message", "Hello"}, {"userId", "alice"}, {"timestamp", 1}};
    alice.broadcast_to_room("general", json{{"type", "nonsense"}}).get(patience);
    alice.broadcast_to_room("general", hello).get(patience);
    alice.broadcast_to_user("bob", hello).get(patience);
    ASSERT_TRUE(log.wait_for("to bob"));
    EXPECT_THAT(log.all(),
                ElementsAre(::testing::StartsWith("invalid: /type enum"), "alice in general: Hello", "to bob: Hello"));
    it.stop().get(patience);
}

}  // namespace
}  // namespace vafast::client_detail::testing
