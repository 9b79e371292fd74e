// What types look like to others. That the schemas mean what the library does is shown in export/ beside this file.
#include "message/structs.hpp"

#include <vafast/message/export.hpp>
#include <vafast/message/text_rules.hpp>

#include <gmock/gmock.h>

namespace vafast::testing {
namespace {

using ::testing::HasSubstr;

json definition(const json& schema, std::string_view name) { return schema.at("$defs").at(name); }

// The schema of a type that is no struct.
template <class T>
std::string schema_of() {
    return definition(json_schema<T>("it"), "it").dump();
}

TEST(json_schema, tells_tagged_alternatives_by_their_discriminator) {
    EXPECT_EQ(json_schema<chat_protocol>("chat_protocol"), json::parse(R"({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/chat_protocol",
        "$defs": {
            "chat_protocol": {"oneOf": [{"$ref": "#/$defs/chat_message"}, {"$ref": "#/$defs/system_message"}]},
            "chat_message": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "const": "chat"},
                    "message": {"type": "string"},
                    "userId": {"type": "string"},
                    "timestamp": {"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807}
                },
                "required": ["type", "message", "userId", "timestamp"]
            },
            "system_message": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "const": "system"},
                    "action": {"type": "string", "enum": ["user_joined", "user_left", "notification"]},
                    "data": {}
                },
                "required": ["type", "action", "data"]
            }
        }
    })"));
}

TEST(json_schema, has_all_rules) {
    EXPECT_EQ(definition(json_schema<user>("user"), "user"), json::parse(R"({
        "type": "object",
        "description": "What this schema does not check: nobody is called root.",
        "properties": {
            "userName": {"type": "string", "minLength": 1, "maxLength": 5},
            "years": {"type": "integer", "minimum": 0, "maximum": 150},
            "eMail": {"anyOf": [{"type": "string", "minLength": 3}, {"type": "null"}]},
            "tags": {"type": "array", "items": {"type": "string", "maxLength": 3}, "maxItems": 3, "uniqueItems": true},
            "scores": {"type": "object", "additionalProperties": {"type": "number", "multipleOf": 0.5}}
        },
        "required": ["userName", "years", "tags"]
    })"));
}

TEST(json_schema, says_what_each_kind_of_value_is) {
    EXPECT_EQ(schema_of<std::uint8_t>(), R"({"type":"integer","minimum":0,"maximum":255})");
    EXPECT_EQ((schema_of<std::array<bool, 2>>()),
              R"({"type":"array","items":{"type":"boolean"},"maxItems":2,"minItems":2})");
    EXPECT_EQ(
        (schema_of<std::tuple<std::string, std::nullptr_t>>()),
        R"({"type":"array","prefixItems":[{"type":"string"},{"type":"null"}],"items":false,"minItems":2,"maxItems":2})");
    EXPECT_EQ(schema_of<std::tuple<>>(), R"({"type":"array","maxItems":0})");
    EXPECT_EQ((schema_of<std::variant<bool, std::string>>()), R"({"anyOf":[{"type":"boolean"},{"type":"string"}]})");
    EXPECT_EQ(schema_of<literal<"v1">>(), R"({"type":"string","const":"v1"})");
    EXPECT_EQ(schema_of<celsius>(), R"({"type":"number"})");
    EXPECT_EQ(schema_of<raw_json>(), "{}");
    EXPECT_EQ(json::parse(schema_of<std::chrono::system_clock::time_point>()).at("format"), "date-time");
    EXPECT_EQ(json::parse(schema_of<binary>()).at("contentEncoding"), "base64");
}

