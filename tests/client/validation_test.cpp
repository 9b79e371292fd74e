// What the option message_validation does on a real connection, in both directions.
#include "client/support.hpp"
#include "hub/support.hpp"

#include <vafast/client.hpp>
#include <vafast/message/type.hpp>
#include <vafast/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using hub_detail::testing::running_server;
using ::testing::ElementsAre;

// The specification's validator.
type::schema chat_or_status() {
    return type::union_({
        type::object({{"type", type::literal("chat")}, {"message", type::string()}, {"userId", type::string()}}),
        type::object({{"type", type::literal("status")}, {"online", type::boolean()}, {"timestamp", type::number()}}),
    });
}

void log_messages(websocket_client<>& client, event_log& log) {
    client.on<"message">([&log](const message_event& event) { log.add("message " + std::string(event.text())); });
    client.on<"validation_error">([&log](const validation_error& error, const std::string& text) {
        log.add(error.path + " " + error.rule + " in " + text);
    });
}

TEST(message_validation, delivers_what_is_valid_and_tells_of_the_rest) {
    vafast::testing::server server;
    event_log log;
    auto client =
        create_websocket_client(server.url(), {.message_validation = {.enabled = true, .validator = chat_or_status()}});
    const closed_at_the_end client_guard(client);
    log_messages(client, log);
    client.on<"validation_error">([&](const validation_error& error) {
        if (error.position) log.add("at byte " + std::to_string(*error.position));
    });
    client.connect().get(patience);
    server.send({{"type", "chat"}, {"message", "Hi"}, {"userId", "ann"}});
    server.send({{"type", "status"}, {"online", 1}, {"timestamp", 5}});
    server.send("no JSON");
    server.send(binary(1, std::byte{7}));
    server.send({{"type", "status"}, {"online", true}, {"timestamp", 5}});
    ASSERT_TRUE(log.wait_for(R"(message {"type":"status")"));
    EXPECT_THAT(log.all(), ElementsAre(R"(message {"type":"chat","message":"Hi","userId":"ann"})",
                                       R"(/online type in {"type":"status","online":1,"timestamp":5})", "at byte 26",
                                       " anyOf in no JSON", "message \x07",
                                       R"(message {"type":"status","online":true,"timestamp":5})"));
    EXPECT_TRUE(client.is_connected());
}

TEST(message_validation, sends_only_what_is_valid) {
    running_server server;
    event_log log;
    auto client =
        create_websocket_client(server.url(), {.message_validation = {.enabled = true, .validator = chat_or_status()}});
    const closed_at_the_end client_guard(client);
    log_messages(client, log);
    client.connect().get(patience);
    EXPECT_EQ(client.send({{"type", "invalid"}, {"data", "invalid"}}), send_status::invalid);
    EXPECT_EQ(client.send(R"({"type":"chat"})"), send_status::invalid);
    EXPECT_EQ(client.send("\xff"), send_status::invalid);
    EXPECT_EQ(client.send(binary(2)), send_status::sent);
    EXPECT_EQ(client.send({{"type", "chat"}, {"message", "Hello!"}, {"userId", "user123"}}), send_status::sent);
    ASSERT_TRUE(log.wait_for(R"(message {"type":"chat")"));
    EXPECT_THAT(log.all(), ElementsAre(R"(/type anyOf in {"type":"invalid","data":"invalid"})",
                                       R"( required in {"type":"chat"})", "message " + std::string(2, '\0'),
                                       R"(message {"type":"chat","message":"Hello!","userId":"user123"})"));
}

TEST(message_validation, takes_a_function) {
    running_server server;
    event_log log;
    const auto has_text = [](const json& message) -> std::optional<std::string> {
        if (message.contains("text")) return std::nullopt;
        return "a text";
    };
    auto client =
        create_websocket_client(server.url(), {.message_validation = {.enabled = true, .validator = has_text}});
    const closed_at_the_end client_guard(client);
    log_messages(client, log);
    client.connect().get(patience);
    EXPECT_EQ(client.send({{"text", "hello"}}), send_status::sent);
    EXPECT_EQ(client.send(json(7)), send_status::invalid);
    EXPECT_TRUE(log.wait_for(" function in 7"));
    EXPECT_TRUE(log.wait_for(R"(message {"text":"hello"})"));
}

TEST(message_validation, does_nothing_unless_it_is_enabled) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.message_validation = {.validator = type::never()}});
    const closed_at_the_end client_guard(client);
    log_messages(client, log);
    client.connect().get(patience);
    EXPECT_EQ(client.send("anything"), send_status::sent);
    EXPECT_TRUE(log.wait_for("message anything"));
}

TEST(message_validation, tells_nothing_where_there_is_no_connection) {
    running_server server;
    event_log log;
    auto client =
        create_websocket_client(server.url(), {.message_validation = {.enabled = true, .validator = type::never()}});
    const closed_at_the_end client_guard(client);
    log_messages(client, log);
    EXPECT_EQ(client.send("early"), send_status::invalid);
    client.connect().get(patience);
    EXPECT_EQ(client.send("late"), send_status::invalid);
    ASSERT_TRUE(log.wait_for(" not in"));
    EXPECT_THAT(log.all(), ElementsAre(" not in late"));
}

struct letter {
    static constexpr std::string_view type = "letter";
    std::string to;
};

TEST(message_validation, demands_more_than_the_struct_of_a_typed_client) {
    running_server server;
    event_log log;
    const auto is_for_ann = [](const json& message) { return message["to"] == "ann"; };
    auto client = create_websocket_client<letter>(server.url(),
                                                  {.message_validation = {.enabled = true, .validator = is_for_ann}});
    const closed_at_the_end client_guard(client);
    client.on<letter>([&](const letter& received) { log.add("letter " + received.to); });
    client.on<"validation_error">(
        [&](const validation_error& error, const std::string& text) { log.add(error.rule + " " + text); });
    client.connect().get(patience);
    EXPECT_EQ(client.send(letter{"bob"}), send_status::invalid);
    EXPECT_EQ(client.send(letter{"ann"}), send_status::sent);
    ASSERT_TRUE(log.wait_for("letter ann"));
    EXPECT_THAT(log.all(), ElementsAre(R"(function {"type":"letter","to":"bob"})", "letter ann"));
}

}  // namespace
}  // namespace vafast::client_detail::testing
