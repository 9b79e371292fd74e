// What a program does with a JSON value: make it, look into it, take it as C++ types, compare it, change it.
#include <vafast/json.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

namespace {

using testing::HasSubstr;
using vafast::error;
using vafast::error_kind;
using vafast::json;

// The sentence that `action` throws, with its kind.
template <class Action>
std::string sentence_of(Action action, error_kind kind = error_kind::invalid_message) {
    try {
        action();
    } catch (const error& thrown) {
        EXPECT_EQ(thrown.kind(), kind) << thrown.what();
        return thrown.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return "";
}

TEST(json, is_small) { EXPECT_LE(sizeof(json), 16u); }

TEST(json, is_made_from_what_it_holds) {
    EXPECT_TRUE(json().is_null());
    EXPECT_TRUE(json(nullptr).is_null());
    EXPECT_TRUE(json(true).is_boolean());
    EXPECT_TRUE(json(1).is_number_integer());
    EXPECT_TRUE(json(1.0).is_number_float());
    EXPECT_TRUE(json("text").is_string());
    EXPECT_TRUE(json(std::string("text")).is_string());
    EXPECT_TRUE(json(std::string_view("text")).is_string());
    EXPECT_TRUE(json(json::elements()).is_array());
    EXPECT_TRUE(json(json::members()).is_object());
    EXPECT_TRUE(json::array().is_array());
    EXPECT_TRUE(json::object().is_object());
    EXPECT_TRUE(json(1).is_number());
    EXPECT_TRUE(json(1.5).is_number());
    EXPECT_FALSE(json("1").is_number());
    EXPECT_FALSE(json(true).is_number());
}

TEST(json, is_not_made_from_a_character_or_a_pointer) {
    static_assert(!std::is_constructible_v<json, char>);
    static_assert(!std::is_constructible_v<json, void*>);
    static_assert(!std::is_constructible_v<json, int*>);
}

TEST(json, keeps_integers_of_64_bits_exactly) {
    EXPECT_EQ(json(INT64_MIN).dump(), "-9223372036854775808");
    EXPECT_EQ(json(UINT64_MAX).dump(), "18446744073709551615");
    EXPECT_EQ(json(INT64_MIN).get<std::int64_t>(), INT64_MIN);
    EXPECT_EQ(json(UINT64_MAX).get<std::uint64_t>(), UINT64_MAX);
    EXPECT_EQ(json(static_cast<std::uint8_t>(200)).get<int>(), 200);
}

TEST(json, of_pairs_that_begin_with_a_string_is_an_object_and_else_an_array) {
    const json object{{"type", "chat"}, {"n", 1}};
    EXPECT_EQ(object.dump(), R"({"type":"chat","n":1})");
    EXPECT_EQ((json{1, "two", nullptr, true}).dump(), R"([1,"two",null,true])");
    EXPECT_EQ((json{{1, 2}, {3, 4}}).dump(), "[[1,2],[3,4]]");
    EXPECT_EQ((json{{"a", 1}, {"b"}}).dump(), R"([["a",1],["b"]])");
    EXPECT_EQ((json{{"to", {"ann", "bob", "cyd"}}, {"data", {{"n", 1}}}}).dump(),
              R"({"to":["ann","bob","cyd"],"data":{"n":1}})");
    EXPECT_EQ((json{{"nothing", {}}}).dump(), R"({"nothing":null})");
}

TEST(json, of_one_pair_of_strings_is_an_object) { EXPECT_EQ((json{{"a", "b"}}).dump(), R"({"a":"b"})"); }

TEST(json, can_be_told_whether_a_list_is_an_array_or_an_object) {
    EXPECT_EQ(json::array({{"a", 1}}).dump(), R"([["a",1]])");
    EXPECT_EQ(json::object({{"a", 1}}).dump(), R"({"a":1})");
    EXPECT_THAT(sentence_of([] { json::object({1, 2}); }, error_kind::invalid_argument), HasSubstr("given 1"));
}

TEST(json, takes_the_containers_of_the_standard_library) {
    EXPECT_EQ(json(std::vector<int>{1, 2}).dump(), "[1,2]");
    EXPECT_EQ(json(std::vector<bool>{true, false}).dump(), "[true,false]");
    EXPECT_EQ(json(std::set<std::string>{"b", "a"}).dump(), R"(["a","b"])");
    EXPECT_EQ(json(std::vector<std::vector<double>>{{0.5}, {}}).dump(), "[[0.5],[]]");
    EXPECT_EQ((json(std::map<std::string, int>{{"k", 1}, {"l", 2}}).dump()), R"({"k":1,"l":2})");
}

TEST(json, refuses_a_number_that_json_cannot_say) {
    const auto refuse = [](double number) {
        return sentence_of([number] { json value(number); }, error_kind::invalid_argument);
    };
    EXPECT_THAT(refuse(std::numeric_limits<double>::infinity()), HasSubstr("infinite"));
    EXPECT_THAT(refuse(-std::numeric_limits<double>::infinity()), HasSubstr("infinite"));
    EXPECT_THAT(refuse(std::nan("")), HasSubstr("not a number"));
}

TEST(json, refuses_a_null_pointer_as_text) {
    const char* none = nullptr;
    EXPECT_THAT(sentence_of([none] { json value(none); }, error_kind::invalid_argument), HasSubstr("null pointer"));
}

TEST(json, keeps_its_members_in_their_order) {
    json value;
    value["z"] = 1;
    value["a"] = 2;
    value["m"] = 3;
    value["z"] = 4;
    EXPECT_EQ(value.dump(), R"({"z":4,"a":2,"m":3})");
    EXPECT_TRUE(value.erase("a"));
    EXPECT_FALSE(value.erase("a"));
    EXPECT_EQ(value.dump(), R"({"z":4,"m":3})");
}

TEST(json, adds_a_member_where_a_key_is_missing) {
    json value;
    value["a"]["b"]["c"] = {1, 2};
    EXPECT_EQ(value.dump(), R"({"a":{"b":{"c":[1,2]}}})");
}

TEST(json, does_not_add_a_member_to_a_constant) {
    const json value{{"a", 1}};
    EXPECT_EQ(value["a"], 1);
    EXPECT_THAT(sentence_of([&] { value["b"]; }), HasSubstr("no member \"b\""));
}

TEST(json, finds_members_and_elements) {
    json value{{"a", {1, 2}}, {"b", nullptr}};
    EXPECT_TRUE(value.contains("b"));
    EXPECT_FALSE(value.contains("c"));
    EXPECT_FALSE(json("text").contains("c"));
    EXPECT_EQ(value.find("c"), nullptr);
    ASSERT_NE(value.find("a"), nullptr);
    *value.find("b") = 5;
    EXPECT_EQ(value.at("b"), 5);
    EXPECT_EQ(value.at("a").at(1), 2);
    EXPECT_EQ(value["a"][0], 1);
    value["a"][0] = 9;
    EXPECT_EQ(std::as_const(value)["a"][0], 9);
    EXPECT_EQ(value.size(), 2u);
    EXPECT_FALSE(value.empty());
    EXPECT_TRUE(json().empty());
    EXPECT_EQ(json("text").size(), 1u);
}

TEST(json, tells_what_it_is_where_a_member_or_an_element_is_missing) {
    json value{{"a", {1, 2}}};
    EXPECT_EQ(sentence_of([&] { value.at("name"); }), "The JSON object has no member \"name\".");
    EXPECT_EQ(sentence_of([&] { value["a"]["name"] = 1; }),
              "There is no member \"name\" in a JSON value that is an array, not an object.");
    EXPECT_EQ(sentence_of([&] { value["a"][2]; }), "There is no element 2 in a JSON array of 2: the first is 0.");
    EXPECT_EQ(sentence_of([&] { value[0]; }), "There is no element 0 in a JSON value that is an object, not an array.");
    EXPECT_THAT(sentence_of([&] { value.push_back(1); }), HasSubstr("is an object, not an array"));
    EXPECT_THAT(sentence_of([&] { value["a"].erase("x"); }), HasSubstr("is an array, not an object"));
    EXPECT_THAT(sentence_of([&] { value["a"].erase(2); }), HasSubstr("no element 2"));
    EXPECT_THAT(sentence_of([&] { value["a"].items(); }), HasSubstr("is an array, not an object"));
    EXPECT_THAT(sentence_of([&] { value.begin(); }), HasSubstr("is an object, not an array"));
}

TEST(json, becomes_the_types_of_the_language) {
    EXPECT_TRUE(json(true).get<bool>());
    EXPECT_EQ(json(7).get<int>(), 7);
    EXPECT_EQ(json(7.0).get<int>(), 7);
    EXPECT_EQ(json(7).get<double>(), 7.0);
    EXPECT_EQ(json(0.5).get<float>(), 0.5f);
    EXPECT_EQ(json("text").get<std::string>(), "text");
    const json text("text");
    EXPECT_EQ(text.get<std::string_view>(), "text");
    EXPECT_EQ((json{1, 2, 3}).get<std::vector<int>>(), (std::vector<int>{1, 2, 3}));
    EXPECT_EQ((json{"a", 1}).get<std::vector<json>>(), (std::vector<json>{"a", 1}));
    EXPECT_EQ((json{{"n", 5}}).get<int>("n"), 5);
}

TEST(json, does_not_become_an_integer_that_cannot_hold_it) {
    const json value{{"big", 300}, {"negative", -1}, {"broken", 1.5}, {"huge", UINT64_MAX}, {"far", 1e300}};
    EXPECT_EQ(sentence_of([&] { value.get<std::uint8_t>("big"); }),
              "The JSON member \"big\" is 300, which no unsigned integer of 8 bits holds.");
    EXPECT_THAT(sentence_of([&] { value.get<std::int8_t>("big"); }), HasSubstr("signed integer of 8 bits"));
    EXPECT_THAT(sentence_of([&] { value.get<std::uint64_t>("negative"); }), HasSubstr("unsigned integer of 64 bits"));
    EXPECT_THAT(sentence_of([&] { value.get<int>("broken"); }), HasSubstr("is 1.5"));
    EXPECT_THAT(sentence_of([&] { value.get<std::int64_t>("huge"); }), HasSubstr("is 18446744073709551615"));
    EXPECT_THAT(sentence_of([&] { value.get<std::int64_t>("far"); }), HasSubstr("1e+300"));
    EXPECT_THAT(sentence_of([&] { value.get<std::uint64_t>("far"); }), HasSubstr("1e+300"));
    EXPECT_EQ(json(127).get<std::int8_t>(), 127);
    EXPECT_EQ(json(-128).get<std::int8_t>(), -128);
    EXPECT_THROW(json(-129).get<std::int8_t>(), error);
    EXPECT_THROW(json(0x1p63).get<std::int64_t>(), error);
    EXPECT_EQ(json(0x1p63).get<std::uint64_t>(), std::uint64_t{1} << 63);
    EXPECT_EQ(json(-0x1p63).get<std::int64_t>(), INT64_MIN);
}

TEST(json, names_the_member_and_both_types_where_they_differ) {
    const json value{{"type", "chat"}, {"n", 1}, {"list", {1}}};
    EXPECT_EQ(sentence_of([&] { value.get<int>("type"); }), "The JSON member \"type\" is a string, not a number.");
    EXPECT_EQ(sentence_of([&] { value.get<std::string>("n"); }), "The JSON member \"n\" is a number, not a string.");
    EXPECT_EQ(sentence_of([&] { value.get<bool>("n"); }), "The JSON member \"n\" is a number, not a boolean.");
    EXPECT_EQ(sentence_of([&] { value["n"].get<bool>(); }), "The JSON value is a number, not a boolean.");
    EXPECT_EQ(sentence_of([&] { value.get<std::vector<int>>("n"); }),
              "The JSON member \"n\" is a number, not an array.");
    EXPECT_EQ(sentence_of([&] { value.get<double>("list"); }), "The JSON member \"list\" is an array, not a number.");
    EXPECT_EQ(sentence_of([&] { json(nullptr).get<int>("x"); }),
              "There is no member \"x\" in a JSON value that is null, not an object.");
}

TEST(json, gives_a_fallback_where_a_member_is_missing) {
    const json value{{"n", 1}, {"type", "chat"}};
    EXPECT_EQ(value.value("n", 5), 1);
    EXPECT_EQ(value.value("m", 5), 5);
    EXPECT_EQ(value.value("type", "none"), "chat");
    EXPECT_EQ(value.value("kind", "none"), "none");
    EXPECT_EQ(value.value("kind", std::string("none")), "none");
    EXPECT_EQ(value.value("flag", true), true);
    EXPECT_THAT(sentence_of([&] { value.value("type", 5); }), HasSubstr("\"type\" is a string, not a number"));
    EXPECT_THAT(sentence_of([&] { json(1).value("type", 5); }), HasSubstr("is a number, not an object"));
}

TEST(json, is_compared_with_plain_values) {
    const json message{{"type", "chat"}, {"n", 1}, {"on", true}, {"none", nullptr}};
    EXPECT_TRUE(message["type"] == "chat");
    EXPECT_TRUE("chat" == message["type"]);
    EXPECT_TRUE(message["type"] == std::string("chat"));
    EXPECT_TRUE(message["type"] == std::string_view("chat"));
    EXPECT_TRUE(message["type"] != "chats");
    EXPECT_TRUE(message["n"] == 1);
    EXPECT_TRUE(message["n"] == 1.0);
    EXPECT_TRUE(message["n"] == 1u);
    EXPECT_TRUE(message["n"] != 2);
    EXPECT_TRUE(message["n"] != "1");
    EXPECT_TRUE(message["on"] == true);
    EXPECT_TRUE(message["on"] != 1);
    EXPECT_TRUE(message["none"] == nullptr);
}

TEST(json, compares_numbers_by_value_and_exactly) {
    EXPECT_EQ(json(1), json(1.0));
    EXPECT_EQ(json(1.0), json(1));
    EXPECT_EQ(json(0), json(-0.0));
    EXPECT_EQ(json(UINT64_MAX), json(UINT64_MAX));
    EXPECT_EQ(json(std::uint64_t{1} << 63), json(0x1p63));
    EXPECT_NE(json(std::int64_t{-1}), json(UINT64_MAX));
    EXPECT_NE(json(UINT64_MAX), json(0x1p64));
    EXPECT_NE(json((std::int64_t{1} << 53) + 1), json(0x1p53));
    EXPECT_NE(json(1), json(1.5));
    EXPECT_NE(json(1), json(1e300));
}

TEST(json, compares_objects_without_regard_to_order) {
    EXPECT_EQ((json{{"a", 1}, {"b", {{"c", 2}, {"d", 3}}}}), (json{{"b", {{"d", 3}, {"c", 2}}}, {"a", 1}}));
    EXPECT_NE((json{{"a", 1}, {"b", 2}}), (json{{"b", 1}, {"a", 2}}));
    EXPECT_NE((json{{"a", 1}}), (json{{"b", 1}}));
    EXPECT_NE((json{{"a", 1}}), (json{{"a", 1}, {"b", 1}}));
    EXPECT_NE((json{1, 2}), (json{2, 1}));
    EXPECT_NE(json::array(), json::object());
}

TEST(json, is_walked_through) {
    const json value{{"a", 1}, {"b", "two"}};
    std::string seen;
    for (const auto& [key, member] : value.items()) seen += key + "=" + member.dump() + ";";
    EXPECT_EQ(seen, R"(a=1;b="two";)");
    json list{1, 2, 3};
    for (json& element : list) element = element.get<int>() * 2;
    EXPECT_EQ(list, (json{2, 4, 6}));
    for ([[maybe_unused]] const json& element : json()) ADD_FAILURE();
    for ([[maybe_unused]] const json& element : json::array()) ADD_FAILURE();
    const json null;
    for ([[maybe_unused]] const auto& each : null.items()) ADD_FAILURE();
}

TEST(json, grows_and_shrinks) {
    json list;
    list.push_back(1);
    list.push_back("two");
    list.push_back(list);
    EXPECT_EQ(list.dump(), R"([1,"two",[1,"two"]])");
    list.erase(0);
    EXPECT_EQ(list.dump(), R"(["two",[1,"two"]])");
    list[0] = std::move(list[1]);
    EXPECT_EQ(list.dump(), R"([[1,"two"],null])");
    list = list[0];
    EXPECT_EQ(list.dump(), R"([1,"two"])");
    list = {};
    EXPECT_TRUE(list.is_null());
}

TEST(json, keeps_the_last_of_equal_keys_in_the_place_of_the_first) {
    const json few(json::members{{"a", 1}, {"b", 2}, {"a", 3}, {"a", 4}, {"b", 5}});
    EXPECT_EQ(few.dump(), R"({"a":4,"b":5})");
    json::members many;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 40; ++i) many.emplace_back("key" + std::to_string(i), round * 100 + i);
    }
    const json value(many);
    ASSERT_EQ(value.size(), 40u);
    for (int i = 0; i < 40; ++i) {
        const auto& [key, member] = value.items()[static_cast<std::size_t>(i)];
        EXPECT_EQ(key, "key" + std::to_string(i));
        EXPECT_EQ(member, 200 + i);
    }
}

