#include "message/pattern_alphabet.hpp"

#include <algorithm>
#include <map>

namespace vafast::message_detail {

namespace {

std::vector<char32_t> begins_of_stretches(const std::vector<character_set>& sets) {
    std::vector<char32_t> begins{0};
    for (const character_set& set : sets) {
        for (const auto& [first, last] : set) {
            begins.push_back(first);
            if (last < last_character) begins.push_back(last + 1);
        }
    }
    std::sort(begins.begin(), begins.end());
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    return begins;
}

bool contains(const character_set& set, char32_t character) {
    const auto after = std::upper_bound(set.begin(), set.end(), character,
                                        [](char32_t c, const character_range& range) { return c < range.first; });
    return after != set.begin() && character <= (after - 1)->last;
}

}  // namespace

pattern_alphabet::pattern_alphabet(const std::vector<character_set>& sets) : begins_(begins_of_stretches(sets)) {
    std::map<std::vector<bool>, std::uint16_t> classes;
    for (const char32_t begin : begins_) {
        std::vector<bool> of;
        for (const character_set& set : sets) of.push_back(contains(set, begin));
        classes_.push_back(classes.try_emplace(of, static_cast<std::uint16_t>(classes.size())).first->second);
    }
    size_ = classes.size();
    has_.resize(sets.size() * size_);
    for (const auto& [of, number] : classes) {
        for (std::size_t set = 0; set < sets.size(); ++set) has_[set * size_ + number] = of[set];
    }
    for (std::size_t i = 0; i < ascii_.size(); ++i)
        ascii_[i] = static_cast<std::uint16_t>(find(static_cast<char32_t>(i)));
}

std::size_t pattern_alphabet::find(char32_t character) const noexcept {
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), character);
    return classes_[static_cast<std::size_t>(after - begins_.begin()) - 1];
}

}  // namespace vafast::message_detail
