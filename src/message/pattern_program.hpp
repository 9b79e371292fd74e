// What a pattern does, as a list of steps: K. Thompson's nondeterministic automaton ("Regular Expression Search
// Algorithm", 1968). Steps know where to go by distance, so that a piece of the list can be copied and moved. Pure.
#pragma once

#include <vafast/message/pattern_syntax.hpp>

#include <cstdint>
#include <vector>

namespace vafast::message_detail {

// Characters as ranges: sorted, apart from each other, both ends included.
struct character_range {
    char32_t first, last;
    bool operator==(const character_range&) const = default;
};
using character_set = std::vector<character_range>;

inline constexpr char32_t last_character = 0x10ffff;

struct pattern_step {
    enum class kind : std::uint8_t {
        set,     // one character of the set `first`, then the next step
        either,  // goes on at `first` and at `second`, which are distances from here
        assert,  // goes on with the next step where the assertion `first` holds
        match,   // found
    };
    kind what;
    std::int16_t first = 0;
    std::int16_t second = 0;
};

struct pattern_program {
    std::vector<pattern_step> steps;
    std::vector<character_set> sets;
};

// Throws error(invalid_argument) where the source is no pattern.
pattern_program compile_pattern(std::string_view source);

// [A-Za-z0-9_], what \w means and what \b looks for.
const character_set& word_characters();

}  // namespace vafast::message_detail
