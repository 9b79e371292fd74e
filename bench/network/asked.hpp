// What every client of this comparison is asked for, measures and tells in the same way. PROGRAM WAY PORT PAYLOAD
// WINDOW SECONDS: echoes of one message come back, WINDOW of them on their way at a time; where WINDOW is 0, nothing is
// sent, and what the server sends by itself is counted. WAY is plain, tls or deflate; PAYLOAD so many x's, or @FILE.
// Each warms up for half a second.
#pragma once

#include "cli/bench/latencies.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace bench {

using steady = std::chrono::steady_clock;

struct request {
    bool is_secure;
    bool is_compressed;
    int port;
    std::string payload;
    std::size_t window;
    std::chrono::duration<double> time;

    bool is_text() const { return payload.size() < 65'536; }  // larger ones are binary
    std::string url() const { return (is_secure ? "wss" : "ws") + ("://127.0.0.1:" + std::to_string(port)) + "/"; }
};

inline request read_request(int count, char** words) {
    if (count != 6) {
        std::fprintf(stderr, "usage: %s plain|tls|deflate PORT SIZE|@FILE WINDOW SECONDS\n", words[0]);
        std::exit(2);
    }
    const std::string way = words[1];
    request asked{way == "tls", way == "deflate", std::atoi(words[2]), {}, {}, {}};
    if (words[3][0] == '@') {
        std::ifstream file(words[3] + 1);
        asked.payload.assign(std::istreambuf_iterator<char>(file), {});
    } else {
        asked.payload.assign(static_cast<std::size_t>(std::atol(words[3])), 'x');
    }
    asked.window = static_cast<std::size_t>(std::atol(words[4]));
    asked.time = std::chrono::duration<double>(std::atof(words[5]));
    return asked;
}

// Of all threads of this process, in nanoseconds.
inline double cpu_time() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// Echoes come in the order of what was sent.
class result {
 public:
    explicit result(const request& asked)
        : sent_at_(asked.window, steady::now()),
          begin_(steady::now() + std::chrono::milliseconds(500)),
          end_(begin_ + std::chrono::duration_cast<steady::duration>(asked.time)) {}

    // A message is there. False where it is over; else another one is to be sent in its place, if there is a window.
    bool received() {
        if (sent_at_.empty()) return received_one_way();
        const steady::time_point now = steady::now();
        steady::time_point& sent_at = sent_at_[next_];
        if (++next_ == sent_at_.size()) next_ = 0;
        if (!advance(now)) return false;
        if (is_measuring_) times_.add(now - sent_at), ++count_;
        sent_at = now;
        return true;
    }

    void tell() const {
        const double seconds = std::chrono::duration<double>(end_ - begin_).count();
        const auto microseconds = [&](double share) {
            return static_cast<double>(times_.percentile(share).count()) / 1000;
        };
        std::printf("{\"messages_per_second\":%.0f,\"p50_us\":%.2f,\"p99_us\":%.2f,\"cpu_ns\":%.1f}\n",
                    static_cast<double>(count_) / seconds, microseconds(0.5), microseconds(0.99),
                    (cpu_end_ - cpu_begin_) / static_cast<double>(count_ == 0 ? 1 : count_));
    }

 private:
    // To look at the clock costs as much as to receive a small message.
    bool received_one_way() {
        constexpr std::uint64_t between_looks = 1024;
        if (is_over_) return false;
        if (is_measuring_) ++count_;
        return ++unseen_ % between_looks != 0 || advance(steady::now());
    }
    // False where it is over.
    bool advance(steady::time_point now) {
        if (!is_measuring_ && now >= begin_) {
            is_measuring_ = true;
            cpu_begin_ = cpu_time();
        }
        if (!is_over_ && now >= end_) {
            is_over_ = true;
            cpu_end_ = cpu_time();
        }
        return !is_over_;
    }

    std::vector<steady::time_point> sent_at_;
    std::size_t next_ = 0;
    steady::time_point begin_;
    steady::time_point end_;
    bool is_measuring_ = false;
    bool is_over_ = false;
    double cpu_begin_ = 0;
    double cpu_end_ = 0;
    std::uint64_t count_ = 0;
    std::uint64_t unseen_ = 0;
    vafast::cli::latencies times_;
};

}  // namespace bench
