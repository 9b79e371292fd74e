#include "client/surroundings.hpp"

#include "client/timer_queue.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

namespace vafast::client_detail {

time_point surroundings::now() const noexcept { return std::chrono::steady_clock::now(); }

std::unique_ptr<timer> surroundings::make_timer(boost::asio::any_io_executor executor) {
    const std::lock_guard lock(mutex_);
    auto timers = timers_.lock();
    if (!timers) {
        auto& context = boost::asio::query(executor, boost::asio::execution::context);
        timers = std::make_shared<timer_queue>(static_cast<boost::asio::io_context&>(context));
        timers_ = timers;
    }
    return timers->make_timer();
}

transport::dialler surroundings::dialler_for(const base::url&) { return {}; }

void surroundings::run(boost::asio::io_context& context) { context.run(); }

}  // namespace vafast::client_detail
