// The header of an HTTP message, as a trace keeps it: its lines, taken apart and put together again. Lenient: a trace
// also shows what is wrong. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vafast::trace {

struct head {
    std::string start{};                                        // the request line or status line
    std::vector<std::pair<std::string, std::string>> fields{};  // a line without a colon is a name without a value

    // The first of that name, else empty.
    std::string_view field(std::string_view name) const noexcept;
    // Of an answer; 0 where there is none.
    int status() const noexcept;
    std::string text() const;
};

head read_head(std::string_view text);

}  // namespace vafast::trace
