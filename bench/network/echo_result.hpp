// What every client of this comparison measures and tells in the same way: echoes of one message, `window` of them on
// their way at a time, for some seconds after a warm-up of half a second. PROGRAM PORT SIZE WINDOW SECONDS
#pragma once

#include "cli/bench/latencies.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace bench {

using steady = std::chrono::steady_clock;

struct echo_request {
    int port;
    std::size_t size;
    std::size_t window;
    std::chrono::duration<double> time;

    bool is_text() const { return size < 65'536; }  // larger ones are binary
};

inline echo_request read_echo_request(int count, char** words) {
    if (count != 5) {
        std::fprintf(stderr, "usage: %s PORT SIZE WINDOW SECONDS\n", words[0]);
        std::exit(2);
    }
    return {std::atoi(words[1]), static_cast<std::size_t>(std::atol(words[2])),
            static_cast<std::size_t>(std::atol(words[3])), std::chrono::duration<double>(std::atof(words[4]))};
}

// Echoes come in the order of what was sent.
class echo_result {
 public:
    explicit echo_result(const echo_request& asked)
        : sent_at_(asked.window, steady::now()),
          begin_(steady::now() + std::chrono::milliseconds(500)),
          end_(begin_ + std::chrono::duration_cast<steady::duration>(asked.time)) {}

    // An echo is there. True where another message is to be sent, in its place.
    bool received() {
        const steady::time_point now = steady::now();
        steady::time_point& sent_at = sent_at_[next_];
        if (++next_ == sent_at_.size()) next_ = 0;
        if (now >= end_) return false;
        if (now >= begin_) times_.add(now - sent_at);
        sent_at = now;
        return true;
    }

    void tell() const {
        const double seconds = std::chrono::duration<double>(end_ - begin_).count();
        const auto microseconds = [&](double share) {
            return static_cast<double>(times_.percentile(share).count()) / 1000;
        };
        std::printf("{\"messages_per_second\":%.0f,\"p50_us\":%.2f,\"p99_us\":%.2f}\n",
                    static_cast<double>(times_.count()) / seconds, microseconds(0.5), microseconds(0.99));
    }

 private:
    std::vector<steady::time_point> sent_at_;
    std::size_t next_ = 0;
    steady::time_point begin_;
    steady::time_point end_;
    vafast::cli::latencies times_;
};

}  // namespace bench
