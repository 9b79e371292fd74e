#include "message/structs.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <thread>

#include <gmock/gmock.h>

namespace vafast::testing {
namespace {

template <class T>
std::string error_of(const T& value) {
    std::string out = "kept";
    validation_error why;
    if (try_encode(value, out, &why)) return "none";
    EXPECT_EQ(out, "kept");
    return why.path + ": " + why.rule + ": " + why.expected + " / " + why.found;
}

TEST(encode, writes_whole_numbers_of_every_length) {
    std::uint64_t power = 1;
    for (int digits = 1; digits <= 20; ++digits) {
        for (const std::uint64_t number : {power - 1, power, power + 1, power / 9 * 7, power * 9}) {
            EXPECT_EQ(encode(number), std::to_string(number));
            EXPECT_EQ(encode(static_cast<std::int64_t>(number)), std::to_string(static_cast<std::int64_t>(number)));
        }
        if (digits < 20) power *= 10;
    }
}

TEST(encode, writes_a_message_of_the_specification) {
    EXPECT_EQ(encode(chat_protocol(chat_message{"Hi", "u", 1})),
              R"({"type":"chat","message":"Hi","userId":"u","timestamp":1})");
    EXPECT_EQ(encode(chat_message{"Hi", "u", 1}), R"({"type":"chat","message":"Hi","userId":"u","timestamp":1})");
    EXPECT_EQ(encode(system_message{system_action::user_left, {{"id", 5}}}),
              R"({"type":"system","action":"user_left","data":{"id":5}})");
}

struct empty {};
struct all_optional {
    std::optional<int> a;
    std::optional<int> b;
};

TEST(encode, leaves_out_what_is_absent) {
    EXPECT_EQ(encode(empty{}), "{}");
    EXPECT_EQ(encode(all_optional{}), "{}");
    EXPECT_EQ(encode(all_optional{{}, 2}), R"({"b":2})");
}

TEST(encode, escapes_what_has_to_be_wherever_it_stands) {
    for (std::size_t length = 0; length < 40; ++length) {
        for (std::size_t at = 0; at <= length; ++at) {
            std::string text(length, 'x');
            text.insert(at, "\n\"\\\x01");
            std::string expected(length, 'x');
            expected.insert(at, "\\n\\\"\\\\\\u0001");
            ASSERT_EQ(encode(text), '"' + expected + '"');
            ASSERT_EQ(decode<std::string>(encode(text)), text);
        }
    }
}

TEST(encode, writes_integers_of_every_length) {
    std::int64_t number = 1;
    for (int digits = 1; digits <= 18; ++digits, number = number * 10 + 7) {
        EXPECT_EQ(encode(number), std::to_string(number));
        EXPECT_EQ(encode(-number), std::to_string(-number));
        EXPECT_EQ(decode<std::int64_t>(encode(-number)), -number);
    }
    EXPECT_EQ(encode(INT64_MIN), "-9223372036854775808");
    EXPECT_EQ(encode(UINT64_MAX), "18446744073709551615");
    EXPECT_EQ(encode(0), "0");
}

TEST(encode, writes_the_shortest_text_of_a_double) {
    EXPECT_EQ(encode(0.1), "0.1");
    EXPECT_EQ(encode(0.1f), "0.1");
    EXPECT_EQ(encode(5.0), "5");
    EXPECT_EQ(encode(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
    EXPECT_EQ(encode(856.87), "856.87");
    EXPECT_EQ(encode(-0.000001), "-0.000001");
    EXPECT_EQ(encode(5e-7), "5e-07");
    EXPECT_EQ(encode(123456789.000001), "123456789.000001");
    EXPECT_EQ(encode(-0.0), "-0");
}

TEST(encode, writes_decimals_with_as_many_digits_as_the_standard_library_does) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const auto digits = [](std::string_view text) {
        std::string found;
        for (const char c : text.substr(0, text.find('e'))) {
            if (c >= '0' && c <= '9' && (c != '0' || !found.empty())) found += c;
        }
        while (!found.empty() && found.back() == '0') found.pop_back();
        return found;
    };
    for (int i = 0; i < 20'000; ++i) {
        double number =
            static_cast<double>(random() % 10'000'000'000) / std::pow(10, static_cast<double>(random() % 9));
        for (std::uint64_t steps = random() % 3; steps > 0; --steps) number = std::nextafter(number, 1e300);
        char standard[32];
        const char* const end = std::to_chars(standard, standard + sizeof standard, number).ptr;
        const std::string ours = encode(number);
        ASSERT_EQ(std::stod(ours), number) << ours;
        ASSERT_EQ(digits(ours), digits(std::string_view(standard, static_cast<std::size_t>(end - standard))));
    }
}

TEST(encode, escapes_at_every_place_of_a_string_of_any_length) {
    for (std::size_t size = 1; size < 40; ++size) {
        const std::string plain(size, 'x');
        EXPECT_EQ(encode(plain), '"' + plain + '"');
        for (std::size_t at = 0; at < size; ++at) {
            const std::string quoted = plain.substr(0, at) + '"' + plain.substr(at + 1);
            EXPECT_EQ(encode(quoted), '"' + plain.substr(0, at) + "\\\"" + plain.substr(at + 1) + '"');
        }
    }
    EXPECT_EQ(encode(std::string("ü\nÄ\n\n€ at the end of the day\n")), R"("ü\nÄ\n\n€ at the end of the day\n")");
}

TEST(encode, writes_points_in_time_as_javascript_does) {
    using namespace std::chrono;
    const auto at = [](nanoseconds since) { return encode(sys_time<nanoseconds>(since)); };
    EXPECT_EQ(at(0s), "\"1970-01-01T00:00:00Z\"");
    EXPECT_EQ(at(1'764'094'964'123ms), "\"2025-11-25T18:22:44.123Z\"");
    EXPECT_EQ(at(-1ns), "\"1969-12-31T23:59:59.999999999Z\"");
    using time = sys_time<milliseconds>;
    EXPECT_EQ(decode<time>("\"2025-11-25T19:22:44.123+01:00\""), time(1'764'094'964'123ms));
    for (const char* wrong : {"\"2025-02-29T00:00:00Z\"", "\"2025-11-25T24:00:00Z\"", "\"2025-11-25\"",
                              "\"2025-11-25T00:00:60Z\"", "\"2025-11-25T00:00:00\"", "\"2025-11-25T00:00:00.Z\""}) {
        time out;
        EXPECT_FALSE(try_decode(wrong, out)) << wrong;
    }
    EXPECT_TRUE([] {
        time out;
        return try_decode("\"2016-12-31T23:59:60Z\"", out);
    }());
}

TEST(encode, refuses_what_json_has_no_words_for) {
    EXPECT_EQ(error_of(std::vector<double>{1, std::nan("")}), "/1: type: a number that is finite / one that is not");
    EXPECT_EQ(error_of(static_cast<system_action>(9)), ": enum: an enumerator / 9");
}

TEST(encode, refuses_what_breaks_its_own_rules) {
    EXPECT_EQ(error_of(user{"ann", 5, {}, {}, {}}), "none");
    EXPECT_EQ(error_of(user{"", 5, {}, {}, {}}), "/userName: minLength: a string of at least 1 character / 0");
    EXPECT_EQ(error_of(user{"ann", 151, {}, {}, {}}), "/years: maximum: a number of at most 150 / 151");
    EXPECT_EQ(error_of(user{"root", 5, {}, {}, {}}), ": satisfies: that nobody is called root / otherwise");
}

TEST(encode, ends_at_a_depth_that_nobody_would_read) {
    auto deep = std::make_unique<node>();
    for (int i = 0; i < 1'000; ++i) {
        auto outer = std::make_unique<node>();
        outer->next = std::move(deep);
        deep = std::move(outer);
    }
    EXPECT_THAT(error_of(*deep), ::testing::HasSubstr("at most 256"));
}

struct spot {  // with keys of 16 bytes, as the one that it has
    static constexpr std::string_view type = "number";
    double least_of_all = -1.2345678901234567e-308;
    bool was_found = false;
};
struct cell {
    std::map<std::string, spot> places{{"here", {}}};
    spot where_it_was;
    std::vector<std::vector<double>> numbers{{-1234567.125, 5e-324}, {}};
    std::vector<bool> bits{true, false};
    std::map<std::string, std::int64_t> limits{{"least", INT64_MIN}, {"none", 0}};
    std::vector<std::string> words{"", "a\n", "more than sixteen bytes, and \"quotes\""};
    std::optional<int> nothing;
    std::optional<float> one_with_a_name_of_more_than_thirty_bytes = -0.1f;
};
struct nest : std::vector<nest> {};
struct moved_from {  // what is left of JSON that was moved away has no bytes; keys of 16 bytes
    raw_json first_member{std::string()}, other_member{std::string()}, third_member{std::string()};
    raw_json ninth_member{std::string()}, fifth_member{std::string()}, sixth_member{std::string()};
};

// What is encoded behind so many other bytes by a thread that has no memory yet.
template <class T>
std::string encoded_behind(std::size_t size, const T& value) {
    std::string found;
    std::thread([&] { found = encode(std::pair(std::string(size, 'x'), value)); }).join();
    return found;
}

TEST(encode, writes_the_same_wherever_its_memory_ends) {
    const std::vector<cell> cells(3);
    nest brackets;
    for (int i = 0; i < 200; ++i) {
        nest outer;
        outer.push_back(std::move(brackets));
        brackets = std::move(outer);
    }
    for (std::size_t size = 0; size < 600; ++size) {
        const std::string before = "[\"" + std::string(size, 'x') + "\",";
        ASSERT_EQ(encoded_behind(size, cells), before + encode(cells) + ']');
        ASSERT_EQ(encoded_behind(size, brackets), before + encode(brackets) + ']');
        ASSERT_EQ(encoded_behind(size, moved_from()), before + encode(moved_from()) + ']');
    }
}

// ---- rules

TEST(rules, hold_for_what_is_received) {
    const auto broken = [](std::string_view text) {
        user value{};
        validation_error why;
        return try_decode(text, value, &why) ? "none" : why.path + ' ' + why.rule;
    };
    EXPECT_EQ(broken(R"({"userName":"ann","years":0,"tags":["a","b","c"]})"), "none");
    EXPECT_EQ(broken(R"({"userName":"äöü😀x","years":150,"tags":[]})"), "none");  // characters, not bytes
    EXPECT_EQ(broken(R"({"userName":"","years":5,"tags":[]})"), "/userName minLength");
    EXPECT_EQ(broken(R"({"userName":"toolong","years":5,"tags":[]})"), "/userName maxLength");
    EXPECT_EQ(broken(R"({"userName":"ann","years":-1,"tags":[]})"), "/years minimum");
    EXPECT_EQ(broken(R"({"userName":"ann","years":151,"tags":[]})"), "/years maximum");
    EXPECT_EQ(broken(R"({"userName":"ann","years":5,"tags":[],"eMail":"a"})"), "/eMail minLength");
    EXPECT_EQ(broken(R"({"userName":"ann","years":5,"tags":["a","b","c","d"]})"), "/tags maxItems");
    EXPECT_EQ(broken(R"({"userName":"ann","years":5,"tags":["a","a"]})"), "/tags uniqueItems");
    EXPECT_EQ(broken(R"({"userName":"ann","years":5,"tags":["a","long"]})"), "/tags/1 maxLength");
    EXPECT_EQ(broken(R"({"userName":"ann","years":5,"tags":[],"scores":{"x":1.25}})"), "/scores/0 multipleOf");
    EXPECT_EQ(broken(R"({"userName":"root","years":5,"tags":[]})"), " satisfies");
}

struct bounds {
    double above;
    double below;
    std::uint64_t huge;
    std::int64_t step;
    static consteval auto rules() {
        return vafast::rules(member(&bounds::above, exclusive_minimum(0)),
                             member(&bounds::below, exclusive_maximum(1.5)),
                             member(&bounds::huge, minimum(1), maximum(9'000'000'000'000'000'000)),
                             member(&bounds::step, multiple_of(5)));
    }
};

TEST(rules, compare_integers_exactly_and_bounds_without_themselves) {
    EXPECT_EQ(error_of(bounds{1, 1, 1, 10}), "none");
    EXPECT_EQ(error_of(bounds{0, 1, 1, 10}), "/above: exclusiveMinimum: a number above 0 / 0");
    EXPECT_EQ(error_of(bounds{1, 1.5, 1, 10}), "/below: exclusiveMaximum: a number below 1.5 / 1.5");
    EXPECT_EQ(error_of(bounds{1, 1, 9'000'000'000'000'000'000u, 10}), "none");
    EXPECT_EQ(error_of(bounds{1, 1, 9'000'000'000'000'000'001u, 10}),
              "/huge: maximum: a number of at most 9000000000000000000 / 9000000000000000001");
    EXPECT_EQ(error_of(bounds{1, 1, UINT64_MAX, 10}),
              "/huge: maximum: a number of at most 9000000000000000000 / 18446744073709551615");
    EXPECT_EQ(error_of(bounds{1, 1, 1, 11}), "/step: multipleOf: a multiple of 5 / 11");
}

}  // namespace
}  // namespace vafast::testing
