#include "client/timer_queue.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace vafast::client_detail {

class timer_queue::entry final : public timer {
 public:
    explicit entry(std::shared_ptr<timer_queue> in) noexcept : in_(std::move(in)) {}
    ~entry() override { in_->forget(*this); }
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;

    void wait_until(time_point deadline, std::function<void()> due) override {
        in_->set(*this, deadline, std::move(due));
    }
    void cancel() noexcept override { in_->forget(*this); }

    // The queue's
    time_point at = never;  // never: it is not in the queue
    std::function<void()> call;

 private:
    const std::shared_ptr<timer_queue> in_;
};

std::unique_ptr<timer> timer_queue::make_timer() { return std::make_unique<entry>(shared_from_this()); }

void timer_queue::set(entry& which, time_point deadline, std::function<void()> due) {
    const std::lock_guard lock(mutex_);
    if (which.at != never) order_.erase({which.at, &which});
    order_.emplace(deadline, &which);
    which.at = deadline;
    which.call.swap(due);  // what was there goes after the lock: it may own what calls us
    arm();
}

void timer_queue::forget(entry& which) noexcept {
    std::function<void()> dropped;
    const std::lock_guard lock(mutex_);
    if (which.at == never) return;
    order_.erase({which.at, &which});
    which.at = never;
    dropped.swap(which.call);
    if (order_.empty()) arm();
}

// Under the mutex. One that comes too early does no harm; but where nobody waits, the context must be able to end.
void timer_queue::arm() {
    const time_point earliest = order_.empty() ? never : order_.begin()->first;
    if (earliest == never && armed_for_ != never) timer_.cancel();
    if (earliest < armed_for_) {
        timer_.expires_at(earliest);
        timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& failure) {
            const auto self = weak.lock();
            if (self && !failure) self->expire();
        });
    }
    armed_for_ = earliest == never ? never : std::min(earliest, armed_for_);
}

void timer_queue::expire() {
    std::vector<std::function<void()>> due;
    {
        const std::lock_guard lock(mutex_);
        armed_for_ = never;
        const time_point now = std::chrono::steady_clock::now();
        while (!order_.empty() && order_.begin()->first <= now) {
            entry& next = *order_.begin()->second;
            order_.erase(order_.begin());
            next.at = never;
            due.push_back(std::exchange(next.call, nullptr));
        }
        arm();
    }
    for (const auto& each : due) each();
}

}  // namespace vafast::client_detail
