// Random patterns over random texts, against a matcher that is too simple to be wrong, and too slow to be used.
#include "message/pattern_automaton.hpp"

#include <vafast/message/pattern.hpp>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace {

using places = std::set<std::size_t>;

struct node {
    enum class kind { characters, begin, end, boundary, sequence, choice, repeat } what;
    std::string characters{};
    std::vector<node> parts{};
    std::size_t min = 0, max = 0;
};

bool is_word(std::string_view text, std::size_t place) { return place < text.size() && text[place] != '-'; }

// Where the node can end, if it begins at `place`.
places ends(const node& of, std::string_view text, std::size_t place) {
    places result;
    const auto here_if = [&](bool holds) { return holds ? places{place} : places{}; };
    switch (of.what) {
        case node::kind::characters:
            if (place < text.size() && of.characters.find(text[place]) != std::string::npos) result = {place + 1};
            return result;
        case node::kind::begin: return here_if(place == 0);
        case node::kind::end: return here_if(place == text.size());
        case node::kind::boundary: return here_if(is_word(text, place) != (place > 0 && is_word(text, place - 1)));
        case node::kind::choice:
            for (const node& each : of.parts) result.merge(ends(each, text, place));
            return result;
        case node::kind::sequence:
            result = {place};
            for (const node& each : of.parts) {
                places next;
                for (const std::size_t from : result) next.merge(ends(each, text, from));
                result = std::move(next);
            }
            return result;
        case node::kind::repeat: break;
    }
    places present{place};
    for (std::size_t count = 0; count <= of.max && !present.empty(); ++count) {
        if (count >= of.min) {
            std::erase_if(present, [&](std::size_t at) { return result.contains(at); });  // nothing new from there
            result.insert(present.begin(), present.end());
        }
        places next;
        for (const std::size_t from : present) next.merge(ends(of.parts.front(), text, from));
        present = std::move(next);
    }
    return result;
}

std::string source_of(const node& of) {
    std::string result;
    switch (of.what) {
        case node::kind::characters:
            return of.characters.size() == 1 ? of.characters : "[" + of.characters + "]";  // a "-" stands at the end
        case node::kind::begin: return "^";
        case node::kind::end: return "$";
        case node::kind::boundary: return "\\b";
        case node::kind::choice:
            for (const node& each : of.parts) result += (result.empty() ? "(?:" : "|") + source_of(each);
            return result + ")";
        case node::kind::sequence:
            for (const node& each : of.parts) result += source_of(each);
            return "(" + result + ")";
        case node::kind::repeat: break;
    }
    result = source_of(of.parts.front()) + "{" + std::to_string(of.min) + ",";
    return result + (of.max > 100 ? "}" : std::to_string(of.max) + "}");
}

class maker {
 public:
    explicit maker(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t end) { return random_() % end; }

    node make(int depth) {
        const std::size_t choice = depth == 0 ? 0 : below(10);
        node result{};
        if (choice < 3) {
            result.what = node::kind::characters;
            for (const char each : {'a', 'b', 'c', '-'}) {
                if (below(2) == 0) result.characters += each;
            }
            if (result.characters.empty()) result.characters = "a";
        } else if (choice == 3) {
            result.what = std::vector{node::kind::begin, node::kind::end, node::kind::boundary}[below(3)];
        } else if (choice < 7) {
            result.what = choice == 4 ? node::kind::choice : node::kind::sequence;
            for (std::size_t i = 0; i < 2 + below(2); ++i) result.parts.push_back(make(depth - 1));
        } else {
            result.what = node::kind::repeat;
            node part = make(depth - 1);
            while (part.what == node::kind::begin || part.what == node::kind::end || part.what == node::kind::boundary)
                part = make(depth - 1);
            result.parts.push_back({.what = node::kind::sequence, .parts = {part}});
            result.min = below(3);
            result.max = below(2) == 0 ? 1000 : result.min + below(3);
        }
        return result;
    }

    std::string text() {
        std::string result;
        for (std::size_t i = below(8); i > 0; --i) result += "aabbc-"[below(6)];
        return result;
    }

 private:
    std::mt19937 random_;
};

bool expected(const node& of, std::string_view text) {
    for (std::size_t place = 0; place <= text.size(); ++place) {
        if (!ends(of, text, place).empty()) return true;
    }
    return false;
}

TEST(pattern, finds_what_a_simple_matcher_finds) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    maker make(seed);
    int found = 0;
    for (int i = 0; i < 1500; ++i) {
        const node tree = make.make(4);
        const std::string source = source_of(tree);
        if (vafast::detail::pattern_error(source) != nullptr) continue;  // too large
        const vafast::pattern pattern(source);
        // What patterns are left to whose tables would be too large.
        const vafast::message_detail::pattern_automaton automaton(vafast::message_detail::compile_pattern(source));
        for (int k = 0; k < 6; ++k) {
            const std::string text = make.text();
            const bool is_found = expected(tree, text);
            found += is_found;
            ASSERT_EQ(pattern.found_in(text), is_found) << source << " in " << text;
            ASSERT_EQ(automaton.finds(text), is_found) << source << " in " << text;
        }
    }
    EXPECT_GT(found, 500);
    EXPECT_LT(found, 8500);
}

}  // namespace
