// A pattern's automaton made deterministic: a row for each set of steps that can be under way at once, a column for
// each class of characters. A character then costs one look into the table. Immutable; any thread.
#pragma once

#include "message/pattern_automaton.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vafast::message_detail {

class pattern_table {
 public:
    // Nothing where the table would be larger than 64 KiB, or take more than a few milliseconds to make: such patterns
    // are left to the automaton, which outlives the table.
    static std::optional<pattern_table> make(const pattern_automaton& automaton);

    bool finds(std::string_view text) const noexcept {
        const char* const end = text.data() + text.size();
        std::size_t row = begin_;
        for (const char* at = text.data(); at != end;) {
            row = cells_[row + alphabet_->read(at, end)];
            if (row <= found) return row == found;
        }
        return cells_[row + alphabet_->size()] == found;
    }

 private:
    class maker;

    // A cell tells where the row begins that is next, or that the search is over.
    using cell = std::uint16_t;
    static constexpr cell lost = 0, found = 1;
    static constexpr std::size_t max_cells = 32 * 1024;

    pattern_table() = default;

    const pattern_alphabet* alphabet_ = nullptr;
    std::vector<cell> cells_;  // of a row: one for each class, and one for the end of the text
    std::size_t begin_ = 0;
};

}  // namespace vafast::message_detail
