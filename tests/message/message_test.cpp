#include <vafast/message.hpp>

#include <gtest/gtest.h>

namespace vafast {
namespace {

TEST(a_message, made_of_text_is_text_and_not_json) {
    using namespace std::string_view_literals;
    for (const message& text : {message("hello"), message("hello"sv), message(std::string("hello"))})
        EXPECT_EQ(std::get<std::string>(text), "hello");
    message assigned = json{{"type", "chat"}};
    assigned = "hello";
    EXPECT_EQ(assigned, message("hello"));
}

TEST(a_message, is_visited_as_the_variant_that_it_is) {
    const auto name = [](const message& of) {
        return std::visit(overloaded{[](const std::string&) { return "text"; }, [](const json&) { return "json"; },
                                     [](const binary&) { return "binary"; }, [](const blob&) { return "blob"; }},
                          of);
    };
    EXPECT_STREQ(name("[1]"), "text");
    EXPECT_STREQ(name(json::array({1})), "json");
    EXPECT_STREQ(name(binary{}), "binary");
    EXPECT_STREQ(name(blob{}), "blob");
}

}  // namespace
}  // namespace vafast
