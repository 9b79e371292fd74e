// Lines for people, on standard error: coloured on a terminal only (and not where NO_COLOR is set). Any thread.
#pragma once

#include <string_view>

namespace vafast::cli {

enum class tone { plain, good, warning, bad };

// One line; line breaks and other control characters within it become spaces, so that nothing a server says can
// write on the terminal.
void tell(tone how, std::string_view line);

// "vafast: sentence", as an error.
void complain(std::string_view sentence);

}  // namespace vafast::cli
