// Which texts are JSON (RFC 8259), what they mean, and what is said about those that are not.
#include <vafast/json.hpp>

#include <cmath>

#include <gmock/gmock.h>

namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using vafast::error;
using vafast::json;

// Whether `text` is JSON; all ways of asking have to agree.
bool is_json(const std::string& text) {
    json value = "untouched";
    std::string why;
    const bool parsed = json::try_parse(text, value, &why);
    EXPECT_EQ(json::accept(text), parsed) << text;
    EXPECT_EQ(why.empty(), parsed) << text;
    EXPECT_TRUE(parsed || value == "untouched") << text;
    return parsed;
}

TEST(json_parser, accepts_all_that_is_json) {
    const std::string accepted[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "123",
        "1.5",
        "1e5",
        "1E5",
        "1e+5",
        "1e-5",
        "1.5e+05",
        "0e0",
        "0.0e0",
        "-0.0",
        "1e00",
        "0.000000000000000000000000000000001",
        "20e1",
        "1E22",
        "123456789012345678901234567890",
        "-9223372036854775808",
        "18446744073709551615",
        "1e-400",
        "0e999999999999999999999",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        " [ 1 , 2 ] ",
        "\t\n\r []",
        "[] \n",
        "[[]]",
        "[[],[[]]]",
        "[null]",
        "[1,null,\"\"]",
        R"("")",
        R"("a")",
        R"("\"\\\/\b\f\n\r\t")",
        R"("\u0041")",
        R"("\uabcd\uABCD")",
        R"("\u0000")",
        R"("\ud83d\ude00")",
        R"("\uD83D\uDE00")",
        R"("\uffff")",
        R"("\ufffe")",
        R"("\u2028")",
        R"("/*no comment*/")",
        "\"\x7f\"",
        "\"é\"",
        "\"漢\"",
        "\"😀\"",
        "\"\xf4\x8f\xbf\xbf\"",
        "\"\xef\xbb\xbf\"",
        "\"\xef\xbf\xbf\"",
        R"({"":0})",
        R"({"a":1})",
        R"({"a":1,"b":2})",
        R"({ "a" : { "b" : [ ] } })",
        R"({"a":1,"a":2})",
        R"({"\u0061":"b"})",
        "{\"\\u0000\":1}",
        R"([{"a":[{"b":null}]},false])",
        "\"01234567\"",
        "\"012345678\"",
        "\"0123456é89012345\"",
    };
    for (const std::string& text : accepted) EXPECT_TRUE(is_json(text)) << text;
}

