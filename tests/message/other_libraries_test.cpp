// vafast::json beside the values of other libraries.
#include <vafast/message/boost_json.hpp>
#include <vafast/message/nlohmann.hpp>

#include <limits>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace {

using vafast::json;

// In the order of nlohmann::json, which sorts.
constexpr const char* text =
    R"({"array":[1,"two",null,[],{}],"double":1.5,"large":18446744073709551615,"negative":-9223372036854775808,)"
    R"("string":"ä\"\u0000","true":true})";

TEST(other_libraries, get_the_same_value_and_give_it_back) {
    const json ours = json::parse(text);
    EXPECT_EQ(vafast::to_nlohmann(ours), nlohmann::json::parse(text));
    EXPECT_EQ(vafast::from_nlohmann(nlohmann::json::parse(text)).dump(), ours.dump());
    EXPECT_EQ(vafast::to_boost_json(ours), boost::json::parse(text));
    EXPECT_EQ(vafast::from_boost_json(boost::json::parse(text)).dump(), ours.dump());
}

TEST(other_libraries, get_integers_as_their_own_parsers_make_them) {
    EXPECT_TRUE(vafast::to_nlohmann(json(5)).is_number_unsigned());
    EXPECT_TRUE(vafast::to_boost_json(json(5)).is_int64());
    EXPECT_TRUE(vafast::to_boost_json(json(std::numeric_limits<std::int64_t>::max())).is_int64());
    EXPECT_TRUE(vafast::to_boost_json(json(std::numeric_limits<std::uint64_t>::max())).is_uint64());
}

TEST(other_libraries, keep_the_order_of_members_where_they_have_one) {
    EXPECT_EQ(vafast::to_nlohmann<nlohmann::ordered_json>(json{{"b", 1}, {"a", 2}}).dump(), R"({"b":1,"a":2})");
    EXPECT_EQ(boost::json::serialize(vafast::to_boost_json(json{{"b", 1}, {"a", 2}})), R"({"b":1,"a":2})");
}

TEST(other_libraries, cannot_give_what_is_no_json) {
    EXPECT_THROW(vafast::from_nlohmann(nlohmann::json::binary({1, 2})), vafast::error);
    EXPECT_THROW(vafast::from_nlohmann(nlohmann::json(std::numeric_limits<double>::infinity())), vafast::error);
    EXPECT_THROW(vafast::from_boost_json(std::numeric_limits<double>::quiet_NaN()), vafast::error);
}

}  // namespace
