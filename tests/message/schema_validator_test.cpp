// What users of schema documents see: precise errors, refusals of what is no schema, and time that stays bounded.
#include <vafast/message/schema_validator.hpp>

#include <chrono>

#include <gmock/gmock.h>

namespace {

using testing::HasSubstr;
using vafast::json;
using vafast::schema_validator;
using vafast::validation_error;

schema_validator made(std::string_view text) { return schema_validator(json::parse(text)); }

std::string first_error(const schema_validator& validator, std::string_view message) {
    const auto error = validator.check(json::parse(message));
    return error ? error->what() : "none";
}

std::string why_not(std::string_view schema) {
    try {
        made(schema);
    } catch (const vafast::error& thrown) {
        EXPECT_EQ(thrown.kind(), vafast::error_kind::invalid_argument);
        return thrown.what();
    }
    ADD_FAILURE() << "taken: " << schema;
    return "";
}

// Of which each part refers to the next.
std::string chain_of_references(int length) {
    std::string result = R"({"$ref": "#/$defs/0", "$defs": {)";
    for (int i = 0; i < length; ++i)
        result += '"' + std::to_string(i) + R"(": {"$ref": "#/$defs/)" + std::to_string(i + 1) + "\"}, ";
    return result + '"' + std::to_string(length) + "\": {}}}";
}

const char* const users = R"({
    "type": "object", "required": ["users"],
    "properties": {"users": {"type": "array", "items": {"$ref": "#/$defs/user"}, "maxItems": 4, "uniqueItems": true}},
    "additionalProperties": false,
    "$defs": {"user": {
        "type": "object", "required": ["name", "age"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 8, "pattern": "^[a-z/]+$"},
            "age": {"type": "integer", "minimum": 18, "exclusiveMaximum": 150},
            "mail": {"type": ["string", "null"], "format": "email"},
            "role": {"enum": ["admin", "guest", 3]}
        }}}})";

TEST(schema_validator, says_where_which_rule_and_what_was_expected_and_found) {
    const schema_validator validator = made(users);
    const auto error =
        validator.check(json::parse(R"({"users": [{"name": "ann", "age": 20}, {"name": "bob", "age": 17}]})"));
    ASSERT_TRUE(error);
    EXPECT_EQ(*error, (validation_error{.path = "/users/1/age",
                                        .rule = "minimum",
                                        .expected = "a number of at least 18",
                                        .found = "17",
                                        .position = {}}));
    EXPECT_EQ(error->what(), "The message is wrong at /users/1/age: expected a number of at least 18, but found 17.");
}

TEST(schema_validator, has_a_sentence_for_each_rule) {
    const schema_validator validator = made(users);
    const auto with = [&](const std::string& member) {
        const std::string sentence =
            first_error(validator, R"({"users": [{"name": "ann", "age": 20, )" + member + "}]}");
        return sentence.substr(0, sentence.size() - 1).substr(std::string("The message is wrong at ").size());
    };
    EXPECT_EQ(first_error(validator, R"({"users": []})"), "none");
    EXPECT_EQ(first_error(validator, "[]"), "The message is wrong: expected an object, but found an array.");
    EXPECT_EQ(first_error(validator, "{}"), "The message is wrong: expected a member \"users\", but found none.");
    EXPECT_EQ(first_error(validator, R"({"users": [], "a/b": 1})"),
              "The message is wrong at /a~1b: expected no such member, but found 1.");
    EXPECT_EQ(with(R"("name": 5)"), "/users/0/name: expected a string, but found 5");
    EXPECT_EQ(with(R"("name": "")"), "/users/0/name: expected a string of at least 1 character, but found 0");
    EXPECT_EQ(with(R"("name": "abcdefghi")"), "/users/0/name: expected a string of at most 8 characters, but found 9");
    EXPECT_EQ(with(R"("name": "Ann")"),
              "/users/0/name: expected a string that matches ^[a-z/]+$, but found one of 3 characters that does not");
    EXPECT_EQ(with(R"("age": 20.5)"), "/users/0/age: expected an integer, but found 20.5");
    EXPECT_EQ(with(R"("age": 150)"), "/users/0/age: expected a number below 150, but found 150");
    EXPECT_EQ(with(R"("mail": "x")"),
              "/users/0/mail: expected a string of the form email, but found one of 1 character that does not");
    EXPECT_EQ(with(R"("mail": {})"), "/users/0/mail: expected a string or null, but found an object");
    EXPECT_EQ(with(R"("role": "root")"), "/users/0/role: expected \"admin\", \"guest\" or 3, but found \"root\"");
    EXPECT_EQ(first_error(validator, R"({"users": [{"name": "a", "age": 20}, {"age": 2e1, "name": "a"}]})"),
              "The message is wrong at /users/1: expected something else than element 0, but found an object.");
    EXPECT_EQ(first_error(validator, R"({"users": [1, 2, 3, 4, 5]})"),
              "The message is wrong at /users: expected an array of at most 4 elements, but found 5.");
}

