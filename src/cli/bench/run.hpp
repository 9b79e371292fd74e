// What the benchmarks have in common: what they were asked for, the course of a run, and how its result is told. A run
// warms up, measures for as long as it was asked to, and is over; or it fails.
#pragma once

#include "cli/bench/latencies.hpp"
#include "cli/connection_options.hpp"

#include <vafast/client_options.hpp>
#include <vafast/error.hpp>
#include <vafast/future.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace vafast {
class json;
}

namespace vafast::cli {

struct bench_options {
    std::string url;
    client_options client;
    token_option token;
    std::chrono::milliseconds time{2'000};
    bool json = false;
};

// How long was measured, and what of it this process computed.
struct measured_time {
    double seconds = 0;
    double cpu_seconds = 0;
};

class bench_run {
 public:
    // What a benchmark's handlers ask and tell. Any thread.
    bool is_measuring() const noexcept { return phase_.load(std::memory_order_relaxed) == phase::measure; }
    bool is_over() const noexcept { return phase_.load(std::memory_order_relaxed) == phase::over; }
    // Of one thread: no other counts.
    void count(std::uint64_t more = 1) noexcept {
        counted_.store(counted_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    void fail(const error& why);  // the first one counts
    void finish();                // where it is not for the time to say
    std::uint64_t counted() const noexcept { return counted_.load(std::memory_order_relaxed); }

    // Waits for what handlers do, showing how far it is on a terminal; `goal` is how many there are to be counted, 0
    // where only the time ends it. Throws what it failed with.
    measured_time measure(std::chrono::milliseconds time, std::string_view unit, std::uint64_t goal = 0);

 private:
    using steady = std::chrono::steady_clock;
    enum class phase : std::uint8_t { warm_up, measure, over };

    void enter(phase next) noexcept { phase_.store(next, std::memory_order_relaxed); }
    bool wait_until(steady::time_point end);
    void show(double done, double seconds, std::string_view unit) const;

    std::atomic<phase> phase_{phase::warm_up};
    std::atomic<std::uint64_t> counted_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
    bool finished_ = false;
    std::optional<error> failure_;
};

// The options of a client for a benchmark: it does not come back, and fails rather than waits.
client_options client_of(const bench_options& given, const std::shared_ptr<runtime>& on);

// Waits for `count` connections, begun by `connect(index)`: not all at once, which servers refuse that bound how many
// wait to be accepted.
void connect_all(std::size_t count, const std::function<future<>(std::size_t)>& connect);

// The result: as an object, or as lines for people. `unit` is what was counted, "messages".
struct bench_result {
    std::string_view what;   // "echo"
    std::string conditions;  // "1 connection, 64 bytes, 64 outstanding"
    std::string_view unit;
    std::uint64_t count;
    measured_time took;
    const latencies& times;
};
void tell_result(const bench_options& given, const bench_result& result);

}  // namespace vafast::cli
