// Lines for people: coloured on a terminal only (and not where NO_COLOR is set). Any thread.
#pragma once

#include <string>
#include <string_view>

namespace vafast::cli {

enum class tone { plain, good, warning, bad };

// One line on standard error; line breaks and other control characters within it become spaces, so that nothing a
// server says can write on the terminal.
void tell(tone how, std::string_view line);

// "vafast: sentence", as an error.
void complain(std::string_view sentence);

// For standard output: the text in the colour of its tone.
std::string painted(tone how, std::string_view text);

// What a server says must not steer the terminal: control characters, but line breaks and tabs, are written as \x1b.
std::string without_controls(std::string_view text);

}  // namespace vafast::cli
