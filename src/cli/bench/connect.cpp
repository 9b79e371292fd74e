#include "cli/bench/benchmarks.hpp"
#include "cli/descriptors.hpp"

#include <vafast/client.hpp>

#include <algorithm>
#include <memory>
#include <vector>

#include <fmt/format.h>

namespace vafast::cli {
namespace {

using steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Makes one connection after the other, some at a time. All but begin() runs on the runtime's thread.
class connecting {
 public:
    connecting(bench_run& run, const connect_options& given, const std::shared_ptr<runtime>& thread)
        : run_(run), given_(given), begun_(given.connections) {
        const client_options options = client_of(given.common, thread);
        for (std::size_t i = 0; i < given.connections; ++i) {
            clients_.push_back(std::make_unique<websocket_client<>>(given.common.url, options));
            clients_.back()->on<"open">([this, i] { connected(i); });
            clients_.back()->on<"error">([this](const error& failure) { run_.fail(failure); });
        }
    }

    void begin() {
        const std::size_t first = std::min(given_.concurrency, clients_.size());
        next_ = first;
        for (std::size_t i = 0; i < first; ++i) connect(i);
    }

    void close() {
        std::vector<future<>> closing;
        for (const auto& each : clients_) closing.push_back(each->close());
        for (const future<>& each : closing) each.get();
    }

    const latencies& times() const noexcept { return times_; }

 private:
    void connect(std::size_t index) {
        begun_[index] = steady::now();
        clients_[index]->connect();
    }
    void connected(std::size_t index) {
        times_.add(steady::now() - begun_[index]);
        run_.count();
        if (!given_.hold) clients_[index]->close();
        if (run_.counted() == clients_.size()) return run_.finish();
        if (next_ < clients_.size() && !run_.is_over()) connect(next_++);
    }

    bench_run& run_;
    const connect_options& given_;
    std::size_t next_ = 0;
    std::vector<steady::time_point> begun_;
    latencies times_;
    std::vector<std::unique_ptr<websocket_client<>>> clients_;
};

}  // namespace

void bench_connect(const connect_options& given) {
    allow_many_descriptors();
    bench_run run;
    const auto thread = std::make_shared<runtime>();
    connecting all(run, given, thread);
    all.begin();
    const measured_time took = run.measure(10min, "connections", given.connections);
    all.close();
    tell_result(given.common,
                {.what = "connect",
                 .conditions = fmt::format("{} connections, {} at a time, {}", given.connections, given.concurrency,
                                           given.hold ? "all held" : "each closed at once"),
                 .unit = "connections",
                 .count = all.times().count(),
                 .took = took,
                 .times = all.times()});
}

}  // namespace vafast::cli
