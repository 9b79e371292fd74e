// Lines of input, and binary messages written as text. Pure; one thread at a time.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::cli {

// Cuts input at its line ends. A line that is longer than the limit is dropped as a whole, and counted.
class line_reader {
 public:
    explicit line_reader(std::size_t max_line) : max_line_(max_line) {}

    void add(std::string_view input);
    // What is left without a line end is a line, too.
    void finish();

    // The next line, without its end; valid until the next call of anything here.
    std::optional<std::string_view> next();
    // The number of the line that next() gave last, from 1 on.
    std::size_t number() const noexcept { return number_; }
    // The lines that were dropped since the last call.
    std::vector<std::size_t> take_dropped();

 private:
    std::optional<std::string_view> last();

    std::size_t max_line_;
    std::string text_;
    std::size_t begin_ = 0;    // of what next() has not given
    std::size_t scanned_ = 0;  // no line end before this
    std::size_t number_ = 0;
    bool finished_ = false;
    bool dropping_ = false;
    std::vector<std::size_t> dropped_;
};

enum class binary_form : std::uint8_t { hex, base64 };

std::string encode(binary_form form, base::bytes data);
// Nothing where `text` is not of that form. Hex may have spaces between bytes.
std::optional<std::vector<std::byte>> decode(binary_form form, std::string_view text);

}  // namespace vafast::cli
