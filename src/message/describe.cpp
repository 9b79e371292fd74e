#include "message/describe.hpp"

namespace vafast::message_detail {

namespace {

constexpr std::size_t longest = 60;  // bytes of a text that are shown

// At most `longest` bytes, and no half characters.
std::string_view cut(std::string_view text) {
    if (text.size() <= longest) return text;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

}  // namespace

std::string describe(const json& value) {
    if (value.is_object()) return "an object";
    if (value.is_array()) return "an array of " + std::to_string(value.size());
    if (!value.is_string()) return value.dump();
    const auto text = value.get<std::string_view>();
    try {
        std::string shown = json(cut(text)).dump();
        if (cut(text).size() < text.size()) shown.insert(shown.size() - 1, "…");
        return shown;
    } catch (const error&) {
        return "a string that is not UTF-8";
    }
}

std::string show(const json& value) {
    if (!value.is_object() && !value.is_array()) return describe(value);
    const std::string text = value.dump();
    return text.size() <= longest ? text : std::string(cut(text)) + "…";
}

std::string one_of(const std::vector<std::string>& words) {
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) result += i + 1 == words.size() ? " or " : ", ";
        result += words[i];
    }
    return result;
}

std::string count_of(std::size_t count, std::string_view what) {
    return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

}  // namespace vafast::message_detail
