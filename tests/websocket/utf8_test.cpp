#include "websocket/utf8.hpp"

#include "websocket/wire.hpp"

#include <string>

#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using base::as_bytes;

// How many bytes are taken before the first wrong one; -1 where none is wrong.
int first_wrong(std::string_view text) {
    utf8_validator validator;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!validator.add(as_bytes(text.substr(i, 1)))) return static_cast<int>(i);
    return -1;
}

bool is_valid_in_pieces(std::string_view text, std::size_t size) {
    utf8_validator validator;
    for (; !text.empty(); text.remove_prefix(std::min(size, text.size())))
        if (!validator.add(as_bytes(text.substr(0, size)))) return false;
    return validator.finish();
}

std::string encode(char32_t point) {
    const auto byte = [](char32_t value) { return static_cast<char>(value); };
    if (point < 0x80) return {byte(point)};
    if (point < 0x800) return {byte(0xc0 | point >> 6), byte(0x80 | (point & 63))};
    if (point < 0x10000) return {byte(0xe0 | point >> 12), byte(0x80 | (point >> 6 & 63)), byte(0x80 | (point & 63))};
    return {byte(0xf0 | point >> 18), byte(0x80 | (point >> 12 & 63)), byte(0x80 | (point >> 6 & 63)),
            byte(0x80 | (point & 63))};
}

TEST(utf8, accepts_every_code_point_but_surrogates) {
    for (char32_t point = 0; point < 0x110000; ++point) {
        const bool is_surrogate = point >= 0xd800 && point < 0xe000;
        ASSERT_EQ(is_valid_utf8(as_bytes(encode(point))), !is_surrogate) << static_cast<std::uint32_t>(point);
    }
}

TEST(utf8, judges_every_sequence_of_two_bytes_as_rfc_3629_does) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second)};
            const bool expected =
                first < 0x80 ? second < 0x80 : first >= 0xc2 && first <= 0xdf && second >= 0x80 && second <= 0xbf;
            ASSERT_EQ(is_valid_utf8(as_bytes(text)), expected) << first << ' ' << second;
        }
    }
}

TEST(utf8, fails_at_the_first_wrong_byte) {
    EXPECT_EQ(first_wrong("ab\x80"), 2);
    EXPECT_EQ(first_wrong("\xc0"), 0);  // only long forms begin so
    EXPECT_EQ(first_wrong("\xc1"), 0);
    EXPECT_EQ(first_wrong("\xe0\x9f"), 1);  // a long form
    EXPECT_EQ(first_wrong("\xed\xa0"), 1);  // a surrogate
    EXPECT_EQ(first_wrong("\xf0\x8f"), 1);  // a long form
    EXPECT_EQ(first_wrong("\xf4\x90"), 1);  // beyond U+10FFFF
    EXPECT_EQ(first_wrong("\xf5"), 0);
    EXPECT_EQ(first_wrong("\xff"), 0);
    EXPECT_EQ(first_wrong("\xe2\x82 "), 2);
    EXPECT_EQ(first_wrong("\xf0\x9f\x98 "), 3);
    EXPECT_EQ(first_wrong("\xc3\xc3"), 1);
}

TEST(utf8, does_not_let_the_range_of_one_character_leak_into_the_next) {
    EXPECT_EQ(first_wrong("\xe0\xa0\x80\xe1\x80\x80"), -1);
    EXPECT_EQ(first_wrong("\xed\x9f\xbf\xec\xbf\xbf"), -1);
    EXPECT_EQ(first_wrong("\xf4\x8f\xbf\xbf\xf1\xbf\xbf\xbf"), -1);
}

TEST(utf8, sees_a_text_that_ends_inside_a_character) {
    for (const char* text : {"\xc3", "\xe2\x82", "\xf0\x9f\x98", "abc\xf0"}) {
        utf8_validator validator;
        EXPECT_TRUE(validator.add(as_bytes(text)));
        EXPECT_FALSE(validator.finish());
        EXPECT_FALSE(is_valid_utf8(as_bytes(text)));
    }
}

TEST(utf8, is_ready_for_the_next_text_after_finish) {
    utf8_validator validator;
    EXPECT_TRUE(validator.add(as_bytes("\xe0")));
    EXPECT_FALSE(validator.finish());
    EXPECT_TRUE(validator.add(as_bytes("\xc3\xa9")));
    EXPECT_TRUE(validator.finish());
}

TEST(utf8, takes_long_texts_cut_anywhere) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    for (std::size_t size = 1; size <= text.size(); ++size) ASSERT_TRUE(is_valid_in_pieces(text, size)) << size;
}

TEST(utf8, finds_a_wrong_byte_anywhere_in_a_long_text_however_it_is_cut) {
    std::string text;
    for (int i = 0; i < 30; ++i) text += "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string wrong = text;
        wrong[at] = '\xff';
        for (const std::size_t size : {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{101}, text.size()})
            ASSERT_FALSE(is_valid_in_pieces(wrong, size)) << at << ' ' << size;
    }
}

// However it is cut, a piece that ends with the wrong byte already fails.
TEST(utf8, fails_with_the_piece_that_holds_the_wrong_byte) {
    for (const std::string wrong : {"\xf4\x90", "\xed\xa0", "\xe0\x80", "\xc0", "\xf0\x80"}) {
        for (std::size_t before = 0; before < 200; ++before) {
            utf8_validator validator;
            ASSERT_FALSE(validator.add(as_bytes(std::string(before, 'x') + wrong))) << before;
        }
    }
}

}  // namespace
}  // namespace vafast::websocket
