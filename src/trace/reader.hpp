// Reads a trace line by line, and says in which line it is wrong. Pure; one thread at a time.
#pragma once

#include "trace/record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace vafast::trace {

class reader {
 public:
    // The next line, without its end; `is_whole` is false where it has none. Nothing for a record of a kind that this
    // version does not know. A sentence where the line is wrong: nothing after it can be trusted.
    tl::expected<std::optional<record>, std::string> read(std::string_view line, bool is_whole = true);

    // Whether records are missing in what was read: nobody can tell what they said.
    bool has_gaps() const noexcept { return has_gaps_; }
    bool is_empty() const noexcept { return line_ == 0; }

 private:
    std::string check(const record& read);

    std::uint64_t line_ = 0;
    std::int64_t last_at_ = 0;
    bool has_connection_ = false;
    bool has_gaps_ = false;
};

}  // namespace vafast::trace
