// What a JSON value looks like as text.
#include <vafast/json.hpp>

#include <limits>

#include <gmock/gmock.h>

namespace {

using testing::HasSubstr;
using vafast::error;
using vafast::json;

TEST(json_text, is_compact_unless_told_otherwise) {
    const json value{{"a", {1, 2}}, {"b", json::object()}, {"c", json::array()}, {"d", {{"e", nullptr}}}};
    EXPECT_EQ(value.dump(), R"({"a":[1,2],"b":{},"c":[],"d":{"e":null}})");
    EXPECT_EQ(value.dump(-1), value.dump());
    EXPECT_EQ(value.dump(2), R"({
  "a": [
    1,
    2
  ],
  "b": {},
  "c": [],
  "d": {
    "e": null
  }
})");
    EXPECT_EQ(json::parse(value.dump(4)), value);
    EXPECT_EQ((json{1}).dump(0), "[\n1\n]");
}

TEST(json_text, escapes_what_has_to_be_escaped_and_nothing_else) {
    EXPECT_EQ(json("\"\\\b\f\n\r\t").dump(), R"("\"\\\b\f\n\r\t")");
    EXPECT_EQ(json(std::string("\0\x01\x1f\x7f/", 5)).dump(), "\"\\u0000\\u0001\\u001f\x7f/\"");
    EXPECT_EQ(json("é 漢 😀 \u2028").dump(), "\"é 漢 😀 \u2028\"");
    EXPECT_EQ((json{{"a\"b", 1}}).dump(), R"({"a\"b":1})");
}

TEST(json_text, of_a_double_is_the_shortest_that_is_read_as_the_same_double) {
    EXPECT_EQ(json(0.1).dump(), "0.1");
    EXPECT_EQ(json(1.0).dump(), "1.0");
    EXPECT_EQ(json(-0.0).dump(), "-0.0");
    EXPECT_EQ(json(1e22).dump(), "1e+22");
    EXPECT_EQ(json(123456789.0).dump(), "123456789.0");
    EXPECT_EQ(json(5e-324).dump(), "5e-324");
    EXPECT_EQ(json(std::numeric_limits<double>::max()).dump(), "1.7976931348623157e+308");
}

TEST(json_text, is_never_invalid_utf8) {
    for (const char* wrong : {"\xff", "a\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"}) {
        const json value{{"text", wrong}};
        std::string out = "before";
        try {
            value.append_to(out);
            ADD_FAILURE() << testing::PrintToString(wrong);
        } catch (const error& thrown) {
            EXPECT_EQ(thrown.kind(), vafast::error_kind::invalid_message);
            EXPECT_THAT(thrown.what(), HasSubstr("not UTF-8 at byte"));
        }
        EXPECT_EQ(out, "before");
        EXPECT_THROW(value.dump(), error);
        EXPECT_THROW((json{{wrong, 1}}).dump(), error);
    }
}

TEST(json_text, is_appended_to_what_is_there) {
    std::string out = "data: ";
    json{1, 2}.append_to(out);
    EXPECT_EQ(out, "data: [1,2]");
}

}  // namespace
