// The driver's part in statistics: reads the figures, and tells them at an interval.
#include "client/driver.hpp"

#include <chrono>

namespace vafast::client_detail {
namespace {

double average(std::uint64_t sum, std::uint64_t count) noexcept {
    return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
}

}  // namespace

// From any thread
client_stats driver::stats() const {
    client_stats result{
        .messages_received = messages_received_.get(),
        .bytes_sent = bytes_sent_.get(),
        .bytes_received = bytes_received_.get(),
        .reconnection_attempts = reconnection_attempts_.get(),
        .recovered = hub_.recovered(),
        .validation_failures = delivery_.failures() + invalid_sent_.load(std::memory_order_relaxed),
    };
    const std::lock_guard lock(mutex_);
    result.messages_sent = messages_sent_;
    result.average_message_size =
        average(message_bytes_sent_ + message_bytes_received_.get(), result.messages_sent + result.messages_received);
    result.send_buffer_bytes = taken_ + pending_.size();
    if (queue_) {
        result.dropped = queue_->dropped();
        result.queue_size = queue_->size();
        result.queue_bytes = queue_->bytes();
    }
    if (opened_at_ == never) return result;
    result.uptime = std::chrono::duration_cast<milliseconds>(now() - opened_at_);
    result.round_trip_time = std::chrono::duration_cast<std::chrono::microseconds>(round_trip_);
    return result;
}

void driver::handler_added(event_id event) {
    if (event == event_id::performance_metric) post([](driver&) {});  // which begins the interval
}

// The strand. Nobody is woken where nobody listens.
void driver::plan_metric() {
    const bool is_wanted = options_->performance_interval.count() != 0 && published_.state != ready_state::closed &&
                           emitter_->has_handlers(event_id::performance_metric);
    if (!is_wanted)
        metric_at_ = never;
    else if (metric_at_ == never)
        metric_at_ = now() + options_->performance_interval;
}

void driver::tell_metric() {
    if (now() < metric_at_) return;
    metric_at_ = never;
    emitter_->emit(event_id::performance_metric, stats());
}

}  // namespace vafast::client_detail