TEST(json_schema, lets_structs_hold_themselves) {
    const json schema = json_schema<node>("node");
    EXPECT_EQ(schema.at("$ref"), "#/$defs/node");
    EXPECT_EQ(definition(schema, "node").at("properties").at("children").dump(),
              R"({"type":"array","items":{"$ref":"#/$defs/node"}})");
}

TEST(json_schema, gives_the_rest_what_no_discriminator_fits) {
    const json schema = json_schema<std::variant<chat_message, json>>("open");
    EXPECT_EQ(definition(schema, "open").at("oneOf")[1].dump(),
              R"({"allOf":[{},{"not":{"type":"object","properties":{"type":{"type":"string","enum":["chat"]}},)"
              R"("required":["type"]}}]})");
}

struct strict {
    static constexpr auto unknown_members = unknown::refuse;
};
template <class T>
struct page {
    std::vector<T> items;
};
namespace other {
struct user {
    std::int8_t age;
    std::string code;
    static consteval auto rules() {
        return vafast::rules(member(&user::age, minimum(-1000), maximum(100), exclusive_maximum(99.5)),
                             member(&user::code, matches<"^[a-z]">(), matches<"[0-9]$">(), format<"uri">()));
    }
};
}  // namespace other

TEST(json_schema, refuses_unknown_members_only_where_the_type_does) {
    EXPECT_EQ(definition(json_schema<strict>("strict"), "strict").dump(),
              R"({"type":"object","properties":{},"additionalProperties":false})");
}

TEST(json_schema, keeps_the_narrower_bound_and_all_patterns) {
    const json schema = definition(json_schema<other::user>("user"), "user");
    EXPECT_EQ(schema.at("properties").at("age").dump(),
              R"({"type":"integer","minimum":-128,"maximum":100,"exclusiveMaximum":99.5})");
    EXPECT_EQ(schema.at("properties").at("code").dump(),
              R"({"type":"string","pattern":"^[a-z]","allOf":[{"type":"string","pattern":"[0-9]$"}],"format":"uri"})");
}

TEST(json_schema, gives_every_type_a_name_of_its_own) {
    using both = std::variant<page<user>, page<other::user>, user, other::user>;
    const json schema = json_schema<both>("both");
    std::vector<std::string> names;
    for (const auto& [name, unused] : schema.at("$defs").items()) names.push_back(name);
    EXPECT_THAT(names, ::testing::UnorderedElementsAre("both", "page_user", "page_user_2", "user", "user_2"));
    EXPECT_THROW((json_schema({exported<user>("a"), exported<node>("a")})), error);
}

TEST(json_schema, takes_several_types) {
    const json schema = json_schema({exported<chat_protocol>("chat"), exported<game_message>("game")});
    EXPECT_EQ(schema.at("anyOf").dump(), R"([{"$ref":"#/$defs/chat"},{"$ref":"#/$defs/game"}])");
}

TEST(typescript, declares_interfaces_and_a_discriminated_union) {
    EXPECT_EQ(typescript<chat_protocol>("chat_protocol"), R"(// Made by vafast from the C++ types of the same names.

export type chat_protocol = chat_message | system_message;

export interface system_message {
  type: "system";
  action: "user_joined" | "user_left" | "notification";
  data: any;
}

export interface chat_message {
  type: "chat";
  message: string;
  userId: string;
  /** an integer */
  timestamp: number;
}
)");
}

TEST(typescript, has_rules_as_comments_and_quotes_names_where_it_must) {
    const std::string text = typescript<user>("user");
    EXPECT_THAT(text,
                HasSubstr("/** What this schema does not check: nobody is called root. */\nexport interface user"));
    EXPECT_THAT(text, HasSubstr("  /** at least 1 character, at most 5 characters */\n  userName: string;\n"));
    EXPECT_THAT(text, HasSubstr("  eMail?: string | null;\n"));
    EXPECT_THAT(text, HasSubstr("  /** at most 3 items, all different, each at most 3 characters */\n"));
    EXPECT_THAT(text, HasSubstr("  scores?: { [key: string]: number };\n"));
}

TEST(typebox, builds_the_same_with_its_own_words) {
    const std::string text = typebox<std::vector<user>>("users");
    EXPECT_THAT(text, HasSubstr("export const users = Type.Array(user);\n"));
    EXPECT_THAT(text, HasSubstr("  userName: Type.RegExp(new RegExp(\"^.{1,5}$\", \"su\")),\n"));
    EXPECT_THAT(text, HasSubstr("  years: Type.Integer({ minimum: 0, maximum: 150 }),\n"));
    EXPECT_LT(text.find("export const user "), text.find("export const users "));
}

TEST(typebox, defines_in_a_module_what_holds_itself) {
    const std::string text = typebox<node>("node");
    EXPECT_THAT(text, HasSubstr("    children: Type.Array(Type.Ref(\"node\")),\n"));
    EXPECT_THAT(text, HasSubstr("export const node = definitions.Import(\"node\");\n"));
}

}  // namespace
}  // namespace vafast::testing
