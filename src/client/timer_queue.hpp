// The timers of a runtime, of which each client has one, on a single one of Asio's: an operation of its own for each
// would be larger than what it waits for. Any thread.
#pragma once

#include "client/surroundings.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace vafast::client_detail {

class timer_queue : public std::enable_shared_from_this<timer_queue> {
 public:
    explicit timer_queue(boost::asio::io_context& context) : timer_(context) {}

    // Keeps the queue, and calls on a thread that runs the context.
    std::unique_ptr<timer> make_timer();

 private:
    class entry;

    void set(entry& which, time_point deadline, std::function<void()> due);
    void forget(entry& which) noexcept;
    void arm();
    void expire();

    std::mutex mutex_;  // guards what follows
    std::set<std::pair<time_point, entry*>> order_;
    boost::asio::steady_timer timer_;
    time_point armed_for_ = never;
};

}  // namespace vafast::client_detail