TEST(json, is_copied_and_moved_as_a_value) {
    const json first{{"a", {1, "two", {{"b", nullptr}}}}};
    json copy = first;
    copy["a"][1] = "changed";
    EXPECT_EQ(first["a"][1], "two");
    const json moved = std::move(copy);
    EXPECT_EQ(moved["a"][1], "changed");
    EXPECT_TRUE(copy.is_null());  // NOLINT(bugprone-use-after-move): this is what a moved value promises
    json& alias = const_cast<json&>(first);
    alias = first;
    EXPECT_EQ(first.dump(), R"({"a":[1,"two",{"b":null}]})");
}

TEST(json, goes_to_a_stream) {
    std::ostringstream stream;
    stream << json{{"a", 1}} << '!';
    EXPECT_EQ(stream.str(), R"({"a":1}!)");
}

TEST(json, names_its_type) {
    EXPECT_STREQ(json().type_name(), "null");
    EXPECT_STREQ(json(false).type_name(), "boolean");
    EXPECT_STREQ(json(1).type_name(), "number");
    EXPECT_STREQ(json("").type_name(), "string");
    EXPECT_STREQ(json::array().type_name(), "array");
    EXPECT_STREQ(json::object().type_name(), "object");
}

// What no parser would accept, a program may still build: 200,000 levels would need 20 MiB of stack.
TEST(json, of_any_depth_is_written_and_taken_apart) {
    json arrays;
    json objects;
    for (int i = 0; i < 200'000; ++i) {
        json outer_array = json::array();
        outer_array.push_back(std::move(arrays));
        arrays = std::move(outer_array);
        json outer_object;
        outer_object["k"] = std::move(objects);
        objects = std::move(outer_object);
    }
    EXPECT_EQ(arrays.dump().size(), 400'000u + 4u);
    EXPECT_EQ(objects.dump().size(), 1'200'000u + 4u);
}

TEST(json, compares_deep_values_in_time_linear_in_their_depth) {
    json left;
    json right;
    for (int i = 0; i < 200; ++i) {
        left = json{{"deep", std::move(left)}, {"b", 1}, {"c", 2}};
        right = json{{"deep", std::move(right)}, {"c", 2}, {"b", 1}};
    }
    EXPECT_EQ(left, right);
}

}  // namespace