TEST(json_parser, refuses_all_that_is_not_json) {
    const std::string refused[] = {
        // nothing, and more than one thing
        "",
        " ",
        "\n",
        "1 2",
        "[] []",
        "{}{}",
        "null,",
        "\"a\" x",
        "[1]]",
        "{}}",
        "[]\0"s,
        "1\0"s,
        // words
        "nul",
        "nulll",
        "True",
        "FALSE",
        "truth",
        "t",
        "undefined",
        "NaN",
        "Infinity",
        "-Infinity",
        "nan",
        "none",
        // numbers
        "-",
        "+1",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-.5",
        "1.e5",
        "1e",
        "1e+",
        "1E-",
        "0x10",
        "1_000",
        "1,5",
        "--1",
        "1e5.5",
        "- 1",
        "1a",
        "0e",
        "1.2.3",
        "٣",
        "1e400",
        "-1e400",
        "1e999999999999999999999",
        "[-]",
        "[1.]",
        "[01]",
        // arrays
        "[",
        "]",
        "[1",
        "[1,",
        "[,",
        "[,1]",
        "[1,]",
        "[1,,2]",
        "[1 2]",
        "[1;2]",
        "[\"a\"",
        "[1}",
        "[[1]",
        "[1,\n1\n,1",
        // objects
        "{",
        "}",
        "{1:2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,,\"b\":2}",
        "{\"a\"::1}",
        "{\"a\":1]",
        "{\"a\":1",
        "{null:1}",
        "{\"a\",1}",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1,",
        "{:1}",
        "{[]:1}",
        // strings
        "\"",
        "\"a",
        "'a'",
        "\"a\\\"",
        "\"\\",
        "\"\\a\"",
        "\"\\x41\"",
        "\"\\0\"",
        "\"\\'\"",
        "\"\\U0041\"",
        "\"\\u\"",
        "\"\\u1\"",
        "\"\\u12\"",
        "\"\\u123\"",
        "\"\\u123",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "\"\n\"",
        "\"\t\"",
        "\"\0\""s,
        "\"\x1f\"",
        "\"01234567\x01\"",
        "a",
        "\"a\" \"b\"",
        "\"\\\n\"",
        // half of a pair
        R"("\ud800")",
        R"("\udc00")",
        R"("\ud800\ud800")",
        R"("\udc00\ud800")",
        R"("\ud800a")",
        R"("\ud800\n")",
        R"("\ud800\u0041")",
        R"("\ud83d)",
        R"("\ud83d\)",
        R"("\ud83d\u)",
        R"("\uD83D\uDE0")",
        // not UTF-8
        "\"\x80\"",
        "\"\xbf\"",
        "\"\xc0\xaf\"",
        "\"\xc1\xbf\"",
        "\"\xc2\"",
        "\"\xc3\x28\"",
        "\"\xe0\x9f\xbf\"",
        "\"\xe2\x82\"",
        "\"\xe2\x28\xa1\"",
        "\"\xed\xa0\x80\"",
        "\"\xed\xbf\xbf\"",
        "\"\xf0\x8f\xbf\xbf\"",
        "\"\xf0\x9f\x98\"",
        "\"\xf4\x90\x80\x80\"",
        "\"\xf5\x80\x80\x80\"",
        "\"\xf8\x88\x80\x80\x80\"",
        "\"\xfe\"",
        "\"\xff\"",
        "\"\xe2\x82",
        "\"\xc2",
        "{\"\xff\":1}",
        "\"01234567\xff\"",
        "\xff",
        "\xc3\xa9",
        // other spaces, comments, byte order marks, other encodings
        "\xef\xbb\xbf{}",
        "\xef\xbb\xbf",
        "\xc2\xa0[]",
        "\v[]",
        "\f[]",
        "[]\f",
        "\xe2\x80\xa8[]",
        "// no\n1",
        "/**/1",
        "1//",
        "#1",
        "[1/**/]",
        "[\0]"s,
        "\0"s,
        "\xff\xfe[\0]\0"s,
        "\0[\0]"s,
    };
    for (const std::string& text : refused) EXPECT_FALSE(is_json(text)) << testing::PrintToString(text);
}

// RFC 8259 leaves these to us.
TEST(json_parser, decides_what_the_standard_leaves_open) {
    EXPECT_EQ(json::parse(R"({"a":1,"b":2,"a":3})").dump(), R"({"a":3,"b":2})") << "the last of equal keys";
    EXPECT_TRUE(json::parse("18446744073709551616").is_number_float()) << "beyond 64 bits";
    EXPECT_TRUE(json::parse("-9223372036854775809").is_number_float());
    EXPECT_EQ(json::parse("18446744073709551616"), 0x1p64);
    EXPECT_EQ(json::parse("1e-400"), 0.0) << "below the smallest double";
    EXPECT_FALSE(is_json("1e309")) << "beyond the largest";
    EXPECT_TRUE(is_json("1.7976931348623157e308"));
    EXPECT_TRUE(is_json(std::string(256, '[') + std::string(256, ']')));
    EXPECT_FALSE(is_json(std::string(257, '[') + std::string(257, ']')));
}

TEST(json_parser, counts_depth_and_not_breadth) {
    std::string text = "[";
    for (int i = 0; i < 1000; ++i) text += "[[]],{\"a\":{}},";
    EXPECT_TRUE(is_json(text + "1]"));
    std::string mixed;
    for (int i = 0; i < 128; ++i) mixed += "[{\"a\":";
    EXPECT_FALSE(is_json(mixed + "[]")) << "not closed, and one too deep";
    std::string closing;
    for (int i = 0; i < 128; ++i) closing += "}]";
    EXPECT_TRUE(is_json(mixed + "0" + closing));
    EXPECT_FALSE(is_json(mixed + "[]" + closing));
}

