// The newest publications of a room: bounded by their number, their bytes and their age. Without memory of its own
// while it is empty. Pure; one thread at a time.
#pragma once

#include "hub/policy/publication.hpp"

#include <span>
#include <vector>

namespace vafast::hub_detail {

struct history_limits {
    std::size_t messages = 1'000;
    std::size_t bytes = std::size_t{1} << 20;
    milliseconds age{5 * 60'000};
};

class history {
 public:
    // The next in the order of offsets. Trims, so that not even this may be left.
    void add(shared_publication added, const history_limits& limits);
    void forget_older(time_point than) noexcept;
    void forget_oldest() noexcept;  // where there is one

    // Of what follows `offset` the oldest: at most `limit`, and no more than `bytes` together, but for the first.
    std::span<const shared_publication> after(std::uint64_t offset, std::size_t limit,
                                              std::size_t bytes) const noexcept;
    // The newest, under the same limits.
    std::span<const shared_publication> newest(std::size_t limit, std::size_t bytes) const noexcept;

    bool empty() const noexcept { return begin_ == items_.size(); }
    std::size_t size() const noexcept { return items_.size() - begin_; }
    std::size_t bytes() const noexcept { return bytes_; }
    // The offset of the oldest; of something that is not empty.
    std::uint64_t oldest() const noexcept { return items_[begin_]->offset(); }

 private:
    void tidy();

    std::vector<shared_publication> items_;
    std::size_t begin_ = 0;  // what is before was forgotten
    std::size_t bytes_ = 0;
};

}  // namespace vafast::hub_detail
