// What a peer may send on purpose, and values by chance. Megabytes that cost more than linear time would not end here.
#include <vafast/json.hpp>

#include <bit>
#include <random>

#include <gmock/gmock.h>

namespace {

using vafast::json;

std::string repeated(std::string_view piece, std::size_t times) {
    std::string text;
    text.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
}

// Makes values of every type, names that repeat, numbers at the edges.
class random_values {
 public:
    explicit random_values(std::uint64_t seed) : random_(seed) {}

    std::uint64_t below(std::uint64_t end) { return random_() % end; }

    json value(int depth) {
        switch (below(depth > 0 ? 8 : 6)) {
            case 0: return nullptr;
            case 1: return below(2) == 0;
            case 2: return static_cast<std::int64_t>(random_() >> below(64)) * (below(2) == 0 ? 1 : -1);
            case 3: return random_() >> below(64);
            case 4: return real();
            case 5: return text();
            case 6: return array(depth);
            default: return object(depth);
        }
    }

    std::string text() {
        static constexpr std::string_view pieces[] = {"a",  "key", "\"",   "\\", "\n",      "é",
                                                      "漢", "😀",  "\x7f", "/",  "        "};
        std::string result;
        for (std::uint64_t i = below(6); i > 0; --i) result += pieces[below(std::size(pieces))];
        if (below(8) == 0) result += '\0';
        return result;
    }

 private:
    double real() {
        for (;;) {
            const auto number = std::bit_cast<double>(random_());
            if (number - number == 0) return number;
        }
    }
    json array(int depth) {
        json result = json::array();
        for (std::uint64_t i = below(5); i > 0; --i) result.push_back(value(depth - 1));
        return result;
    }
    json object(int depth) {
        json result = json::object();
        for (std::uint64_t i = below(below(4) == 0 ? 40 : 5); i > 0; --i) result[text()] = value(depth - 1);
        return result;
    }

    std::mt19937_64 random_;
};

TEST(json_round_trip, brings_every_value_back) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_values random(seed);
    for (int i = 0; i < 2000; ++i) {
        const json value = random.value(5);
        const std::string text = value.dump();
        const json read = json::parse(text);
        ASSERT_EQ(read, value) << text;
        ASSERT_EQ(read.dump(), text);
        ASSERT_EQ(json::parse(value.dump(3)).dump(), text);
        ASSERT_EQ(json::parse(text, json::utf8::known_valid), value);
        ASSERT_TRUE(json::accept(text));
    }
}

TEST(json_parser, agrees_with_itself_about_damaged_text) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_values random(seed);
    static constexpr std::string_view damage = "{}[]\",:\\u019eE+-. \n\x01\x80\xff";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = random.value(4).dump();
        for (std::uint64_t times = 1 + random.below(3); times > 0; --times) {
            text[random.below(text.size())] = damage[random.below(damage.size())];
        }
        json value;
        std::string why;
        const bool parsed = json::try_parse(text, value, &why);
        ASSERT_EQ(json::accept(text), parsed) << testing::PrintToString(text);
        ASSERT_TRUE(!parsed || json::parse(value.dump()) == value) << testing::PrintToString(text);
    }
}

TEST(json_parser, refuses_every_beginning_of_an_object) {
    // A view, so that what would complete it stands right behind.
    const std::string_view text = R"({"type":"chat","n":[-1.5e+3,true,null,"é\u00e9\ud83d\ude00"],"o":{"a":false}})";
    ASSERT_TRUE(json::accept(text));
    for (std::size_t length = 0; length < text.size(); ++length) {
        json value;
        EXPECT_FALSE(json::try_parse(text.substr(0, length), value)) << length;
        EXPECT_FALSE(json::accept(text.substr(0, length))) << length;
    }
}

TEST(json_parser, takes_linear_time_for_a_hundred_thousand_keys) {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i) text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    const json different = json::parse(text + "\"key0\":-1}");
    EXPECT_EQ(different.size(), 200'000u);
    EXPECT_EQ(different["key0"], -1);
    EXPECT_EQ(different.items().back().first, "key199999");
    const json same = json::parse("{" + repeated("\"a\":1,", 200'000) + "\"a\":2}");
    EXPECT_EQ(same.dump(), R"({"a":2})");
    const std::string long_key = '"' + std::string(500, 'k');
    std::string prefixed = "{";
    for (int i = 0; i < 20'000; ++i) prefixed += long_key + std::to_string(i) + "\":0,";
    EXPECT_EQ(json::parse(prefixed + "\"\":0}").size(), 20'001u);
}

TEST(json_parser, compares_a_hundred_thousand_keys_in_another_order) {
    json::members members;
    for (int i = 0; i < 100'000; ++i) members.emplace_back("key" + std::to_string(i), i);
    const json forward(members);
    const json backward(json::members(members.rbegin(), members.rend()));
    EXPECT_EQ(forward, backward);
}

TEST(json_parser, takes_linear_time_for_huge_numbers) {
    const std::string digits(4'000'000, '7');
    EXPECT_FALSE(json::accept(digits));
    EXPECT_EQ(json::parse("0." + digits), 7.0 / 9);
    EXPECT_EQ(json::parse(digits + "e-4000000"), 7.0 / 9);
    EXPECT_FALSE(json::accept("1e" + digits));
    EXPECT_EQ(json::parse("1e-" + digits), 0.0);
    EXPECT_EQ(json::parse("0." + std::string(4'000'000, '0') + "1e4000001"), 1.0);
    EXPECT_TRUE(json::accept("[" + repeated("1e308,", 500'000) + "0]"));
}

TEST(json_parser, takes_linear_time_for_huge_strings) {
    EXPECT_EQ(json::parse('"' + std::string(16 << 20, 'a') + '"').get<std::string>().size(), std::size_t{16} << 20);
    EXPECT_EQ(json::parse('"' + repeated("\\n", 2 << 20) + '"').get<std::string>().size(), std::size_t{2} << 20);
    EXPECT_EQ(json::parse('"' + repeated("\\ud83d\\ude00", 1 << 20) + '"').get<std::string>().size(),
              std::size_t{4} << 20);
    EXPECT_EQ(json::parse('"' + repeated("漢", 1 << 20) + '"').get<std::string>().size(), std::size_t{3} << 20);
}

TEST(json_parser, takes_linear_time_for_text_that_never_ends) {
    for (const char* piece : {"[", "{\"a\":", "[[],", "[1,", "{\"a\":1,", "\"a", " ", "\n", "-", "\\", "\"\\"}) {
        EXPECT_FALSE(json::accept(repeated(piece, 1 << 18))) << piece;
        json value;
        EXPECT_FALSE(json::try_parse(repeated(piece, 1 << 18), value)) << piece;
    }
    EXPECT_FALSE(json::accept("[" + repeated("0,", 4 << 20)));
    EXPECT_EQ(json::parse("[" + repeated("[],", 1 << 20) + "0]").size(), (std::size_t{1} << 20) + 1);
}

}  // namespace