TEST(json_parser, reads_numbers_as_what_they_are) {
    EXPECT_TRUE(json::parse("1").is_number_integer());
    EXPECT_TRUE(json::parse("1.0").is_number_float());
    EXPECT_TRUE(json::parse("1e0").is_number_float());
    EXPECT_EQ(json::parse("-9223372036854775808").get<std::int64_t>(), INT64_MIN);
    EXPECT_EQ(json::parse("9223372036854775807").get<std::int64_t>(), INT64_MAX);
    EXPECT_EQ(json::parse("9223372036854775808").get<std::uint64_t>(), std::uint64_t{1} << 63);
    EXPECT_EQ(json::parse("18446744073709551615").get<std::uint64_t>(), UINT64_MAX);
    EXPECT_EQ(json::parse("0.1").get<double>(), 0.1);
    EXPECT_EQ(json::parse("-2.5e-3").get<double>(), -2.5e-3);
    EXPECT_EQ(json::parse("2.2250738585072011e-308").get<double>(), 2.2250738585072011e-308);
    EXPECT_EQ(json::parse("5e-324").get<double>(), 5e-324);
    for (const char* zero : {"-0", "-0.0", "-0e5", "-1e-400", "-0.00000e-9999999999999999999999"}) {
        const double number = json::parse(zero).get<double>();
        EXPECT_EQ(number, 0.0) << zero;
        EXPECT_TRUE(std::signbit(number)) << zero;
    }
    EXPECT_FALSE(std::signbit(json::parse("0").get<double>()));
}

TEST(json_parser, knows_large_from_small_whatever_the_digits_and_the_exponent) {
    const std::string zeros(400, '0');
    EXPECT_EQ(json::parse("1" + zeros + "e-400"), 1.0);
    EXPECT_EQ(json::parse("0." + zeros + "1e401"), 1.0);
    EXPECT_FALSE(is_json("1" + zeros));
    EXPECT_FALSE(is_json("0." + zeros + "1e900"));
    EXPECT_EQ(json::parse("0." + zeros + "1"), 0.0);
    EXPECT_EQ(json::parse("1" + zeros + "e-900"), 0.0);
    EXPECT_EQ(json::parse("0." + zeros + zeros + "1e+400"), 0.0);
    EXPECT_EQ(json::parse("1e-99999999999999999999999999"), 0.0);
    EXPECT_EQ(json::parse("0e99999999999999999999999999"), 0.0);
}

