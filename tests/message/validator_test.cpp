// Validators of each kind, and where in the text their errors are.
#include "message/position.hpp"

#include <vafast/message/schema_validator.hpp>
#include <vafast/message/type.hpp>
#include <vafast/message/validator.hpp>

#include <stdexcept>

#include <gmock/gmock.h>

namespace {

namespace type = vafast::type;
using vafast::json;
using vafast::validation_error;
using vafast::validator;
using vafast::message_detail::position_of;

std::string what(const std::optional<validation_error>& error) { return error ? error->what() : "valid"; }

TEST(validator, is_made_of_a_document_a_type_or_a_function) {
    const validator by_document = json::parse(R"({"type": "object", "required": ["type"]})");
    const validator by_type = type::object({{"type", type::any()}});
    const validator by_function = [](const json& message) { return message.is_object() && message.contains("type"); };
    for (const validator& each : {by_document, by_type, by_function}) {
        EXPECT_TRUE(each);
        EXPECT_EQ(what(each.check({{"type", "chat"}})), "valid");
        EXPECT_TRUE(each.check(json::object()));
        EXPECT_TRUE(each.check(7));
    }
    EXPECT_FALSE(validator());
    EXPECT_EQ(what(validator().check(7)), "valid");
    EXPECT_TRUE(validator().check_all(7).empty());
}

TEST(validator, takes_what_a_function_says_for_the_error) {
    const validator yes_or_no = [](const json&) { return false; };
    EXPECT_EQ(what(yes_or_no.check(7)),
              "The message is wrong: expected a message that the validator accepts, but found 7.");
    const validator in_words = [](const json& message) -> std::optional<std::string> {
        if (message == 7) return std::nullopt;
        return "7, and nothing else";
    };
    EXPECT_EQ(what(in_words.check(7)), "valid");
    EXPECT_EQ(what(in_words.check("8")), "The message is wrong: expected 7, and nothing else, but found a string.");
    const validator precise = [](const json&) -> std::optional<validation_error> {
        return validation_error{.path = "/a", .rule = "mine", .expected = "b", .found = "c"};
    };
    EXPECT_EQ(precise.check(json::object())->rule, "mine");
    EXPECT_EQ(precise.check_text(R"({"a": 1})")->position, 6u);
}

TEST(validator, takes_what_a_function_throws_for_an_error) {
    const validator throws = [](const json& message) { return message.get<std::string>("type") == "chat"; };
    EXPECT_EQ(what(throws.check({{"type", "chat"}})), "valid");
    EXPECT_EQ(what(throws.check(json::object())),
              "The message is wrong: expected a message that the validator can judge, but found one of which it threw: "
              "The JSON object has no member \"type\".");
}

TEST(validator, says_where_in_the_text_an_error_is) {
    const validator users = type::object({{"users", type::array(type::object({{"age", type::integer()}}))}});
    const std::string text = R"( {"users" : [ {"age": 1}, {"age": "x"}, {} ]})";
    const auto errors = users.check_all_text(text);
    ASSERT_EQ(errors.size(), 2u);
    EXPECT_EQ(errors[0].path, "/users/1/age");
    EXPECT_EQ(errors[0].position, text.find("\"x\""));
    EXPECT_EQ(errors[1].path, "/users/2");
    EXPECT_EQ(errors[1].position, text.find("{}"));
    EXPECT_EQ(users.check_text(text), errors[0]);
}

TEST(validator, takes_text_that_is_not_json_for_a_string) {
    EXPECT_EQ(what(validator(type::string()).check_text("hello")), "valid");
    EXPECT_EQ(what(validator(type::object({})).check_text("hello")),
              "The message is wrong: expected an object, but found a string.");
}

TEST(position, is_where_the_value_begins) {
    const std::string text = R"({"a":[10, [20]],"b~/":{"":true},"a":[ 30]})";
    EXPECT_EQ(position_of("", text), 0u);
    EXPECT_EQ(position_of("/a", text), text.rfind('['));
    EXPECT_EQ(position_of("/a/0", text), text.find("30"));
    EXPECT_EQ(position_of("/b~0~1/", text), text.find("true"));
    EXPECT_EQ(position_of("/c", text), std::nullopt);
    EXPECT_EQ(position_of("/a/1", text), std::nullopt);
    EXPECT_EQ(position_of("/a/x", text), std::nullopt);
    EXPECT_EQ(position_of("/a/0/0", text), std::nullopt);
    EXPECT_EQ(position_of("/a", "[1"), std::nullopt);
    EXPECT_EQ(position_of("/0", "[1, 2"), 1u);
    EXPECT_EQ(position_of("", ""), std::nullopt);
}

}  // namespace
