#include "transport/happy_eyeballs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::transport {
namespace {

using list = std::vector<std::string>;

list order(const list& addresses) {
    std::vector<boost::asio::ip::address> parsed;
    for (const auto& each : addresses) parsed.push_back(boost::asio::ip::make_address(each));
    list result;
    for (const auto& each : interleave_families(parsed)) result.push_back(each.to_string());
    return result;
}

TEST(families, take_turns_beginning_with_the_first) {
    EXPECT_EQ(order({"::1", "::2", "::3", "1.0.0.1", "1.0.0.2"}), (list{"::1", "1.0.0.1", "::2", "1.0.0.2", "::3"}));
    EXPECT_EQ(order({"1.0.0.1", "1.0.0.2", "::1"}), (list{"1.0.0.1", "::1", "1.0.0.2"}));
}

TEST(families, keep_the_order_of_the_system_within_each) {
    EXPECT_EQ(order({"::3", "1.0.0.9", "::1", "1.0.0.1", "::2"}), (list{"::3", "1.0.0.9", "::1", "1.0.0.1", "::2"}));
}

TEST(families, may_be_one_alone) {
    EXPECT_EQ(order({"1.0.0.2", "1.0.0.1"}), (list{"1.0.0.2", "1.0.0.1"}));
    EXPECT_EQ(order({"::1"}), (list{"::1"}));
    EXPECT_EQ(order({}), (list{}));
}

}  // namespace
}  // namespace vafast::transport
