#include "hub/policy/history.hpp"

#include <algorithm>
#include <utility>

namespace vafast::hub_detail {

void history::add(shared_publication added, const history_limits& limits) {
    forget_older(added->at() - limits.age);
    tidy();
    bytes_ += added->memory();
    items_.push_back(std::move(added));
    while (!empty() && (size() > limits.messages || bytes_ > limits.bytes)) forget_oldest();
}

void history::forget_older(time_point than) noexcept {
    while (!empty() && items_[begin_]->at() < than) forget_oldest();
}

void history::forget_oldest() noexcept {
    if (empty()) return;
    bytes_ -= items_[begin_]->memory();
    items_[begin_++].reset();
    if (empty()) {
        items_ = {};
        begin_ = 0;
    }
}

// Moves the rest to the front once half of the places are free: amortised O(1).
void history::tidy() {
    if (begin_ == 0 || begin_ < items_.size() / 2) return;
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
}

std::span<const shared_publication> history::after(std::uint64_t offset, std::size_t limit,
                                                   std::size_t bytes) const noexcept {
    const auto stored = std::span(items_).subspan(begin_);
    const auto first = std::upper_bound(stored.begin(), stored.end(), offset,
                                        [](std::uint64_t wanted, const auto& each) { return wanted < each->offset(); });
    auto last = first;
    for (std::size_t total = 0; last != stored.end() && static_cast<std::size_t>(last - first) < limit; ++last) {
        total += (*last)->frame().text().size();
        if (total > bytes && last != first) break;
    }
    return {first, last};
}

std::span<const shared_publication> history::newest(std::size_t limit, std::size_t bytes) const noexcept {
    const auto stored = std::span(items_).subspan(begin_);
    auto first = stored.end();
    std::size_t total = 0;
    while (first != stored.begin() && static_cast<std::size_t>(stored.end() - first) < limit) {
        total += (*std::prev(first))->frame().text().size();
        if (total > bytes && first != stored.end()) break;
        --first;
    }
    return {first, stored.end()};
}

}  // namespace vafast::hub_detail
