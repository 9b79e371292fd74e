// A verb's options in a file (TOML): each key is the long name of an option, `max-message = "16M"`. What the command
// line says goes before it.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace vafast::cli {

// Throws error(invalid_argument) that names the file, the line and what is wrong there.
void read_config(CLI::App& verb, const std::string& file);

}  // namespace vafast::cli
