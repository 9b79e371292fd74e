// A figure that one thread at a time adds to, and any thread reads: without a lock, and without what an atomic addition
// costs.
#pragma once

#include <atomic>
#include <cstdint>

namespace vafast::base {

class tally {
 public:
    void add(std::uint64_t count) noexcept { total_.store(get() + count, std::memory_order_relaxed); }
    std::uint64_t get() const noexcept { return total_.load(std::memory_order_relaxed); }

 private:
    std::atomic<std::uint64_t> total_{0};
};

}  // namespace vafast::base
