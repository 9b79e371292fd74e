// Runs the steps of a pattern over a text, all that are possible at once (K. Thompson): the time is at most the length
// of the text times that of the pattern, the memory a few KiB of stack. Immutable; any thread.
#pragma once

#include "message/pattern_alphabet.hpp"
#include "message/pattern_program.hpp"

#include <bitset>
#include <cstdint>
#include <string_view>

namespace vafast::message_detail {

// Places in the program, each once, in the order in which they were added.
class step_set {
 public:
    void add(std::size_t step) noexcept {
        if (is_in_.test(step)) return;
        is_in_.set(step);
        steps_[size_++] = static_cast<std::uint16_t>(step);
    }
    void clear() noexcept {
        is_in_.reset();
        size_ = 0;
    }
    std::size_t size() const noexcept { return size_; }
    std::size_t operator[](std::size_t i) const noexcept { return steps_[i]; }
    const std::uint16_t* begin() const noexcept { return steps_; }
    const std::uint16_t* end() const noexcept { return steps_ + size_; }

 private:
    static constexpr std::size_t capacity = detail::max_pattern_size + 1;  // with the match
    std::bitset<capacity> is_in_;
    std::size_t size_ = 0;
    std::uint16_t steps_[capacity];  // of which the first `size_` are something
};

// What stands before or after a place in the text, as far as assertions ask.
enum class neighbour : std::uint8_t { nothing, word, other };

class pattern_automaton {
 public:
    explicit pattern_automaton(pattern_program program);

    bool finds(std::string_view text) const noexcept;

    // For those who run it step by step:

    const pattern_alphabet& alphabet() const noexcept { return alphabet_; }
    neighbour kind_of(std::size_t character) const noexcept {
        return has_boundaries_ && alphabet_.has(words_, character) ? neighbour::word : neighbour::other;
    }
    // Adds to `reached`, which is empty, all that can be reached from `from` without reading on. True where a match
    // can.
    bool follow(const step_set& from, neighbour before, neighbour after, step_set& reached) const noexcept;
    // Then reads a character: puts into `next` where it leads to, and the begin, where a match may begin anywhere.
    void advance(const step_set& reached, std::size_t character, step_set& next) const noexcept;

 private:
    bool begins_only_at_the_begin() const noexcept;

    pattern_program program_;
    bool has_boundaries_;    // \b or \B
    std::size_t words_ = 0;  // the set of word characters, where it has
    pattern_alphabet alphabet_;
    bool is_tied_;  // by "^"
};

}  // namespace vafast::message_detail
