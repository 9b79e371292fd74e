// What one thread of the hub knows of its rooms and members, and the inbox through which the rooms' owners reach it.
// The thread's own, where nothing else is said.
#pragma once

#include "hub/policy/guest.hpp"
#include "hub/server.hpp"

#include <mutex>
#include <optional>
#include <vector>

namespace vafast::hub_detail {

class hub_thread final : public subscriber {
 public:
    // The thread of that index of the server. All outlive this, but for the server: it ends before.
    hub_thread(const rules& decided, admission& gate, counters& counted, engine& rooms, server& of, std::size_t index);
    ~hub_thread();

    // Any thread. One of the server's wakes this one only once it has done what it has at hand: the rest of a burst of
    // publications, which are then sent together.
    void receive(engine_event event) override;

    // Gives members here what was received: as soon as this thread has woken, and where the owner calls it before.
    void read_inbox();
    // Wakes this thread now where anything was received. Any thread.
    void wake();

    // The house as it is now: with the time set.
    house& enter() noexcept;

 private:
    engine& rooms_;
    server& server_;
    const std::size_t index_;
    house house_;

    std::mutex mutex_;  // guards what follows
    std::vector<engine_event> inbox_;
    bool is_woken_ = false;                  // read_inbox() is on its way
    std::optional<std::size_t> wakes_it_{};  // the thread that is going to, as far as it is known
};

}  // namespace vafast::hub_detail
