#include "trace/reader.hpp"

#include <utility>

namespace vafast::trace {
namespace {

bool belongs_to_a_connection(const record& each) noexcept {
    return !std::holds_alternative<beginning>(each) && !std::holds_alternative<connect>(each) &&
           !std::holds_alternative<lost>(each) && !std::holds_alternative<full>(each);
}

}  // namespace

tl::expected<std::optional<record>, std::string> reader::read(std::string_view line, bool is_whole) {
    ++line_;
    const auto fail = [&](const std::string& why) {
        return tl::unexpected("Line " + std::to_string(line_) + " " + why);
    };
    auto made = from_line(line);
    if (!made && !is_whole) return fail("is cut off: the program that wrote the trace did not come to its end.");
    if (!made) return fail("is no record of a trace. " + made.error());
    if (!*made) return line_ == 1 ? fail("is not the beginning of a trace.") : made;
    if (const std::string wrong = check(**made); !wrong.empty()) return fail(wrong);
    return made;
}

// What is wrong with it after those before; empty where nothing is.
std::string reader::check(const record& read) {
    const auto* const first = std::get_if<beginning>(&read);
    if ((first != nullptr) != (line_ == 1))
        return line_ == 1 ? "is not the beginning of a trace." : "begins a trace in the middle of another.";
    if (first != nullptr && first->version != version)
        return "says that the trace is of version " + std::to_string(first->version) + "; this program reads version " +
               std::to_string(version) + ".";
    if (time_of(read) < last_at_) return "goes back in time.";
    last_at_ = time_of(read);
    has_connection_ |= std::holds_alternative<connect>(read);
    has_gaps_ |= std::holds_alternative<lost>(read);
    if (belongs_to_a_connection(read) && !has_connection_) return "belongs to a connection, but none has begun.";
    return {};
}

}  // namespace vafast::trace
