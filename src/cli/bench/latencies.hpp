// How long things took: a histogram whose buckets are a 64th of their value wide, from a nanosecond to centuries, in 30
// KiB, however many there are. C++17, since websocketpp, which the benchmarks compare with, knows no newer. One thread
// at a time.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vafast::cli {

class latencies {
 public:
    using nanoseconds = std::chrono::nanoseconds;

    void add(nanoseconds time) noexcept {
        const auto value = static_cast<std::uint64_t>(time.count() > 0 ? time.count() : 0);
        ++buckets_[bucket_of(value)];
        ++count_;
        if (value > most_) most_ = value;
    }
    void add(const latencies& other) noexcept {
        for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
        count_ += other.count_;
        if (other.most_ > most_) most_ = other.most_;
    }

    std::uint64_t count() const noexcept { return count_; }
    // The time within which this share of all (0 to 1) was done, rounded up by at most a 64th. 0 where there is none.
    nanoseconds percentile(double share) const noexcept {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_) + 0.5);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < buckets_.size(); ++i) {
            seen += buckets_[i];
            if (seen >= wanted && seen > 0) return nanoseconds(std::min(upper_end_of(i), most_));
        }
        return nanoseconds(most_);
    }
    nanoseconds most() const noexcept { return nanoseconds(most_); }

 private:
    static constexpr std::size_t steps = 64;

    // Values below 128 each have their own; above, the seven highest bits say which.
    static std::size_t bucket_of(std::uint64_t value) noexcept {
        if (value < 2 * steps) return static_cast<std::size_t>(value);
        const auto shift = static_cast<std::size_t>(57 - __builtin_clzll(value));
        return shift * steps + static_cast<std::size_t>(value >> shift);
    }
    static std::uint64_t upper_end_of(std::size_t bucket) noexcept {
        if (bucket < 2 * steps) return bucket;
        const std::size_t shift = bucket / steps - 1;
        return ((bucket - shift * steps + 1) << shift) - 1;
    }

    std::array<std::uint64_t, 59 * steps> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t most_ = 0;
};

}  // namespace vafast::cli
