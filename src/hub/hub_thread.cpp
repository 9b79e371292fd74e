#include "hub/hub_thread.hpp"

#include <utility>

namespace vafast::hub_detail {

hub_thread::hub_thread(const rules& decided, admission& gate, counters& counted, engine& rooms, server& of,
                       std::size_t index)
    : rooms_(rooms), server_(of), index_(index), house_{decided, gate, counted, {.engine = rooms, .thread = *this}} {
    rooms_.attach(*this);
}

hub_thread::~hub_thread() { rooms_.detach(*this); }

// Each thread that puts something in sees to it by itself: what has come from others waits for nobody's handler.
void hub_thread::receive(engine_event event) {
    const std::optional<std::size_t> caller = server_.calling_thread();
    {
        const std::lock_guard lock(mutex_);
        inbox_.push_back(std::move(event));
        if (is_woken_ || (caller && caller == wakes_it_)) return;
        if (caller && caller != index_) {
            wakes_it_ = caller;
            return server_.post(*caller, [this] { wake(); });
        }
    }
    wake();
}

void hub_thread::wake() {
    const std::lock_guard lock(mutex_);
    wakes_it_.reset();
    if (inbox_.empty() || std::exchange(is_woken_, true)) return;
    server_.post(index_, [this] { read_inbox(); });
}

house& hub_thread::enter() noexcept {
    house_.around.now = std::chrono::steady_clock::now();
    house_.around.wall = std::chrono::system_clock::now();
    return house_;
}

// What members are sent here is written once for each connection, after all of it.
void hub_thread::read_inbox() {
    std::vector<engine_event> events;
    {
        const std::lock_guard lock(mutex_);
        events.swap(inbox_);
        is_woken_ = false;
    }
    audience& members = enter().around.members;
    for (const engine_event& each : events) std::visit([&](const auto& shared) { members.pass(*shared); }, each);
}

}  // namespace vafast::hub_detail
