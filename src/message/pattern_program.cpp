#include "message/pattern_program.hpp"

#include "message/unicode_categories.hpp"

#include <vafast/error.hpp>

#include <algorithm>
#include <string>

namespace vafast::message_detail {

namespace {

using detail::pattern_assertion;

const character_set& digits() {
    static const character_set set{{'0', '9'}};
    return set;
}

// WhiteSpace and LineTerminator (ECMA-262 12.2 and 12.3)
const character_set& spaces() {
    static const character_set set{{0x9, 0xd},       {0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680},
                                   {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f},
                                   {0x3000, 0x3000}, {0xfeff, 0xfeff}};
    return set;
}

const character_set& line_ends() {
    static const character_set set{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};
    return set;
}

void normalize(character_set& set) {
    std::sort(set.begin(), set.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    character_set merged;
    for (const character_range& each : set) {
        if (!merged.empty() && each.first <= merged.back().last + 1)
            merged.back().last = std::max(merged.back().last, each.last);
        else
            merged.push_back(each);
    }
    set = std::move(merged);
}

// `set` is normalized.
character_set all_but(const character_set& set) {
    character_set result;
    char32_t next = 0;
    for (const auto& [first, last] : set) {
        if (next < first) result.push_back({next, first - 1});
        next = last + 1;
    }
    if (next <= last_character) result.push_back({next, last_character});
    return result;
}

// Writes down what the parser tells.
class pattern_code {
 public:
    pattern_program finish() && {
        program_.steps.push_back({pattern_step::kind::match});
        return std::move(program_);
    }

    std::size_t size() const noexcept { return program_.steps.size(); }

    void character(char32_t character) {
        begin_set();
        add(character, character);
        end_set(false);
    }
    void any_of_a_line() {
        set_ = line_ends();
        end_set(true);
    }
    void assertion(pattern_assertion what) {
        program_.steps.push_back({pattern_step::kind::assert, static_cast<std::int16_t>(what)});
    }

    void begin_set() { set_.clear(); }
    void add(char32_t first, char32_t last) { set_.push_back({first, last}); }
    void add(const character_set& set) { set_.insert(set_.end(), set.begin(), set.end()); }
    void add_categories(std::uint32_t bits) { add(characters_of(bits)); }
    void add_class(char letter) {
        const character_set& set = letter == 'd' || letter == 'D'   ? digits()
                                   : letter == 'w' || letter == 'W' ? word_characters()
                                                                    : spaces();
        const bool negated = letter < 'a';
        add(negated ? all_but(set) : set);
    }
    void end_set(bool negated) {
        normalize(set_);
        if (negated) set_ = all_but(set_);
        auto& sets = program_.sets;
        auto found = std::find(sets.begin(), sets.end(), set_);
        if (found == sets.end()) found = sets.insert(found, set_);
        program_.steps.push_back({pattern_step::kind::set, static_cast<std::int16_t>(found - sets.begin())});
    }

    // The steps from `begin` to `middle`, or those from there on.
    void either(std::size_t begin, std::size_t middle) {
        const std::size_t first = middle - begin, second = size() - middle;
        insert(begin, either_step(1, first + 2));
        insert(middle + 1, jump(second + 1));
    }

    void repeat(std::size_t begin, std::size_t min, std::size_t max) {
        const std::vector<pattern_step> piece(program_.steps.begin() + static_cast<std::ptrdiff_t>(begin),
                                              program_.steps.end());
        program_.steps.resize(begin);
        const auto append = [&] { program_.steps.insert(program_.steps.end(), piece.begin(), piece.end()); };
        for (std::size_t i = 0; i < min; ++i) append();
        if (max != detail::any_number) {
            for (std::size_t left = max - min; left > 0; --left) {
                program_.steps.push_back(either_step(1, left * (piece.size() + 1)));
                append();
            }
        } else if (min > 0) {
            program_.steps.push_back(either_step(-distance(piece.size()), 1));
        } else {
            program_.steps.push_back(either_step(1, piece.size() + 2));
            append();
            program_.steps.push_back(jump(-distance(piece.size()) - 1));
        }
    }

 private:
    static int distance(std::size_t length) { return static_cast<int>(length); }
    // Sizes are bounded by max_pattern_size.
    template <class First, class Second>
    static pattern_step either_step(First first, Second second) {
        return {pattern_step::kind::either, static_cast<std::int16_t>(first), static_cast<std::int16_t>(second)};
    }
    template <class Distance>
    static pattern_step jump(Distance to) {
        return either_step(to, to);
    }
    void insert(std::size_t at, pattern_step step) {
        program_.steps.insert(program_.steps.begin() + static_cast<std::ptrdiff_t>(at), step);
    }

    pattern_program program_;
    character_set set_;
};

}  // namespace

const character_set& word_characters() {
    static const character_set set{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    return set;
}

pattern_program compile_pattern(std::string_view source) {
    pattern_code code;
    detail::pattern_parser<pattern_code> parser(source, code);
    if (const char* const why = parser.parse()) {
        throw error(error_kind::invalid_argument, "The pattern \"" + std::string(source) + "\" cannot be used: " + why +
                                                      ", at character " + std::to_string(parser.position() + 1) + ".");
    }
    return std::move(code).finish();
}

}  // namespace vafast::message_detail
