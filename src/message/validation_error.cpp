#include <vafast/message/validation_error.hpp>

namespace vafast {

std::string validation_error::what() const {
    std::string sentence = "The message is wrong";
    if (!path.empty()) sentence += " at " + path;
    if (position) sentence += " (byte " + std::to_string(*position) + ")";
    return sentence + ": expected " + expected + ", but found " + found + ".";
}

}  // namespace vafast