TEST(schema_validator, tells_text_only_where_a_constant_should_be_and_cuts_it) {
    EXPECT_EQ(first_error(made(R"({"type": "number"})"), R"("secret")"),
              "The message is wrong: expected a number, but found a string.");
    EXPECT_EQ(first_error(made(R"({"const": "chat"})"), '"' + std::string(59, 'a') + "\u00e9bc\""),
              "The message is wrong: expected \"chat\", but found \"" + std::string(59, 'a') + "…\".");
}

TEST(schema_validator, gives_all_errors_on_request) {
    const schema_validator validator = made(users);
    const json message = json::parse(R"({"users": [{"name": 1}, {"name": "bob", "age": 17, "mail": 3}], "x": 1})");
    std::string paths;
    for (const validation_error& each : validator.check_all(message)) paths += each.path + " " + each.rule + "; ";
    EXPECT_EQ(
        paths,
        "/users/0 required; /users/0/name type; /users/1/age minimum; /users/1/mail type; /x additionalProperties; ");
    EXPECT_EQ(validator.check_all(message, 2).size(), 2u);
    EXPECT_TRUE(validator.check_all(json::parse(R"({"users": []})")).empty());
    EXPECT_FALSE(validator.accepts(message));
}

// What TypeBox writes for Type.Union of messages.
const char* const chat_or_status = R"({"anyOf": [
    {"type": "object", "required": ["type", "message", "userId"], "properties": {
        "type": {"const": "chat", "type": "string"}, "message": {"type": "string"}, "userId": {"type": "string"}}},
    {"type": "object", "required": ["type", "online", "timestamp"], "properties": {
        "type": {"const": "status", "type": "string"}, "online": {"type": "boolean"}, "timestamp": {"type": "number"}}}]})";

TEST(schema_validator, tells_the_messages_of_a_union_apart_by_their_tag) {
    const schema_validator validator = made(chat_or_status);
    EXPECT_EQ(first_error(validator, R"({"type": "chat", "message": "Hello!", "userId": "user123"})"), "none");
    EXPECT_EQ(first_error(validator, R"({"online": true, "timestamp": 1, "type": "status"})"), "none");
    EXPECT_EQ(first_error(validator, R"({"type": "invalid", "data": "invalid"})"),
              "The message is wrong at /type: expected \"chat\" or \"status\", but found \"invalid\".");
    EXPECT_EQ(first_error(validator, R"({"type": "status", "online": 1, "timestamp": 1})"),
              "The message is wrong at /online: expected a boolean, but found 1.");
    EXPECT_EQ(first_error(validator, R"({"message": "Hello!"})"),
              "The message is wrong: expected a member \"type\", but found none.");
    EXPECT_EQ(first_error(validator, "7"), "The message is wrong: expected an object, but found 7.");
}

TEST(schema_validator, says_what_would_fit_where_no_alternative_does) {
    EXPECT_EQ(first_error(made(R"({"anyOf": [{"type": "string"}, {"const": 3}, {"minimum": 9}]})"), "4"),
              "The message is wrong: expected a string, 3 or alternative 3, but found 4.");
    EXPECT_EQ(first_error(made(R"({"oneOf": [{"minimum": 1}, {"maximum": 9}]})"), "4"),
              "The message is wrong: expected what fits one alternative only, but found 4.");
}

