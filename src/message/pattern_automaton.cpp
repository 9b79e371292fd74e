#include "message/pattern_automaton.hpp"

#include <algorithm>
#include <utility>

namespace vafast::message_detail {

namespace {

using detail::pattern_assertion;
using kind = pattern_step::kind;

bool is_boundary(const pattern_step& step) {
    return step.what == kind::assert&& step.first >= static_cast<std::int16_t>(pattern_assertion::word_boundary);
}

// The word characters become a set of the alphabet, so that "\b" can ask about them.
pattern_program with_words(pattern_program program) {
    if (std::any_of(program.steps.begin(), program.steps.end(), is_boundary)) program.sets.push_back(word_characters());
    return program;
}

bool holds(pattern_assertion what, neighbour before, neighbour after) noexcept {
    switch (what) {
        case pattern_assertion::text_begin: return before == neighbour::nothing;
        case pattern_assertion::text_end: return after == neighbour::nothing;
        case pattern_assertion::word_boundary: return (before == neighbour::word) != (after == neighbour::word);
        case pattern_assertion::no_word_boundary: break;
    }
    return (before == neighbour::word) == (after == neighbour::word);
}

}  // namespace

pattern_automaton::pattern_automaton(pattern_program program)
    : program_(with_words(std::move(program))),
      has_boundaries_(std::any_of(program_.steps.begin(), program_.steps.end(), is_boundary)),
      words_(program_.sets.empty() ? 0 : program_.sets.size() - 1),
      alphabet_(program_.sets),
      is_tied_(begins_only_at_the_begin()) {}

bool pattern_automaton::begins_only_at_the_begin() const noexcept {
    step_set begin, reached;
    begin.add(0);
    for (const neighbour before : {neighbour::word, neighbour::other}) {
        for (const neighbour after : {neighbour::nothing, neighbour::word, neighbour::other}) {
            reached.clear();
            if (follow(begin, before, after, reached)) return false;
            for (const std::size_t step : reached) {
                if (program_.steps[step].what == kind::set) return false;
            }
        }
    }
    return true;
}

bool pattern_automaton::follow(const step_set& from, neighbour before, neighbour after,
                               step_set& reached) const noexcept {
    for (const std::size_t step : from) reached.add(step);
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const std::size_t at = reached[i];
        const pattern_step& step = program_.steps[at];
        switch (step.what) {
            case kind::match: return true;
            case kind::set: break;
            case kind::assert:
                if (holds(static_cast<pattern_assertion>(step.first), before, after)) reached.add(at + 1);
                break;
            case kind::either:
                reached.add(at + static_cast<std::size_t>(step.first));
                reached.add(at + static_cast<std::size_t>(step.second));
                break;
        }
    }
    return false;
}

void pattern_automaton::advance(const step_set& reached, std::size_t character, step_set& next) const noexcept {
    next.clear();
    for (const std::size_t at : reached) {
        const pattern_step& step = program_.steps[at];
        if (step.what == kind::set && alphabet_.has(static_cast<std::size_t>(step.first), character)) next.add(at + 1);
    }
    if (!is_tied_) next.add(0);
}

bool pattern_automaton::finds(std::string_view text) const noexcept {
    step_set from, reached;
    from.add(0);
    neighbour before = neighbour::nothing;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at != end && from.size() != 0;) {
        const std::size_t character = alphabet_.read(at, end);
        const neighbour after = kind_of(character);
        reached.clear();
        if (follow(from, before, after, reached)) return true;
        advance(reached, character, from);
        before = after;
    }
    reached.clear();
    return follow(from, before, neighbour::nothing, reached);
}

}  // namespace vafast::message_detail
