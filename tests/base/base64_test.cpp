#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace vafast::base {
namespace {

std::string decoded(std::string_view text) {
    const auto data = decode_base64(text);
    return data ? std::string(as_text(*data)) : "(nothing)";
}

TEST(base64, encodes_the_examples_of_rfc_4648_section_10) {
    EXPECT_EQ(encode_base64(as_bytes("")), "");
    EXPECT_EQ(encode_base64(as_bytes("f")), "Zg==");
    EXPECT_EQ(encode_base64(as_bytes("fo")), "Zm8=");
    EXPECT_EQ(encode_base64(as_bytes("foo")), "Zm9v");
    EXPECT_EQ(encode_base64(as_bytes("foob")), "Zm9vYg==");
    EXPECT_EQ(encode_base64(as_bytes("fooba")), "Zm9vYmE=");
    EXPECT_EQ(encode_base64(as_bytes("foobar")), "Zm9vYmFy");
}

TEST(base64, decodes_what_it_encodes_for_every_byte_and_length) {
    std::string data;
    for (int length = 0; length < 600; ++length) {
        EXPECT_EQ(decoded(encode_base64(as_bytes(data))), data);
        data += static_cast<char>(length);
    }
}

TEST(base64, uses_the_whole_alphabet) {
    EXPECT_EQ(encode_base64(as_bytes("\xfb\xef\xbe\xff\xff\xff")), "++++////");
    EXPECT_EQ(decoded("++++////"), "\xfb\xef\xbe\xff\xff\xff");
}

TEST(base64, refuses_a_length_that_is_no_multiple_of_four) {
    for (const char* text : {"Z", "Zg", "Zg=", "Zm9vY", "="}) EXPECT_FALSE(decode_base64(text)) << text;
}

TEST(base64, refuses_bytes_outside_the_alphabet) {
    for (const char* text : {"Zm9-", "Zm9_", "Zm 9", "Zm9\n", "Zm\xc3\xa9"}) EXPECT_FALSE(decode_base64(text)) << text;
    EXPECT_FALSE(decode_base64(std::string_view("Zm\0v", 4)));
}

TEST(base64, refuses_padding_in_the_wrong_place) {
    for (const char* text : {"====", "Z===", "Zg=a", "=Zg=", "Zg==Zg==", "Zm9v===="})
        EXPECT_FALSE(decode_base64(text)) << text;
}

TEST(base64, refuses_bits_that_the_padding_should_have_cut) {
    EXPECT_FALSE(decode_base64("Zh=="));
    EXPECT_FALSE(decode_base64("Zm9="));
}

std::string decoded_url(std::string_view text) {
    const auto data = decode_base64url(text);
    return data ? std::string(as_text(*data)) : "(nothing)";
}

TEST(base64url, encodes_the_example_of_rfc_7515_appendix_c) {
    EXPECT_EQ(encode_base64url(as_bytes("\x03\xec\xff\xe0\xc1")), "A-z_4ME");
    EXPECT_EQ(decoded_url("A-z_4ME"), "\x03\xec\xff\xe0\xc1");
}

TEST(base64url, decodes_what_it_encodes_for_every_byte_and_length) {
    std::string data;
    for (int length = 0; length < 600; ++length) {
        EXPECT_EQ(decoded_url(encode_base64url(as_bytes(data))), data);
        data += static_cast<char>(length);
    }
}

TEST(base64url, refuses_padding_lengths_that_hold_no_byte_and_the_other_alphabet) {
    for (const char* text : {"Zg==", "Zg=", "Z", "Zm9vY", "Zm9+", "Zm9/", "Zm 9", "Zm9\n", "="})
        EXPECT_FALSE(decode_base64url(text)) << text;
}

TEST(base64url, refuses_bits_that_are_left_over) {
    EXPECT_FALSE(decode_base64url("Zh"));
    EXPECT_FALSE(decode_base64url("Zm9"));
}

}  // namespace
}  // namespace vafast::base
