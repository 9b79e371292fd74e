// Types built in C++ write what TypeBox writes, letter by letter: the documents here come from TypeBox 0.34.
#include <vafast/message/type.hpp>
#include <vafast/message/validator.hpp>

#include <gmock/gmock.h>

namespace {

namespace type = vafast::type;
using testing::HasSubstr;
using vafast::json;

std::string written(const type::schema& of) { return of.document().dump(); }

TEST(type, writes_what_typebox_writes_for_simple_values) {
    EXPECT_EQ(written(type::any()), "{}");
    EXPECT_EQ(written(type::unknown()), "{}");
    EXPECT_EQ(written(type::never()), R"({"not":{}})");
    EXPECT_EQ(written(type::null()), R"({"type":"null"})");
    EXPECT_EQ(written(type::boolean()), R"({"type":"boolean"})");
    EXPECT_EQ(written(type::number({.minimum = 1, .exclusive_maximum = 9, .multiple_of = 0.5})),
              R"({"minimum":1,"exclusiveMaximum":9,"multipleOf":0.5,"type":"number"})");
    EXPECT_EQ(written(type::integer({.maximum = 3})), R"({"maximum":3,"type":"integer"})");
    EXPECT_EQ(
        written(type::string(
            {.min_length = 1, .max_length = 5, .pattern = "^a", .format = "email", .other = {{"description", "d"}}})),
        R"({"minLength":1,"maxLength":5,"pattern":"^a","format":"email","description":"d","type":"string"})");
    EXPECT_EQ(written(type::literal("chat")), R"({"const":"chat","type":"string"})");
    EXPECT_EQ(written(type::literal(3)), R"({"const":3,"type":"number"})");
    EXPECT_EQ(written(type::literal(true)), R"({"const":true,"type":"boolean"})");
}

TEST(type, writes_what_typebox_writes_for_arrays_and_objects) {
    EXPECT_EQ(written(type::array(type::string(), {.min_items = 1, .unique_items = true})),
              R"({"minItems":1,"uniqueItems":true,"type":"array","items":{"type":"string"}})");
    EXPECT_EQ(
        written(type::tuple({type::string(), type::number()})),
        R"({"type":"array","items":[{"type":"string"},{"type":"number"}],"additionalItems":false,"minItems":2,"maxItems":2})");
    EXPECT_EQ(written(type::tuple({})), R"({"type":"array","minItems":0,"maxItems":0})");
    EXPECT_EQ(written(type::object({{"type", type::literal("chat")}, {"n", type::optional(type::number())}},
                                   {.additional_properties = false})),
              R"({"additionalProperties":false,"type":"object","required":["type"],)"
              R"("properties":{"type":{"const":"chat","type":"string"},"n":{"type":"number"}}})");
    EXPECT_EQ(written(type::object({})), R"({"type":"object","properties":{}})");
    EXPECT_EQ(written(type::object({{"n", type::optional(type::number())}})),
              R"({"type":"object","properties":{"n":{"type":"number"}}})");
    EXPECT_EQ(written(type::record(type::number())),
              R"({"type":"object","patternProperties":{"^(.*)$":{"type":"number"}}})");
    EXPECT_EQ(written(type::record("^x", type::string(), {.additional_properties = false})),
              R"({"additionalProperties":false,"type":"object","patternProperties":{"^x":{"type":"string"}}})");
}

TEST(type, writes_what_typebox_writes_for_types_made_of_types) {
    const auto a = type::object({{"a", type::string()}});
    const auto b = type::object({{"b", type::number()}});
    EXPECT_EQ(written(type::union_({type::string(), type::null()})),
              R"({"anyOf":[{"type":"string"},{"type":"null"}]})");
    EXPECT_EQ(written(type::union_({type::string()})), R"({"type":"string"})");
    EXPECT_EQ(written(type::union_({})), R"({"not":{}})");
    EXPECT_EQ(written(type::intersect({a, b}, {{"unevaluatedProperties", false}})),
              R"({"unevaluatedProperties":false,"type":"object","allOf":[)"
              R"({"type":"object","required":["a"],"properties":{"a":{"type":"string"}}},)"
              R"({"type":"object","required":["b"],"properties":{"b":{"type":"number"}}}]})");
    EXPECT_EQ(written(type::enum_({"a", "b", 3})),
              R"({"anyOf":[{"const":"a","type":"string"},{"const":"b","type":"string"},{"const":3,"type":"number"}]})");
    EXPECT_EQ(written(type::not_(type::string())), R"({"not":{"type":"string"}})");
    EXPECT_EQ(written(type::ref("X")), R"({"$ref":"X"})");
    EXPECT_EQ(written(type::recursive("Node",
                                      [](const type::schema& self) {
                                          return type::object({{"id", type::string()}, {"kids", type::array(self)}});
                                      })),
              R"({"$id":"Node","type":"object","required":["id","kids"],"properties":{"id":{"type":"string"},)"
              R"("kids":{"type":"array","items":{"$ref":"Node"}}}})");
}

TEST(type, writes_what_typebox_writes_for_parts_of_objects) {
    const auto both = type::object({{"a", type::string()}, {"b", type::optional(type::number())}});
    const auto all = R"("properties":{"a":{"type":"string"},"b":{"type":"number"}}})";
    EXPECT_EQ(written(type::partial(both)), std::string(R"({"type":"object",)") + all);
    EXPECT_EQ(written(type::required(both)), std::string(R"({"type":"object","required":["a","b"],)") + all);
    EXPECT_EQ(written(type::pick(both, {"a"})),
              R"({"type":"object","required":["a"],"properties":{"a":{"type":"string"}}})");
    EXPECT_EQ(written(type::omit(both, {"a"})), R"({"type":"object","properties":{"b":{"type":"number"}}})");
}

TEST(type, refuses_what_is_no_type) {
    const auto why = [](auto make) {
        try {
            make();
        } catch (const vafast::error& thrown) {
            EXPECT_EQ(thrown.kind(), vafast::error_kind::invalid_argument);
            return std::string(thrown.what());
        }
        return std::string("nothing was thrown");
    };
    EXPECT_THAT(why([] { type::literal(nullptr); }), HasSubstr("not null"));
    EXPECT_THAT(why([] { type::partial(type::string()); }), HasSubstr("take a type::object"));
    EXPECT_THAT(why([] { type::string({.other = "x"}); }), HasSubstr("not \"x\""));
    EXPECT_THAT(why([] { vafast::validator made = type::string({.pattern = "("}); }), HasSubstr("/pattern is \"(\""));
}

}  // namespace
