// Any bytes as a pattern and, behind the first line end, a text: what is taken for a pattern can be made, the check at
// compile time agrees, and the table and the automaton find the same. The time is what libFuzzer allows an input.
#include "fuzz/hold.hpp"
#include "message/pattern_automaton.hpp"

#include <vafast/error.hpp>
#include <vafast/message/pattern.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

bool is_pattern(std::string_view source) {
    try {
        static_cast<void>(vafast::pattern(source));
        return true;
    } catch (const vafast::error&) {
        return false;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using vafast::fuzz::hold;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string_view source = input.substr(0, input.find('\n'));
    std::string text(input.substr(std::min(source.size() + 1, size)));
    for (int i = 0; i < 3; ++i) text += text;

    const bool taken = is_pattern(source);
    hold(taken == (vafast::detail::pattern_error(source) == nullptr));
    if (!taken) return 0;
    const vafast::pattern pattern(source);
    const vafast::message_detail::pattern_automaton automaton(vafast::message_detail::compile_pattern(source));
    hold(pattern.found_in(text) == automaton.finds(text));
    hold(pattern.found_in("") == automaton.finds(""));
    return 0;
}
