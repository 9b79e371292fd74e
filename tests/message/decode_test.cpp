#include "message/structs.hpp"

#include <gmock/gmock.h>

namespace vafast::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The error of a text that is no T, as one line.
template <class T>
std::string error_of(std::string_view text) {
    T value{};
    validation_error why;
    text_storage storage;
    if (try_decode(text, value, &why, &storage)) return "none";
    return why.path + ": " + why.rule + ": " + why.expected + " / " + why.found;
}

constexpr std::string_view everything_text =
    R"({"flag":true,"tiny":-128,"large":18446744073709551615,"real":1.5e+300,"small_real":0.1,"view":"esc\"aped",)"
    R"("untagged":[1,2],"two":[1,2],"mixed":[1,"x"],"both":[3,4],"counts":{"k":1},"bits":[true,false],)"
    R"("bytes":"aGVsbG8=","when":"2026-11-25T18:22:44.123Z","version":"v1","temperature":21.5,"nothing":null,)"
    R"("rest":{"z": [1 ,2]}})";

TEST(decode, reads_a_message_of_the_specification) {
    const auto message = decode<chat_protocol>(
        R"({"type":"chat","message":"Hello, everyone!","userId":"user123","timestamp":1700000000000})");
    EXPECT_EQ(std::get<chat_message>(message), (chat_message{"Hello, everyone!", "user123", 1'700'000'000'000}));
}

TEST(decode, finds_members_in_any_order_between_any_white_space) {
    const auto message = decode<chat_protocol>(
        " { \"timestamp\" : 5 ,\n\t\"userId\":\"u\", \"more\":[1,{\"type\":2}], \"message\" : \"a\\u00e4\\n\", "
        "\"type\":\"chat\" } ");
    EXPECT_EQ(std::get<chat_message>(message), (chat_message{"aä\n", "u", 5}));
}

TEST(decode, reads_a_struct_without_discriminator_and_an_enum_as_its_name) {
    const auto message = decode<game_message>(R"({"type":"player_move","data":{"x":1}})");
    EXPECT_EQ(message.type, game_event::player_move);
    EXPECT_EQ(message.data.at("x"), json(1));
}

TEST(decode, reads_and_writes_every_kind_of_member) {
    everything value{};
    validation_error why;
    text_storage storage;
    ASSERT_TRUE(try_decode(everything_text, value, &why, &storage)) << why.what();
    EXPECT_EQ(value.tiny, -128);
    EXPECT_EQ(value.view, "esc\"aped");
    EXPECT_THAT(std::get<2>(value.untagged), ElementsAre(1, 2));
    using numbers = std::map<std::string, std::vector<int>>;
    EXPECT_EQ(value.rest.as<numbers>().at("z").size(), 2u);
    EXPECT_EQ(encode(value), everything_text);
}

TEST(decode, reads_what_it_wrote_for_trees_that_hold_themselves) {
    const std::string text =
        R"({"name":"a","children":[{"name":"b","children":[]}],"next":{"name":"z","children":[]}})";
    EXPECT_EQ(encode(decode<node>(text)), text);
}

TEST(decode, takes_null_and_absence_for_an_optional_alike) {
    EXPECT_FALSE(decode<user>(R"({"userName":"a","years":1,"tags":[]})").e_mail);
    EXPECT_FALSE(decode<user>(R"({"userName":"a","years":1,"tags":[],"eMail":null})").e_mail);
    EXPECT_EQ(decode<user>(R"({"userName":"a","years":1,"tags":[],"eMail":"a@b"})").e_mail, "a@b");
}

