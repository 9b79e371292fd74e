// A regular expression as JSON Schema's `pattern` and ECMA-262 have it, matched in time linear in the text and without
// allocating, whatever pattern and text are. Classes, groups, alternatives, counted repetitions, anchors, \b, \u and
// the general categories of Unicode (\p{L}); no back-references and no look-around, which cannot be matched so.
//
// Text is UTF-8, and a character is a code point: "^.$" is found in "😀". Immutable; copies share; any thread.
#pragma once

#include <vafast/message/pattern_syntax.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace vafast {

namespace message_detail {
class pattern_machine;
}

class pattern {
 public:
    // Throws error(invalid_argument) that says what is wrong with the source, and where.
    explicit pattern(std::string_view source);

    // Whether the pattern is found somewhere in the text: "^" and "$" tie it to its begin and its end.
    bool found_in(std::string_view text) const noexcept;

    // As it was given.
    const std::string& source() const noexcept { return *source_; }

 private:
    std::shared_ptr<const std::string> source_;
    std::shared_ptr<const message_detail::pattern_machine> machine_;
};

}  // namespace vafast
