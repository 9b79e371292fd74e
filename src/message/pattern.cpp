#include "message/pattern_automaton.hpp"
#include "message/pattern_table.hpp"

#include <vafast/message/pattern.hpp>

namespace vafast {

namespace message_detail {

// Where it is, it stays: the table knows the automaton.
class pattern_machine {
 public:
    explicit pattern_machine(std::string_view source)
        : automaton_(compile_pattern(source)), table_(pattern_table::make(automaton_)) {}
    pattern_machine(const pattern_machine&) = delete;
    pattern_machine& operator=(const pattern_machine&) = delete;

    bool finds(std::string_view text) const noexcept { return table_ ? table_->finds(text) : automaton_.finds(text); }

 private:
    pattern_automaton automaton_;
    std::optional<pattern_table> table_;
};

}  // namespace message_detail

pattern::pattern(std::string_view source)
    : source_(std::make_shared<const std::string>(source)),
      machine_(std::make_shared<const message_detail::pattern_machine>(source)) {}

bool pattern::found_in(std::string_view text) const noexcept { return machine_->finds(text); }

}  // namespace vafast
