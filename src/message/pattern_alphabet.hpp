// The classes of characters that a pattern tells apart: two characters are of one class if each of its sets has both or
// neither. A pattern of [a-z] and [0-9] has three, however many characters there are. Immutable; any thread.
#pragma once

#include "message/pattern_program.hpp"
#include "message/utf8.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace vafast::message_detail {

class pattern_alphabet {
 public:
    // The sets are referred to by their places.
    explicit pattern_alphabet(const std::vector<character_set>& sets);

    // How many classes there are; they are numbered from 0.
    std::size_t size() const noexcept { return size_; }
    // The class of the character at `at`, which is before `end` and moves behind the character.
    std::size_t read(const char*& at, const char* end) const noexcept {
        const auto byte = static_cast<unsigned char>(*at);
        if (byte < ascii_.size()) return ++at, ascii_[byte];
        return find(read_utf8(at, end));
    }
    bool has(std::size_t set, std::size_t number) const noexcept { return has_[set * size_ + number]; }

 private:
    std::size_t find(char32_t character) const noexcept;

    std::array<std::uint16_t, 128> ascii_;
    std::vector<char32_t> begins_;        // of the stretches of characters that are of one class
    std::vector<std::uint16_t> classes_;  // of these stretches
    std::size_t size_ = 0;
    std::vector<bool> has_;
};

}  // namespace vafast::message_detail
