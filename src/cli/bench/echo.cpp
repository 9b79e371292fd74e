#include "cli/bench/benchmarks.hpp"
#include "cli/descriptors.hpp"

#include <vafast/client.hpp>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace vafast::cli {
namespace {

using steady = std::chrono::steady_clock;

// One connection. What is sent is the same again and again, so that nothing but the connection is measured; echoes come
// in the order of what was sent.
class echoing {
 public:
    echoing(bench_run& run, const echo_options& given, const client_options& options)
        : run_(run),
          is_binary_(given.binary),
          payload_(given.payload),
          sent_at_(given.rate > 0 ? 0 : given.window),
          client_(given.common.url, options) {
        client_.on<"open">([this] { fill_window(); });
        client_.on<"message">([this](const message_event& event) { received(event); });
        client_.on<"close">([this](const close_event& event) {
            run_.fail(error(error_kind::connection_lost,
                            fmt::format("The server closed the connection with {} {}.", event.code, event.reason)));
        });
    }

    future<> connect() { return client_.connect(); }
    future<> close() { return client_.close(); }

    // Where there is a rate: the next message, of a series whose first is due at `first`.
    void send_one_of(steady::time_point first, steady::duration interval) {
        if (interval_ == steady::duration::zero()) {
            first_due_ = first;
            interval_ = interval;
        }
        send();
    }

    const latencies& times() const noexcept { return times_; }

 private:
    void fill_window() {
        for (steady::time_point& at : sent_at_) {
            at = steady::now();
            send();
        }
    }
    void send() {
        const send_status status =
            is_binary_ ? client_.send(std::as_bytes(std::span(payload_))) : client_.send(payload_);
        if (status != send_status::sent)
            run_.fail(error(error_kind::connection_lost, "The server does not read what it is sent."));
    }

    void received(const message_event& event) {
        const steady::time_point now = steady::now();
        if (event.size() != payload_.size())
            return run_.fail(
                error(error_kind::refused, fmt::format("The server does not echo: {} bytes were sent, {} came back.",
                                                       payload_.size(), event.size())));
        if (sent_at_.empty()) return measure(now - (first_due_ + interval_ * static_cast<std::int64_t>(count_++)));
        steady::time_point& sent_at = sent_at_[next_];
        if (++next_ == sent_at_.size()) next_ = 0;
        measure(now - sent_at);
        if (run_.is_over()) return;
        sent_at = now;
        send();
    }
    void measure(steady::duration time) {
        if (!run_.is_measuring()) return;
        times_.add(time);
        run_.count();
    }

    bench_run& run_;
    const bool is_binary_;
    const std::string& payload_;
    std::vector<steady::time_point> sent_at_;  // of those that are on their way
    std::size_t next_ = 0;                     // to come back, of those
    std::uint64_t count_ = 0;                  // of those that came back, where there is a rate
    steady::time_point first_due_;
    steady::duration interval_{};
    latencies times_;
    websocket_client<> client_;
};

using connections = std::vector<std::unique_ptr<echoing>>;

// Sends each message when it is due, on one connection after the other.
void send_at_a_rate(const connections& all, double rate, const bench_run& run) {
    const auto interval = std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(1 / rate));
    const auto count = static_cast<std::int64_t>(all.size());
    const steady::time_point begin = steady::now();
    for (std::int64_t n = 0; !run.is_over(); ++n) {
        std::this_thread::sleep_until(begin + n * interval);
        all[static_cast<std::size_t>(n % count)]->send_one_of(begin + (n % count) * interval, interval * count);
    }
}

}  // namespace

void bench_echo(const echo_options& given) {
    allow_many_descriptors();
    bench_run run;
    const auto thread = std::make_shared<runtime>();
    connections all;
    connect_all(given.connections, [&](std::size_t) {
        all.push_back(std::make_unique<echoing>(run, given, client_of(given.common, thread)));
        return all.back()->connect();
    });

    std::jthread sender;
    if (given.rate > 0) sender = std::jthread([&] { send_at_a_rate(all, given.rate, run); });
    const measured_time took = run.measure(given.common.time, "messages");
    if (sender.joinable()) sender.join();

    latencies times;
    std::vector<future<>> closing;
    for (const auto& each : all) closing.push_back(each->close());
    for (const future<>& each : closing) each.get();
    for (const auto& each : all) times.add(each->times());
    const std::string pace = given.rate > 0 ? fmt::format("{:.0f} messages/s sent", given.rate)
                                            : fmt::format("{} outstanding", given.window);
    tell_result(given.common, {.what = "echo",
                               .conditions = fmt::format("{} connection{}, {} bytes, {}", given.connections,
                                                         given.connections == 1 ? "" : "s", given.payload.size(), pace),
                               .unit = "messages",
                               .count = times.count(),
                               .took = took,
                               .times = times});
}

}  // namespace vafast::cli
