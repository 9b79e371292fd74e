#include "cli/files.hpp"

#include <vafast/error.hpp>

#include <fstream>
#include <sstream>

namespace vafast::cli {

std::string content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream content;
    if (!stream || !(content << stream.rdbuf()))
        throw error(error_kind::invalid_argument, "The file " + file + " cannot be read, or is empty.");
    return std::move(content).str();
}

std::string secret_from(const std::string& file) {
    std::string secret = content_of(file);
    if (secret.ends_with('\n')) secret.pop_back();
    if (secret.ends_with('\r')) secret.pop_back();
    return secret;
}

}  // namespace vafast::cli
