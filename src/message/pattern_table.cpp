#include "message/pattern_table.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace vafast::message_detail {

class pattern_table::maker {
 public:
    explicit maker(const pattern_automaton& automaton)
        : automaton_(automaton), classes_(automaton.alphabet().size()), cells_(classes_ + 1) {}

    std::optional<pattern_table> make() {
        step_set begin;
        begin.add(0);
        pattern_table result;
        result.begin_ = row_of(begin, neighbour::nothing);
        for (; !to_do_.empty(); to_do_.pop_front()) {
            fill(*to_do_.front());
            if (is_too_large_ || work_ > max_work) return std::nullopt;
        }
        result.alphabet_ = &automaton_.alphabet();
        result.cells_ = std::move(cells_);
        return result;
    }

 private:
    static constexpr std::size_t max_work = 250'000;  // steps looked at

    struct state {
        std::vector<std::uint16_t> steps;  // sorted
        neighbour before;
        auto operator<=>(const state&) const = default;
    };
    using rows = std::map<state, std::size_t>;

    // The row of a state, added where it is new.
    cell row_of(const step_set& steps, neighbour before) {
        if (steps.size() == 0) return lost;
        state key{{steps.begin(), steps.end()}, before};
        std::sort(key.steps.begin(), key.steps.end());
        const auto [row, is_new] = rows_.try_emplace(std::move(key), cells_.size());
        if (is_new) {
            if (cells_.size() + classes_ + 1 > max_cells) return is_too_large_ = true, lost;
            cells_.resize(cells_.size() + classes_ + 1);
            to_do_.push_back(&*row);
        }
        return static_cast<cell>(row->second);
    }

    void fill(const rows::value_type& of) {
        step_set from, next;
        for (const std::size_t step : of.first.steps) from.add(step);
        fill_end(of, from);
        for (const neighbour after : {neighbour::word, neighbour::other}) {
            step_set reached;
            const bool is_found = automaton_.follow(from, of.first.before, after, reached);
            work_ += reached.size();
            for (std::size_t character = 0; character < classes_; ++character) {
                if (automaton_.kind_of(character) != after) continue;
                cell to = found;
                if (!is_found) {
                    automaton_.advance(reached, character, next);
                    work_ += reached.size();
                    to = row_of(next, after);
                }
                cells_[of.second + character] = to;
            }
        }
    }

    void fill_end(const rows::value_type& of, const step_set& from) {
        step_set reached;
        const bool is_found = automaton_.follow(from, of.first.before, neighbour::nothing, reached);
        cells_[of.second + classes_] = is_found ? found : lost;
    }

    const pattern_automaton& automaton_;
    const std::size_t classes_;
    std::vector<cell> cells_;  // begins with a row that is none, so that no row begins at `lost` or `found`
    rows rows_;
    std::deque<const rows::value_type*> to_do_;
    std::size_t work_ = 0;
    bool is_too_large_ = false;
};

std::optional<pattern_table> pattern_table::make(const pattern_automaton& automaton) { return maker(automaton).make(); }

}  // namespace vafast::message_detail
