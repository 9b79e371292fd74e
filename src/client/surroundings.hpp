// What the clients of a runtime have of the world outside: time, a thread, and ways to servers. These are the system's,
// unless a test brings its own. Any thread.
#pragma once

#include "base/url.hpp"
#include "client/policy/time.hpp"
#include "transport/connector.hpp"

#include <functional>
#include <memory>
#include <mutex>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

namespace vafast::client_detail {

// Waits for one time at a time. Its owner's thread only.
class timer {
 public:
    virtual ~timer() = default;  // cancels
    // Calls `due`, on a thread that runs the executor's context, once `deadline` has come, in place of what was waited
    // for before.
    virtual void wait_until(time_point deadline, std::function<void()> due) = 0;
    virtual void cancel() noexcept = 0;  // what is due already may still be called
};

class timer_queue;

class surroundings {
 public:
    virtual ~surroundings() = default;

    virtual time_point now() const noexcept;
    virtual std::unique_ptr<timer> make_timer(boost::asio::any_io_executor executor);
    // Empty where the server is found by its name and reached by TCP.
    virtual transport::dialler dialler_for(const base::url& server);

    // The runtime's own thread: returns when `context` has nothing left to do.
    virtual void run(boost::asio::io_context& context);
    // No client will come; those that are closing still are.
    virtual void stop() {}

 private:
    std::mutex mutex_;                   // guards what follows
    std::weak_ptr<timer_queue> timers_;  // kept by the timers: no longer than the context
};

}  // namespace vafast::client_detail
