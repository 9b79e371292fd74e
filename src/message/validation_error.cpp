#include <vafast/message/validation_error.hpp>

namespace vafast {

std::string validation_error::what() const {
    std::string sentence = "The message is wrong";
    if (!path.empty()) sentence += " at " + path;
    if (position) sentence += " (byte " + std::to_string(*position) + ")";
    return sentence + ": expected " + expected + ", but found " + found + ".";
}

bool validation_error::operator==(const validation_error& other) const noexcept {
    return path == other.path && rule == other.rule && expected == other.expected && found == other.found &&
           position == other.position;
}

}  // namespace vafast