TEST(json_parser, unescapes_strings) {
    EXPECT_EQ(json::parse(R"("a\"\\\/\b\f\n\r\tz")"), "a\"\\/\b\f\n\r\tz");
    EXPECT_EQ(json::parse(R"("\u0041\u00e9\u6f22\uD83D\uDE00")"), "Aé漢😀");
    EXPECT_EQ(json::parse(R"("\u0000")"), std::string(1, '\0'));
    EXPECT_EQ(json::parse(R"("\u007f\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff")"),
              "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
    EXPECT_EQ(json::parse(R"({"\u0061b":1})").dump(), R"({"ab":1})");
    EXPECT_EQ(json::parse(R"(["\n","plain","\t"])"), (json{"\n", "plain", "\t"}));
}

// A string is scanned eight bytes at a time: whatever is special, wherever it stands.
TEST(json_parser, finds_what_is_special_at_every_place_of_a_string) {
    for (std::size_t length = 0; length < 40; ++length) {
        for (std::size_t place = 0; place <= length; ++place) {
            const std::string before(place, 'a');
            const std::string after(length - place, 'b');
            EXPECT_EQ(json::parse('"' + before + "\\n" + after + '"'), before + '\n' + after);
            EXPECT_EQ(json::parse('"' + before + "é" + after + '"'), before + "é" + after);
            EXPECT_EQ(json::parse('"' + before + "\x7f!#[]" + after + '"'), before + "\x7f!#[]" + after);
            EXPECT_FALSE(is_json('"' + before + '\x1f' + after + '"'));
            EXPECT_FALSE(is_json('"' + before + '\xff' + after + '"'));
            EXPECT_FALSE(is_json('"' + before + '"' + after + '"'));
        }
    }
}

TEST(json_parser, leaves_utf8_to_those_who_have_checked_it) {
    json value;
    EXPECT_TRUE(json::try_parse("{\"é😀\":\"漢\\u00e9\"}", value, nullptr, json::utf8::known_valid));
    EXPECT_EQ(value["é😀"], "漢é");
    EXPECT_TRUE(json::accept("\"漢\"", json::utf8::known_valid));
    EXPECT_FALSE(json::accept("漢", json::utf8::known_valid));
    EXPECT_FALSE(json::accept("\"漢", json::utf8::known_valid));
    EXPECT_FALSE(json::accept("\"漢\x01\"", json::utf8::known_valid));
}

TEST(json_parser, says_where_and_what_it_expected) {
    const std::pair<std::string, std::string> cases[] = {
        {"", "line 1, column 1: expected a value but found the end of the text"},
        {"nope", "line 1, column 1: expected a value but found 'n'"},
        {"[1,\n  2 x]", "line 2, column 5: expected ',' or ']' but found 'x'"},
        {"[1,]", "line 1, column 4: expected a value but found ']'"},
        {"{\"é\" 1}", "line 1, column 6: expected ':' after the key but found '1'"},
        {"{\"a\":1 2}", "line 1, column 8: expected ',' or '}' but found '2'"},
        {"{a:1}", "line 1, column 2: expected a key in double quotes but found 'a'"},
        {"[] x", "line 1, column 4: expected nothing more after the value but found 'x'"},
        {"\"abc", "line 1, column 5: expected '\"' at the end of the string but found the end of the text"},
        {"\"a\nb\"", "line 1, column 3: a control character in a string has to be escaped"},
        {"\"\\q\"", "line 1, column 3: expected one of \" \\ / b f n r t u after a backslash but found 'q'"},
        {"\"\\u12x4\"", "line 1, column 6: expected four hexadecimal digits after \\u but found 'x'"},
        {"\"a\\ud800\"", "line 1, column 3: an escape is half of a surrogate pair"},
        {"\"\xff\"", "line 1, column 2: the text is not UTF-8"},
        {"1.x", "line 1, column 3: expected a digit but found 'x'"},
        {"[012]", "line 1, column 2: a number does not begin with a needless 0"},
        {"[1e999]", "line 1, column 2: the number is too large for a double"},
        {"\xef\xbb\xbf[]", "line 1, column 1: expected a value but found a byte order mark"},
        {"\x01", "line 1, column 1: expected a value but found the byte 0x01"},
        {"[[\n" + std::string(255, '['), "line 2, column 255: more than 256 arrays and objects are nested"},
    };
    for (const auto& [text, sentence] : cases) {
        json value;
        std::string why;
        EXPECT_FALSE(json::try_parse(text, value, &why)) << text;
        EXPECT_EQ(why, sentence);
    }
}

TEST(json_parser, does_not_look_behind_the_end_for_the_rest_of_a_character) {
    for (const std::string_view whole : {"\"é\"", "\"漢\"", "\"😀\""}) {
        for (std::size_t length = 2; length < whole.size() - 1; ++length) {
            json value;
            std::string why;
            EXPECT_FALSE(json::try_parse(whole.substr(0, length), value, &why));
            EXPECT_EQ(why, "line 1, column 2: the text is not UTF-8");
        }
    }
}

TEST(json_parser, throws_where_the_program_insists) {
    try {
        json::parse("{\"a\":");
        FAIL();
    } catch (const error& thrown) {
        EXPECT_EQ(thrown.kind(), vafast::error_kind::invalid_message);
        EXPECT_STREQ(thrown.what(),
                     "The text is not JSON: line 1, column 6: expected a value but found the end of the text.");
    }
}

}  // namespace
