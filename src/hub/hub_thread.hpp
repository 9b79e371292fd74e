// What one thread of the hub knows of its rooms and members, and the inbox through which the rooms' owners reach it.
// The thread's own, where nothing else is said.
#pragma once

#include "hub/policy/guest.hpp"

#include <functional>
#include <mutex>
#include <vector>

namespace vafast::hub_detail {

class hub_thread final : public subscriber {
 public:
    // `post` runs a function soon on this thread; from any thread. All outlive this.
    hub_thread(const rules& decided, admission& gate, counters& counted, engine& rooms,
               std::function<void(std::function<void()>)> post);
    ~hub_thread();

    // Any thread. Wakes this one, unless it is about to look already.
    void receive(engine_event event) override;

    // The house as it is now: with the time set.
    house& enter() noexcept;

 private:
    void read_inbox();

    engine& rooms_;
    std::function<void(std::function<void()>)> post_;
    house house_;

    std::mutex mutex_;  // guards what follows
    std::vector<engine_event> inbox_;
};

}  // namespace vafast::hub_detail