TEST(schema_validator, takes_tuples_as_typebox_writes_them_without_naming_a_draft) {
    const schema_validator pair = made(
        R"({"type": "array", "items": [{"type": "string"}, {"type": "number"}], "additionalItems": false, "minItems": 2})");
    EXPECT_EQ(first_error(pair, R"(["a", 1])"), "none");
    EXPECT_EQ(first_error(pair, R"([1, 1])"), "The message is wrong at /0: expected a string, but found 1.");
    EXPECT_EQ(first_error(pair, R"(["a", 1, 2])"),
              "The message is wrong at /2: expected no further element, but found 2.");
}

TEST(schema_validator, keeps_64_bit_integers_exact) {
    const schema_validator validator = made(R"({"maximum": 9007199254740993})");
    EXPECT_TRUE(validator.accepts(json(std::int64_t{9007199254740993})));
    EXPECT_FALSE(validator.accepts(json(std::int64_t{9007199254740994})));
    EXPECT_TRUE(made(R"({"minimum": 18446744073709551615})").accepts(json(UINT64_MAX)));
    EXPECT_FALSE(made(R"({"minimum": 18446744073709551615})").accepts(json(UINT64_MAX - 1)));
    EXPECT_TRUE(made(R"({"multipleOf": 3})").accepts(json(std::int64_t{9007199254740993})));
}

