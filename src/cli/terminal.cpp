#include "cli/terminal.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

#include <fmt/format.h>

namespace vafast::cli {
namespace {

bool is_terminal(int descriptor) {
    const char* refused = std::getenv("NO_COLOR");
    return ::isatty(descriptor) == 1 && (refused == nullptr || *refused == '\0');
}

bool is_coloured() {
    static const bool result = is_terminal(STDERR_FILENO);
    return result;
}

std::string_view colour(tone how) {
    switch (how) {
        case tone::good: return "\033[32m";
        case tone::warning: return "\033[33m";
        case tone::bad: return "\033[31m";
        case tone::plain: break;
    }
    return "\033[2m";
}

}  // namespace

void tell(tone how, std::string_view line) {
    std::string text;
    if (is_coloured()) text += colour(how);
    for (const char each : line) text += static_cast<unsigned char>(each) < 0x20 || each == 0x7f ? ' ' : each;
    if (is_coloured()) text += "\033[0m";
    text += '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);
}

void complain(std::string_view sentence) { tell(tone::bad, "vafast: " + std::string(sentence)); }

std::string painted(tone how, std::string_view text) {
    static const bool is_painted = is_terminal(STDOUT_FILENO);
    if (!is_painted) return std::string(text);
    return std::string(colour(how)).append(text).append("\033[0m");
}

std::string without_controls(std::string_view text) {
    std::string shown;
    for (const char each : text) {
        const auto code = static_cast<unsigned char>(each);
        if ((code < 0x20 && each != '\n' && each != '\t') || code == 0x7f) {
            shown += fmt::format("\\x{:02x}", code);
        } else {
            shown += each;
        }
    }
    return shown;
}

}  // namespace vafast::cli
