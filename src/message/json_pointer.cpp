#include "message/json_pointer.hpp"

namespace vafast::message_detail {

void append_step(std::string& pointer, std::string_view key) {
    pointer += '/';
    for (const char each : key) {
        if (each == '~')
            pointer += "~0";
        else if (each == '/')
            pointer += "~1";
        else
            pointer += each;
    }
}

void prepend_step(std::string& pointer, std::string_view key) {
    std::string step;
    append_step(step, key);
    pointer.insert(0, step);
}

void append_step(std::string& pointer, std::size_t index) { append_step(pointer, std::to_string(index)); }

void prepend_step(std::string& pointer, std::size_t index) { prepend_step(pointer, std::to_string(index)); }

std::string unescape_step(std::string_view step) {
    std::string key;
    for (std::size_t i = 0; i < step.size(); ++i) {
        const bool escaped = step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
        key += escaped ? (step[++i] == '0' ? '~' : '/') : step[i];
    }
    return key;
}

}  // namespace vafast::message_detail
