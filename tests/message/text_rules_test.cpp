#include "message/structs.hpp"

#include <vafast/message/text_rules.hpp>

#include <gmock/gmock.h>

namespace vafast::testing {
namespace {

struct account {
    std::string name;
    std::optional<std::string> address;
    std::vector<std::string> ids;
    static consteval auto rules() {
        return vafast::rules(member(&account::name, matches<"^[a-zä]+$">(), matches<"[^x]">()),
                             member(&account::address, format<"email">()),
                             member(&account::ids, each(format<"uuid">())));
    }
};

std::string broken(std::string_view text) {
    account value;
    validation_error why;
    return try_decode(text, value, &why) ? "none" : why.path + ' ' + why.rule + ' ' + why.expected;
}

TEST(text_rules, hold_patterns_and_formats) {
    EXPECT_EQ(broken(R"({"name":"änn","address":"a@example.org","ids":["2eb8aa08-aa98-11ea-b4aa-73b441d16380"]})"),
              "none");
    EXPECT_EQ(broken(R"({"name":"Ann","ids":[]})"), "/name pattern a string that matches ^[a-zä]+$");
    EXPECT_EQ(broken(R"({"name":"x","ids":[]})"), "/name pattern a string that matches [^x]");
    EXPECT_EQ(broken(R"({"name":"a","address":"nobody","ids":[]})"), "/address format a string of the form email");
    EXPECT_EQ(broken(R"({"name":"a","ids":["1"]})"), "/ids/0 format a string of the form uuid");
}

TEST(text_rules, hold_for_what_is_sent) {
    std::string out;
    EXPECT_TRUE(try_encode(account{"ann", {}, {}}, out));
    EXPECT_FALSE(try_encode(account{"Ann", {}, {}}, out));
}

}  // namespace
}  // namespace vafast::testing
