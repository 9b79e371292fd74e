// A thread that serves clients: one is enough for hundreds of them. Any thread.
#pragma once

#include <memory>

namespace vafast {

namespace client_detail {
class runtime_state;
}

class runtime {
 public:
    // Starts a thread of its own. (A program's own io_context: see vafast/asio.hpp.)
    runtime();
    // Ends the thread. Clients keep their runtime alive, so what is left here is connections that are closing: they
    // get their close_timeout, then they are dropped. On the runtime's own thread it returns at once.
    ~runtime();
    runtime(const runtime&) = delete;
    runtime& operator=(const runtime&) = delete;

    // The one that all clients share unless told otherwise; made at first use.
    static std::shared_ptr<runtime> shared();

    // For vafast/asio.hpp and the client.
    explicit runtime(std::shared_ptr<client_detail::runtime_state> state) noexcept;
    const std::shared_ptr<client_detail::runtime_state>& state() const noexcept { return state_; }

 private:
    std::shared_ptr<client_detail::runtime_state> state_;
};

}  // namespace vafast
