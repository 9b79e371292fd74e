// Patterns: what they find, what is refused, and that no pattern and no text takes long.
#include <vafast/error.hpp>
#include <vafast/message/pattern.hpp>

#include <chrono>

#include <gmock/gmock.h>

namespace {

using testing::HasSubstr;
using vafast::pattern;
using vafast::detail::pattern_error;

bool finds(std::string_view source, std::string_view text) { return pattern(source).found_in(text); }

std::string why_not(std::string_view source) {
    try {
        pattern made(source);
    } catch (const vafast::error& thrown) {
        EXPECT_EQ(thrown.kind(), vafast::error_kind::invalid_argument);
        return thrown.what();
    }
    ADD_FAILURE() << source << " was taken";
    return "";
}

TEST(pattern, is_found_anywhere_unless_it_is_tied) {
    EXPECT_TRUE(finds("b", "abc"));
    EXPECT_FALSE(finds("^b", "abc"));
    EXPECT_FALSE(finds("b$", "abc"));
    EXPECT_TRUE(finds("^abc$", "abc"));
    EXPECT_FALSE(finds("^abc$", "abc\n"));
    EXPECT_FALSE(finds("^abc$", "xabc"));
    EXPECT_TRUE(finds("", ""));
    EXPECT_TRUE(finds("", "anything"));
    EXPECT_TRUE(finds("^$", ""));
    EXPECT_FALSE(finds("^$", "a"));
    EXPECT_TRUE(finds("a|^b", "ca"));
    EXPECT_FALSE(finds("a^b", "ab"));
    EXPECT_EQ(pattern("^b").source(), "^b");
}

TEST(pattern, repeats_as_often_as_it_says) {
    const pattern name("^[a-z0-9_]{3,16}$");
    EXPECT_FALSE(name.found_in("ab"));
    EXPECT_TRUE(name.found_in("abc"));
    EXPECT_TRUE(name.found_in("a_23456789012345"));
    EXPECT_FALSE(name.found_in("a_234567890123456"));
    EXPECT_FALSE(name.found_in("Abc"));
    EXPECT_TRUE(finds("^a*$", ""));
    EXPECT_TRUE(finds("^a*$", "aaa"));
    EXPECT_FALSE(finds("^a+$", ""));
    EXPECT_TRUE(finds("^a+$", "aa"));
    EXPECT_TRUE(finds("^a?b$", "b"));
    EXPECT_FALSE(finds("^a?b$", "aab"));
    EXPECT_TRUE(finds("^(ab){2}$", "abab"));
    EXPECT_FALSE(finds("^(ab){2}$", "ababab"));
    EXPECT_TRUE(finds("^(ab){2,}$", "ababab"));
    EXPECT_TRUE(finds("^x{0}y{0,0}$", ""));
    EXPECT_TRUE(finds("^(a*)*b$", "aab"));
    EXPECT_TRUE(finds("^(a|b*){2,3}$", "abba"));
    EXPECT_TRUE(finds("^a+?b*?$", "ab"));
}

TEST(pattern, chooses_between_alternatives) {
    EXPECT_TRUE(finds("^(chat|system|)$", "system"));
    EXPECT_TRUE(finds("^(chat|system|)$", ""));
    EXPECT_FALSE(finds("^(chat|system)$", "chatsystem"));
    EXPECT_TRUE(finds("^(?:a|b|c)+$", "cab"));
    EXPECT_TRUE(finds("^(?<year>\\d{4})-(?<month>\\d\\d)$", "2024-02"));
}

TEST(pattern, knows_classes_of_characters) {
    EXPECT_TRUE(finds("^[^a-c]$", "d"));
    EXPECT_FALSE(finds("^[^a-c]$", "b"));
    EXPECT_TRUE(finds("^[]$|x", "x"));
    EXPECT_FALSE(finds("[]", "x"));
    EXPECT_TRUE(finds("^[^]$", "\n"));
    EXPECT_TRUE(finds("^[a\\-c]+$", "a-c"));
    EXPECT_TRUE(finds("^[-a]+$", "-a"));
    EXPECT_TRUE(finds("^[a-]+$", "a-"));
    EXPECT_TRUE(finds("^[\\w.-]+@[\\w-]+$", "a.b-c@d-e"));
    EXPECT_TRUE(finds("^[\\w-.]+$", "a-."));
    EXPECT_TRUE(finds("^\\d\\D\\w\\W\\s\\S$", "1x_- x"));
    EXPECT_FALSE(finds("\\d", "\u0664"));
    EXPECT_FALSE(finds("\\w", "\u00e9"));
    EXPECT_TRUE(finds("^\\s+$", " \t\n\v\f\r\u00a0\ufeff\u2028\u2029\u2003\u3000"));
    EXPECT_FALSE(finds("\\s", "\u200b\u180e"));
    EXPECT_FALSE(finds(".", "\n\r\u2028\u2029"));
    EXPECT_TRUE(finds("[\\b]", "\b"));
}

TEST(pattern, takes_a_character_for_what_unicode_says) {
    EXPECT_TRUE(finds("^.$", "\U0001f600"));
    EXPECT_TRUE(finds("^\U0001f432*$", "\U0001f432\U0001f432"));
    EXPECT_FALSE(finds("^\U0001f432*$", "\U0001f409"));
    EXPECT_TRUE(finds("^[\u00e0-\u00ff]+$", "\u00e9\u00ff"));
    EXPECT_TRUE(finds("^\\u00e9\\u{1f600}\\ud83d\\ude00\\x41$", "\u00e9\U0001f600\U0001f600A"));
    EXPECT_TRUE(finds("^\\t\\n\\v\\f\\r\\0\\cC$", std::string_view("\t\n\v\f\r\0\3", 7)));
    EXPECT_TRUE(finds("^[^a]$", "\U0010ffff"));
}

TEST(pattern, knows_the_general_categories_of_characters) {
    EXPECT_TRUE(finds("^\\p{L}+$", "Abc\u00e9\u4e2d\u0416"));
    EXPECT_FALSE(finds("^\\p{L}+$", "a1"));
    EXPECT_TRUE(finds("^\\p{Lu}\\p{Ll}+$", "\u0416\u0438\u0437\u043d\u044c"));
    EXPECT_TRUE(finds("^\\P{L}+$", "1 !"));
    EXPECT_TRUE(finds("^[\\p{Letter}\\p{digit}']+$", "L'\u00e9t\u00e9\u0664"));
    EXPECT_TRUE(finds("^\\p{General_Category=Decimal_Number}\\p{gc=Sc}\\p{P}$", "7\u20ac!"));
    EXPECT_TRUE(finds("^\\p{Any}$", "\n"));
    EXPECT_TRUE(finds("^\\p{Cn}$", "\u0378"));
    EXPECT_TRUE(finds("^\\p{So}$", "\U0001f600"));
}

TEST(pattern, knows_the_boundaries_of_words) {
    EXPECT_TRUE(finds("\\bcat\\b", "a cat!"));
    EXPECT_FALSE(finds("\\bcat\\b", "concat"));
    EXPECT_TRUE(finds("\\Bcat", "concat"));
    EXPECT_TRUE(finds("\\b", "x"));
    EXPECT_FALSE(finds("\\b", "--"));
    EXPECT_TRUE(finds("^\\B$", ""));
}

TEST(pattern, lets_a_bracket_that_closes_nothing_mean_itself) {
    EXPECT_TRUE(finds("^{\"a\":[^}]*}$", "{\"a\":1}"));
    EXPECT_TRUE(finds("^a{,3}]$", "a{,3}]"));
    EXPECT_TRUE(finds("^\\/\\-\\_\\.\\{$", "/-_.{"));
}

TEST(pattern, says_what_is_wrong_and_where) {
    EXPECT_EQ(why_not("ab(c"), "The pattern \"ab(c\" cannot be used: a ( is not closed, at character 5.");
    EXPECT_THAT(why_not("a)"), HasSubstr("there is a ) without a (, at character 2"));
    EXPECT_THAT(why_not("[a"), HasSubstr("a [ is not closed"));
    EXPECT_THAT(why_not("[a-"), HasSubstr("a [ is not closed"));
    EXPECT_THAT(why_not("*a"), HasSubstr("nothing to repeat"));
    EXPECT_THAT(why_not("a**"), HasSubstr("nothing to repeat"));
    EXPECT_THAT(why_not("^*"), HasSubstr("nothing to repeat"));
    EXPECT_THAT(why_not("{2}"), HasSubstr("nothing to repeat"));
    EXPECT_THAT(why_not("a{3,2}"), HasSubstr("out of order"));
    EXPECT_THAT(why_not("[b-a]"), HasSubstr("out of order"));
    EXPECT_THAT(why_not("\\a"), HasSubstr("no such escape"));
    EXPECT_THAT(why_not("\\u12"), HasSubstr("no such escape"));
    EXPECT_THAT(why_not("\\u{110000}"), HasSubstr("no such escape"));
    EXPECT_THAT(why_not("\\"), HasSubstr("nothing after the backslash"));
    EXPECT_THAT(why_not("(?i)a"), HasSubstr("a group begins with"));
    EXPECT_THAT(why_not("\\p{Greek}"), HasSubstr("general categories"));
    EXPECT_THAT(why_not("a\xff"), HasSubstr("not UTF-8"));
    EXPECT_THAT(why_not("\xed\xa0\x80"), HasSubstr("not UTF-8"));
}

TEST(pattern, refuses_what_cannot_be_matched_in_linear_time) {
    for (const char* const look : {"(?=a)", "(?!a)", "(?<=a)", "(?<!a)"}) {
        EXPECT_THAT(why_not(look), HasSubstr("look-ahead and look-behind are not regular"));
    }
    EXPECT_THAT(why_not("(a)\\1"), HasSubstr("back-references are not regular"));
    EXPECT_THAT(why_not("(?<n>a)\\k<n>"), HasSubstr("back-references are not regular"));
}

TEST(pattern, refuses_what_would_be_too_large) {
    EXPECT_TRUE(finds("^[a-z]{1000}$", std::string(1000, 'a')));
    EXPECT_THAT(why_not("a{2001}"), HasSubstr("too large"));
    EXPECT_THAT(why_not("((a{100}){100}){100}"), HasSubstr("too large"));
    EXPECT_THAT(why_not("a{99999999999999999999}"), HasSubstr("too large"));
    EXPECT_THAT(why_not(std::string(3000, '|')), HasSubstr("too large"));
    EXPECT_THAT(why_not(std::string(200, '(') + std::string(200, ')')), HasSubstr("nested"));
    EXPECT_TRUE(finds(std::string(99, '(') + "a" + std::string(99, ')'), "a"));
}

// Found at compile time: what a constraint in a struct stands on.
static_assert(pattern_error("^[a-z0-9_]{3,16}$") == nullptr);
static_assert(pattern_error("^\\p{L}(?:\u00e9|\\u{1f600}){2,}$") == nullptr);
static_assert(std::string_view(pattern_error("(a")) == "a ( is not closed");
static_assert(pattern_error("(?=a)") != nullptr);
static_assert(pattern_error("(a{1000}){3}") != nullptr);

TEST(pattern, stays_within_the_text_where_it_is_not_utf8) {
    for (const std::string_view text : {"\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "a\x80z"}) {
        EXPECT_TRUE(finds("^[^q]+$", text));
        EXPECT_FALSE(finds("q", text));
    }
}

// Patterns that take std::regex or a backtracking engine exponential time, or their tables exponential room.
TEST(pattern, takes_linear_time_for_any_pattern_and_text) {
    const std::string many(20'000, 'a');
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(finds("^(a+)+$", many + "!"));
    EXPECT_FALSE(finds("^(a|aa|a*)*b$", many));
    EXPECT_FALSE(finds("^(([a-z])+.)+[A-Z]([a-z])+$", many));
    EXPECT_FALSE(finds("(x+x+)+y", std::string(20'000, 'x')));
    EXPECT_FALSE(finds("a.{40}b", many));  // 2^40 states
    EXPECT_FALSE(finds("(a?){50}(a){50}b", many));
    EXPECT_FALSE(finds("[ab]*a[ab]{60}c", many));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));  // a sanitizer's time
}

}  // namespace
