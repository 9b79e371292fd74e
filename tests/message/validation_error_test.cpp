// What an error says, and the pointers that tell where it is.
#include "message/json_pointer.hpp"

#include <vafast/message/validation_error.hpp>

#include <gtest/gtest.h>

namespace {

using vafast::validation_error;
using vafast::message_detail::append_step;
using vafast::message_detail::prepend_step;
using vafast::message_detail::unescape_step;

TEST(validation_error, is_a_sentence_that_says_where_what_was_expected_and_what_was_there) {
    const validation_error error{.path = "/users/2/age",
                                 .rule = "minimum",
                                 .expected = "a number of at least 18",
                                 .found = "17",
                                 .position = 57};
    EXPECT_EQ(error.what(),
              "The message is wrong at /users/2/age (byte 57): expected a number of at least 18, but found 17.");
}

TEST(validation_error, leaves_out_what_is_not_known) {
    const validation_error error{.rule = "type", .expected = "an object", .found = "a string"};
    EXPECT_EQ(error.what(), "The message is wrong: expected an object, but found a string.");
}

TEST(json_pointer, is_built_down_from_the_document_or_up_from_the_value) {
    std::string down;
    append_step(down, "users");
    append_step(down, std::size_t{2});
    append_step(down, "age");
    EXPECT_EQ(down, "/users/2/age");
    std::string up;
    prepend_step(up, "age");
    prepend_step(up, std::size_t{2});
    prepend_step(up, "users");
    EXPECT_EQ(up, down);
}

TEST(json_pointer, escapes_the_characters_that_mean_something_in_it) {
    std::string pointer;
    append_step(pointer, "a/b~c");
    prepend_step(pointer, "~1/");
    append_step(pointer, "");
    EXPECT_EQ(pointer, "/~01~1/a~1b~0c/");
    EXPECT_EQ(unescape_step("~01~1"), "~1/");
    EXPECT_EQ(unescape_step("a~1b~0c"), "a/b~c");
    EXPECT_EQ(unescape_step("~"), "~");
}

}  // namespace
