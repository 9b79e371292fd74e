// Wakes a thread that polls: from any thread, and from a signal.
#pragma once

#include <csignal>

namespace vafast::cli {

class waker {
 public:
    waker();  // throws std::system_error
    ~waker();
    waker(const waker&) = delete;
    waker& operator=(const waker&) = delete;

    int descriptor() const noexcept { return descriptor_; }  // readable once woken
    void wake() const noexcept;
    void clear() const noexcept;

 private:
    int descriptor_;
};

// As long as it lives, the first SIGINT or SIGTERM wakes; the second ends the process, as it does without this. One at
// a time.
class signal_waker {
 public:
    explicit signal_waker(const waker& target);
    ~signal_waker();
    signal_waker(const signal_waker&) = delete;
    signal_waker& operator=(const signal_waker&) = delete;

    int received() const noexcept;  // the signal, or 0
};

}  // namespace vafast::cli
