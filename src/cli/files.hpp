// What the verbs read from files. Throws error(invalid_argument) with a sentence that names the file.
#pragma once

#include <string>

namespace vafast::cli {

// Not empty.
std::string content_of(const std::string& file);
// The same, without a line break at its end: editors and `echo` put one there, and it is no part of a secret.
std::string secret_from(const std::string& file);

}  // namespace vafast::cli
