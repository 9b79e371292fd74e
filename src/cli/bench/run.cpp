#include "cli/bench/run.hpp"

#include <vafast/json.hpp>
#include <vafast/runtime.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

namespace vafast::cli {

using namespace std::chrono_literals;

namespace {

// Of all threads of this process.
double cpu_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double microseconds(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1000; }

}  // namespace

void bench_run::fail(const error& why) {
    const std::lock_guard lock(mutex_);
    if (!failure_ && !is_over()) failure_ = why;
    changed_.notify_all();
}

void bench_run::finish() {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    changed_.notify_all();
}

// False where it ended before.
bool bench_run::wait_until(steady::time_point end) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, end, [this] { return failure_ || finished_; });
    if (failure_) {
        enter(phase::over);
        throw *failure_;
    }
    return !finished_;
}

// A bar on standard error, over and over on one line.
void bench_run::show(double done, double seconds, std::string_view unit) const {
    constexpr double width = 30;
    const auto filled = static_cast<std::size_t>(width * std::clamp(done, 0.0, 1.0));
    fmt::print(stderr, "\r[{:<30}] {:.1f} s, {:.0f} {}/s \x1b[K", std::string(filled, '#'), seconds,
               static_cast<double>(counted()) / std::max(seconds, 1e-9), unit);
    std::fflush(stderr);
}

measured_time bench_run::measure(std::chrono::milliseconds time, std::string_view unit, std::uint64_t goal) {
    const bool is_shown = ::isatty(STDERR_FILENO) == 1;
    const auto seconds_since = [](steady::time_point begin) {
        return std::chrono::duration<double>(steady::now() - begin).count();
    };
    // What is counted towards a goal is counted from the first on.
    if (goal == 0) wait_until(steady::now() + std::min<std::chrono::milliseconds>(time / 5, 500ms));
    const steady::time_point begin = steady::now();
    const double cpu_begin = cpu_seconds();
    enter(phase::measure);
    const steady::time_point end = begin + time;
    for (bool goes_on = true; goes_on && steady::now() < end;) {
        goes_on = wait_until(std::min(end, steady::now() + 100ms));
        const double seconds = seconds_since(begin);
        const double done = goal == 0 ? seconds / std::chrono::duration<double>(time).count()
                                      : static_cast<double>(counted()) / static_cast<double>(goal);
        if (is_shown) show(done, seconds, unit);
    }
    enter(phase::over);
    const measured_time measured{seconds_since(begin), cpu_seconds() - cpu_begin};
    if (is_shown) fmt::print(stderr, "\r\x1b[K");
    return measured;
}

client_options client_of(const bench_options& given, const std::shared_ptr<runtime>& on) {
    client_options options = given.client;
    options.auto_reconnect = false;
    options.runtime = on;
    use_token(options, given.token);
    return options;
}

void connect_all(std::size_t count, const std::function<future<>(std::size_t)>& connect) {
    constexpr std::size_t at_once = 128;
    std::vector<future<>> connecting;
    for (std::size_t i = 0; i < count; ++i) {
        connecting.push_back(connect(i));
        if (i >= at_once) connecting[i - at_once].get();
    }
    for (const future<>& each : connecting) each.get();
}

void tell_result(const bench_options& given, const bench_result& result) {
    const double each_second = static_cast<double>(result.count) / result.took.seconds;
    const double cpu_ns = result.took.cpu_seconds * 1e9 / static_cast<double>(std::max<std::uint64_t>(result.count, 1));
    constexpr std::pair<const char*, double> shares[] = {{"50", 0.5}, {"90", 0.9}, {"99", 0.99}, {"999", 0.999}};
    if (given.json) {
        json object = json::object({{"benchmark", result.what},
                                    {"url", given.url},
                                    {"conditions", result.conditions},
                                    {std::string(result.unit), result.count},
                                    {"seconds", result.took.seconds},
                                    {std::string(result.unit) + "_per_second", std::round(each_second)},
                                    {"cpu_ns", std::round(cpu_ns)}});
        for (const auto& [name, share] : shares)
            object[fmt::format("p{}_us", name)] = microseconds(result.times.percentile(share));
        object["max_us"] = microseconds(result.times.most());
        fmt::print("{}\n", object.dump());
        return;
    }
    fmt::print("{} {}: {}\n", result.what, given.url, result.conditions);
    fmt::print("  {:.0f} {}/s ({} in {:.2f} s), {:.0f} ns of CPU here for each\n", each_second, result.unit,
               result.count, result.took.seconds, cpu_ns);
    fmt::print("  latency in µs: p50 {:.1f}  p90 {:.1f}  p99 {:.1f}  p99.9 {:.1f}  most {:.1f}\n",
               microseconds(result.times.percentile(0.5)), microseconds(result.times.percentile(0.9)),
               microseconds(result.times.percentile(0.99)), microseconds(result.times.percentile(0.999)),
               microseconds(result.times.most()));
}

}  // namespace vafast::cli
