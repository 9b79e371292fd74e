// The manual: a page (man(7)) for the command and one for each verb, made of what --help says, so that they cannot
// differ.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace vafast::cli {

// Writes vafast.1, vafast-connect.1 and so on into `directory`, which is made where it is missing. `date` is what
// stands at the foot of each page: "2026-11-26". Throws error(invalid_argument) where a file cannot be written.
void write_man_pages(const CLI::App& command, const std::string& directory, const std::string& date);

}  // namespace vafast::cli