TEST(decode, says_where_what_was_expected_and_what_was_there) {
    EXPECT_EQ(error_of<chat_protocol>(R"({"type":"chat","message":"x","userId":5,"timestamp":1})"),
              "/userId: type: a string / 5");
    EXPECT_EQ(error_of<chat_protocol>(R"({"type":"chat","message":"x","timestamp":1})"),
              ": required: a member \"userId\" / none");
    EXPECT_EQ(error_of<chat_protocol>(R"({"type":"nope"})"), "/type: enum: one of \"chat\", \"system\" / \"nope\"");
    EXPECT_EQ(error_of<chat_protocol>(R"({"message":"x"})"), ": required: a member \"type\" / none");
    EXPECT_EQ(error_of<chat_protocol>(R"({"type":5})"), "/type: type: a string / 5");
    EXPECT_EQ(error_of<chat_protocol>("[1]"), ": type: an object / an array");
    EXPECT_EQ(error_of<chat_protocol>(R"({"type":"system","action":"gone","data":null})"),
              "/action: enum: one of \"user_joined\", \"user_left\", \"notification\" / \"gone\"");
    EXPECT_EQ(error_of<node>(R"({"name":"a","children":[{"name":"b","children":[]},{"name":7}]})"),
              "/children/1/name: type: a string / 7");
    EXPECT_EQ(error_of<user>(R"({"userName":"a","years":5,"tags":[],"scores":{"a/b":"x"}})"),
              "/scores/a~1b: type: a number / a string");
    EXPECT_EQ(error_of<celsius>("-300"), ": codec: a value that can be used / it is never that cold");
}

struct span {
    int from;
    int to;
    std::optional<std::string> label;

    static consteval auto rules() {
        return vafast::rules(satisfies("it goes forward", [](const span& s) { return s.from <= s.to; }));
    }
};

TEST(decode, looks_at_the_end_of_a_message_that_is_plain_up_to_there) {
    EXPECT_EQ(error_of<chat_protocol>(R"({"type":"chat","message":"x","userId":"u"})"),
              ": required: a member \"timestamp\" / none");
    EXPECT_EQ(error_of<chat_protocol>(R"({"type":"chat","message":"x","userId":"u","timestamp":1,"timestamp":2})"),
              "/timestamp: duplicate: each member once / it a second time");
    EXPECT_THAT(error_of<chat_protocol>(R"({"type":"chat","message":"x","userId":"u","timestamp":1}})"),
                HasSubstr("expected nothing more after the value"));
    EXPECT_THAT(error_of<chat_protocol>(R"({"type":"chat","message":"x","userId":"u","timestamp":1)"),
                HasSubstr("json"));
    EXPECT_EQ(error_of<chat_message>(R"({"type":"system","message":"x","userId":"u","timestamp":1})"),
              "/type: const: \"chat\" / \"system\"");
    EXPECT_EQ(error_of<span>(R"({"from":1})"), ": required: a member \"to\" / none");
    EXPECT_EQ(error_of<span>(R"({"from":2,"to":1})"), ": satisfies: that it goes forward / otherwise");
    EXPECT_EQ(error_of<span>(R"({"from":1,"to":2,"label":"a\u0062"})"), "none");
    EXPECT_EQ(error_of<span>(R"({"label":"a","from":1,"to":2})"), "none");
}

TEST(decode, knows_the_byte_of_an_error) {
    validation_error why;
    chat_protocol value;
    EXPECT_FALSE(try_decode(R"({"type":"chat","message":"x","userId":5,"timestamp":1})", value, &why));
    EXPECT_EQ(why.position, 38u);
}

TEST(decode, refuses_a_member_that_is_there_twice) {
    EXPECT_THAT(error_of<chat_protocol>(R"({"type":"chat","message":"x","message":"x","userId":"a","timestamp":1})"),
                HasSubstr("duplicate"));
    EXPECT_THAT(error_of<chat_protocol>(R"({"type":"chat","type":"chat","message":"x","userId":"a","timestamp":1})"),
                HasSubstr("duplicate"));
    EXPECT_THAT((error_of<std::map<std::string, int>>(R"({"a":1,"a":2})")), HasSubstr("duplicate"));
}

