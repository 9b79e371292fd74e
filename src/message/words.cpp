#include "message/words.hpp"

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
    if (value.is_array()) return "an array";
    return value.is_string() ? "a string" : value.dump();
}

std::string show(const json& value) {
    try {
        if (!value.is_string()) {
            const std::string text = value.dump();
            return text.size() <= longest ? text : std::string(cut(text)) + "…";
        }
        const auto text = value.get<std::string_view>();
        std::string shown = json(cut(text)).dump();
        if (cut(text).size() < text.size()) shown.insert(shown.size() - 1, "…");
        return shown;
    } catch (const error&) {
        return "a string that is not UTF-8";
    }
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