TEST(schema_validator, refuses_what_is_no_schema_and_says_where) {
    EXPECT_EQ(why_not(R"({"properties": {"age": {"minimum": "x"}}})"),
              "The JSON Schema cannot be used: /properties/age/minimum is \"x\", not a number.");
    EXPECT_THAT(why_not(R"({"type": "text"})"), HasSubstr("/type names the type \"text\""));
    EXPECT_THAT(why_not(R"({"items": 3})"), HasSubstr("at \"/items\" is 3, not a schema"));
    EXPECT_THAT(why_not(R"({"required": "a"})"), HasSubstr("/required is \"a\", not an array of strings"));
    EXPECT_THAT(why_not(R"({"required": [1]})"), HasSubstr("/required has 1 among its strings"));
    EXPECT_THAT(why_not(R"({"maxLength": -1})"), HasSubstr("/maxLength is -1, not a number of things"));
    EXPECT_THAT(why_not(R"({"multipleOf": 0})"), HasSubstr("/multipleOf is 0, which is not above 0"));
    EXPECT_THAT(why_not(R"~({"pattern": "(?=a)"})~"),
                HasSubstr("/pattern is \"(?=a)\", which cannot be used: look-ahead"));
    EXPECT_THAT(why_not(R"({"patternProperties": {"(": {}}})"), HasSubstr("/patternProperties has \"(\""));
    EXPECT_THAT(why_not(R"({"$ref": "#/$defs/none"})"), HasSubstr("refers to \"#/$defs/none\", where nothing is"));
    EXPECT_THAT(why_not(R"({"$ref": "https://example.org/x"})"), HasSubstr("Nothing is fetched from the network"));
    EXPECT_THAT(why_not(R"({"$id": 7})"), HasSubstr("its \"$id\" is 7, not a string"));
    EXPECT_THAT(why_not(R"({"anyOf": {}})"), HasSubstr("/anyOf is {}, not an array"));
    EXPECT_THAT(why_not("[]"), HasSubstr("not a schema"));
    EXPECT_THAT(why_not(chain_of_references(600)), HasSubstr("nested more than 512 levels deep"));
}

// Constants beside a reference mean nothing in draft 7, so that they tell no alternatives apart.
TEST(schema_validator, takes_no_alternative_for_another_because_of_a_reference) {
    const schema_validator validator = made(R"({"$schema": "http://json-schema.org/draft-07/schema#", "anyOf": [
        {"$ref": "#/definitions/any", "properties": {"type": {"const": "a"}}},
        {"$ref": "#/definitions/loop", "properties": {"type": {"const": "b"}}}],
        "definitions": {"any": {}, "loop": {"$ref": "#/definitions/loop"}}})");
    EXPECT_EQ(first_error(validator, R"({"type": "b"})"), "none");
    EXPECT_EQ(first_error(validator, R"({"type": "c"})"), "none");
}

TEST(schema_validator, refers_to_documents_that_were_given) {
    const schema_validator validator(
        json::parse(R"({"$ref": "https://example.org/types#/$defs/name"})"),
        {.documents = {{"https://example.org/types", json::parse(R"({"$defs": {"name": {"type": "string"}}})")}}});
    EXPECT_TRUE(validator.accepts("ann"));
    EXPECT_FALSE(validator.accepts(7));
    EXPECT_EQ(validator.document().dump(), R"({"$ref":"https://example.org/types#/$defs/name"})");
}

TEST(schema_validator, checks_schemas_with_the_schemas_of_schemas) {
    for (const char* const meta :
         {"http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"}) {
        const schema_validator validator(json{{"$ref", meta}});
        EXPECT_TRUE(validator.accepts(json::parse(users))) << meta;
        EXPECT_FALSE(validator.accepts(json::parse(R"({"properties": {"a": {"type": "text"}}})"))) << meta;
    }
}

TEST(schema_validator, can_take_formats_for_remarks) {
    const json schema = json::parse(R"({"format": "ipv4"})");
    EXPECT_FALSE(schema_validator(schema).accepts("a"));
    EXPECT_TRUE(schema_validator(schema, {.check_formats = false}).accepts("a"));
    EXPECT_TRUE(made(R"({"format": "colour"})").accepts("a"));
}

std::string nested(int depth, std::string_view open, std::string_view inner, std::string_view close) {
    std::string result;
    for (int i = 0; i < depth; ++i) result += open;
    result += inner;
    for (int i = 0; i < depth; ++i) result += close;
    return result;
}

// Each level is looked at by both alternatives, which look at the next level with both...
TEST(schema_validator, takes_bounded_time_where_a_schema_looks_at_everything_twice) {
    const schema_validator validator = made(R"({"anyOf": [{"properties": {"a": {"$ref": "#"}}, "not": {}},
                                                          {"properties": {"a": {"$ref": "#"}}, "not": {}}]})");
    const json message = json::parse(nested(200, R"({"a":)", "1", "}"));
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(validator.accepts(message));
    EXPECT_EQ(validator.check(message)->rule, "limit");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));  // a sanitizer's time
}

TEST(schema_validator, ends_where_a_schema_refers_to_itself) {
    const schema_validator validator = made(R"({"$ref": "#"})");
    EXPECT_FALSE(validator.accepts(1));
    EXPECT_EQ(validator.check(1)->rule, "limit");
    EXPECT_FALSE(made(R"({"not": {"$ref": "#"}})").accepts(1));
}

TEST(schema_validator, checks_messages_as_deep_as_the_parser_reads_them) {
    const schema_validator list = made(R"({"type": "array", "items": {"$ref": "#"}})");
    EXPECT_EQ(first_error(list, nested(256, "[", "", "]")), "none");
}

TEST(schema_validator, finds_equal_elements_of_large_arrays_in_little_time) {
    const schema_validator validator = made(R"({"uniqueItems": true})");
    json numbers = json::array();
    for (int i = 0; i < 20'000; ++i) numbers.push_back(json{{"n", i}, {"s", "text"}});
    EXPECT_TRUE(validator.accepts(numbers));
    numbers.push_back(json{{"s", "text"}, {"n", 17.0}});
    EXPECT_EQ(validator.check(numbers)->path, "/20000");
    EXPECT_TRUE(made(R"({"uniqueItems": true})")
                    .accepts(json::parse(R"([1, true, "1", [1], {"1": 1}, null, ["1"], 1.5, -1])")));
    EXPECT_FALSE(validator.accepts(json::parse(R"([1e3, 1000])")));
    EXPECT_FALSE(validator.accepts(json::parse(R"([0, -0.0])")));
}

}  // namespace