TEST(decode, takes_whole_numbers_however_they_are_written_and_no_others) {
    EXPECT_EQ(decode<std::vector<int>>("[1.0, 1e3, -0, 0.0, 2147483647, -2147483648]"),
              (std::vector<int>{1, 1000, 0, 0, INT32_MAX, INT32_MIN}));
    EXPECT_EQ(error_of<int>("1.5"), ": type: an integer / 1.5");
    EXPECT_EQ(error_of<int>("2147483648"), ": maximum: a number of at most 2147483647 / 2147483648");
    EXPECT_EQ(error_of<std::uint8_t>("-1"), ": minimum: a number of at least 0 / -1");
    EXPECT_EQ(error_of<std::uint8_t>("1e99"), ": maximum: a number of at most 255 / 1e99");
    EXPECT_EQ(decode<std::int64_t>("-9223372036854775808"), INT64_MIN);
    EXPECT_EQ(decode<std::uint64_t>("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(error_of<std::uint64_t>("18446744073709551616"),
              ": maximum: a number of at most 18446744073709551615 / 18446744073709551616");
}

struct plain_members {
    bool flag;
    std::int32_t small;
    std::uint32_t natural;
    std::int64_t large;
    std::uint64_t vast;
    double real;
    std::string text;
    std::vector<std::string> list;
    std::vector<double> numbers;

    bool operator==(const plain_members&) const = default;
};

TEST(decode, reads_the_same_with_blanks_and_without_and_refuses_every_beginning) {
    const plain_members value{true, -7, 8, -1234567890123, 99, -12.5, "a text of some length", {"", "x"}, {1, -0.25}};
    const std::string text = encode(value);
    EXPECT_EQ(decode<plain_members>(text), value);
    std::string spaced;
    for (const char c : text) {
        spaced += c;
        if (c == ':' || c == ',' || c == '[' || c == '{') spaced += ' ';
    }
    EXPECT_EQ(decode<plain_members>(spaced), value);
    // Behind what is read stands what would complete it.
    plain_members out{};
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(try_decode(std::string_view(text).substr(0, size), out)) << size;
    for (const char* wrong :
         {R"("small":-7.5)", R"("small":2147483648)", R"("small":07)", R"("small":-)", R"("small":1e9e9)"}) {
        std::string changed = text;
        changed.replace(changed.find("\"small\":-7"), 10, wrong);
        EXPECT_FALSE(try_decode(changed, out)) << wrong;
    }
    EXPECT_FALSE(try_decode(text.substr(0, text.size() - 1) + R"(,"small":-7})", out));
}

struct tagged {
    int id;
    std::vector<std::string> tags;
};

TEST(decode, reads_lists_of_strings_in_any_form_and_refuses_broken_ones) {
    const auto tags_of = [](std::string_view list) {
        tagged value{0, {"from before"}};
        const bool fine = try_decode("{\"id\":1,\"tags\":" + std::string(list) + "}", value);
        return fine ? value.tags : std::vector<std::string>{"refused"};
    };
    using strings = std::vector<std::string>;
    EXPECT_EQ(tags_of("[]"), strings());
    EXPECT_EQ(tags_of(R"(["a","","a text that is longer than a string holds itself","d","e"])"),
              (strings{"a", "", "a text that is longer than a string holds itself", "d", "e"}));
    EXPECT_EQ(tags_of(R"(["a","b\n","c"])"), (strings{"a", "b\n", "c"}));
    EXPECT_EQ(tags_of(R"([ "a", "b" , "ü"])"), (strings{"a", "b", "ü"}));
    for (const char* wrong : {R"(["a"x"b"])", R"(["a""b"])", R"(["a",])", R"(["a","b")", R"(["a",1])", R"([,"a"])",
                              "[\"a\",\"\xff\"]", R"("a")", R"(["a"}])", "null"})
        EXPECT_EQ(tags_of(wrong), strings{"refused"}) << wrong;
}

TEST(decode, reads_doubles_to_the_last_bit) {
    for (const double number : {0.1, 1.0 / 3, 123456.789, 999999999999999.0, 0.000001, 1e-300, 5e-324, 19.99, -0.5}) {
        EXPECT_EQ(decode<double>(encode(number)), number);
    }
    EXPECT_EQ(decode<double>("0.30000000000000004"), 0.1 + 0.2);
    EXPECT_EQ(decode<double>("123456789012345.6"), 123456789012345.6);
    EXPECT_EQ(decode<double>("7777777777777778.7777777777272"), 7777777777777778.7777777777272);
}

TEST(decode, refuses_what_does_not_fit_into_a_float) {
    EXPECT_EQ(decode<float>("-3.4028234663852886e38"), -std::numeric_limits<float>::max());
    EXPECT_EQ(error_of<float>("3.5e38"), ": maximum: a number that fits into a float / 3.5e38");
    EXPECT_EQ(error_of<float>("-1e300"), ": minimum: a number that fits into a float / -1e300");
}

TEST(decode, chooses_among_alternatives_without_discriminator_what_fits) {
    using any_of = std::variant<int, double, std::string, node, std::vector<int>>;
    EXPECT_EQ(decode<any_of>("1").index(), 0u);
    EXPECT_EQ(decode<any_of>("1.5").index(), 1u);
    EXPECT_EQ(decode<any_of>("\"x\"").index(), 2u);
    EXPECT_EQ(decode<any_of>(R"({"name":"x","children":[]})").index(), 3u);
    EXPECT_EQ(error_of<any_of>("true"), ": anyOf: a value of one of 5 types / true");
    EXPECT_EQ(error_of<any_of>("[\"x\"]"), "/0: type: an integer / a string");  // the only one that may be meant
}

TEST(decode, gives_what_no_discriminator_fits_to_the_alternative_that_takes_the_rest) {
    using open = std::variant<chat_message, json>;
    EXPECT_EQ(decode<open>(R"({"type":"new","x":1})").index(), 1u);
    EXPECT_EQ(decode<open>("5").index(), 1u);
    EXPECT_EQ(decode<open>(R"({"type":5})").index(), 1u);
    EXPECT_EQ(decode<open>(R"({"type":"chat","message":"x","userId":"a","timestamp":1})").index(), 0u);
}

struct other_tag {
    static constexpr tag type{"kind", "other"};
    int value;
};
struct strict {
    static constexpr tag type{"kind", "strict"};
    static constexpr auto unknown_members = unknown::refuse;
    int value;
};

TEST(decode, knows_discriminators_of_any_key) {
    using both = std::variant<other_tag, strict>;
    EXPECT_EQ(decode<both>(R"({"kind":"strict","value":1})").index(), 1u);
    EXPECT_EQ(encode(both(other_tag{7})), R"({"kind":"other","value":7})");
}

TEST(decode, refuses_members_that_a_struct_does_not_know_where_it_says_so) {
    EXPECT_EQ(decode<other_tag>(R"({"kind":"other","value":1,"more":2})").value, 1);
    EXPECT_EQ(error_of<strict>(R"({"kind":"strict","value":1,"more":2})"),
              "/more: additionalProperties: no member of this name / one");
}

TEST(decode, collects_all_errors_on_request) {
    std::vector<std::string> sentences;
    for (const validation_error& each :
         find_errors<user>(R"({"userName":"toolong","years":"x","tags":["a","abcd",5],"scores":{"a":1,"b":"x"}})"))
        sentences.push_back(each.path + ' ' + each.rule);
    EXPECT_THAT(sentences, ElementsAre("/userName maxLength", "/years type", "/tags/2 type", "/tags/1 maxLength",
                                       "/scores/b type"));
    EXPECT_TRUE(find_errors<user>(R"({"userName":"a","years":5,"tags":[]})").empty());
    EXPECT_EQ(find_errors<user>("{").size(), 1u);
}

TEST(decode, throws_a_sentence_where_it_is_asked_to) {
    try {
        static_cast<void>(decode<chat_protocol>("{}"));
        FAIL();
    } catch (const error& wrong) {
        EXPECT_EQ(wrong.kind(), error_kind::invalid_message);
        EXPECT_THAT(wrong.what(), HasSubstr("expected a member \"type\""));
    }
}

TEST(decode, refuses_escapes_for_a_view_that_has_nowhere_to_look) {
    std::string_view view;
    EXPECT_TRUE(try_decode("\"plain\"", view));
    EXPECT_EQ(view, "plain");
    EXPECT_FALSE(try_decode("\"a\\n\"", view));
}

TEST(decode, bounds_the_depth_of_what_holds_itself) {
    std::string deep;
    for (int i = 0; i < 10'000; ++i) deep += R"({"name":"","children":[)";
    EXPECT_THAT(error_of<node>(deep), HasSubstr("json"));
}

struct nested {
    std::unique_ptr<std::vector<nested>> inner;
    std::vector<std::string> names;
};

// An object and an array a step, and a list of names in the innermost object.
TEST(decode, goes_to_a_depth_of_256_whatever_lies_there_and_encode_does_too) {
    using forest = std::vector<nested>;
    const auto text = [](int steps, std::string result) {
        for (int i = 0; i < steps; ++i) result = R"({"inner":[)" + result + R"(],"names":[]})";
        return '[' + result + ']';
    };
    const auto deep = [](int steps) {
        forest result;
        result.push_back({nullptr, {"x"}});
        for (int i = 0; i < steps; ++i) {
            nested outer{std::make_unique<forest>(std::move(result)), {}};
            result = forest();
            result.push_back(std::move(outer));
        }
        return result;
    };
    const std::string names = R"({"names":["x"]})";
    EXPECT_EQ(error_of<forest>(text(126, names)), "none");
    EXPECT_EQ(encode(deep(126)), text(126, names));
    EXPECT_THAT(error_of<forest>(text(127, names)), HasSubstr("json"));
    EXPECT_THAT(error_of<forest>(text(127, R"({"names":[ "x"]})")), HasSubstr("json"));
    EXPECT_THROW(encode(deep(127)), error);
}

struct names_only {
    std::vector<std::vector<std::string>> lists;
    std::vector<names_only> inner;
};

TEST(decode, counts_lists_in_lists_as_a_depth_of_their_own) {
    const auto text = [](int steps, const char* lists) {
        std::string result;
        for (int i = 0; i < steps; ++i) result += R"({"lists":[],"inner":[)";
        result += std::string(R"({"lists":)") + lists + R"(,"inner":[]})";
        for (int i = 0; i < steps; ++i) result += "]}";
        return result;
    };
    EXPECT_EQ(error_of<names_only>(text(126, R"([["x"]])")), "none");
    for (const char* lists : {R"([["x"]])", R"([[ "x"]])"})
        EXPECT_THAT(error_of<names_only>(text(127, lists)), HasSubstr("json")) << lists;
}

struct late_leaf {
    static constexpr std::string_view type = "leaf";
};
struct late_branch {
    static constexpr std::string_view type = "branch";
    std::vector<std::variant<late_leaf, late_branch>> items;
};

// Each level looks through all that lies in it before it finds its discriminator.
TEST(decode, takes_linear_time_also_where_discriminators_come_last) {
    const auto nested = [](int depth, std::size_t padding) {
        std::string text = R"({"pad":")" + std::string(padding, 'x') + R"(","type":"leaf"})";
        for (int i = 0; i < depth; ++i) text = R"({"items":[)" + text + R"(],"type":"branch"})";
        return text;
    };
    using tree = std::variant<late_leaf, late_branch>;
    EXPECT_EQ(error_of<tree>(nested(3, 100)), "none");
    EXPECT_THAT(error_of<tree>(nested(100, 100'000)), HasSubstr("one that costs too much to read"));
}

// A table whose keys all fall into one bucket stands for one that an attacker has filled.
struct one_bucket {
    std::size_t operator()(const std::string&) const noexcept { return 0; }
};

TEST(decode, refuses_keys_that_were_made_to_collide) {
    using flooded = std::unordered_map<std::string, int, one_bucket>;
    const auto keys = [](int count) {
        std::string text = "{";
        for (int i = 0; i < count; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
        return text + "}";
    };
    EXPECT_EQ(error_of<flooded>(keys(50)), "none");
    EXPECT_THAT(error_of<flooded>(keys(1'000)), HasSubstr("keys that do not collide"));
    EXPECT_EQ((error_of<std::unordered_map<std::string, int>>(keys(10'000))), "none");
}

}  // namespace
}  // namespace vafast::testing
