#include "hub/hub_thread.hpp"

#include <utility>

namespace vafast::hub_detail {

hub_thread::hub_thread(const rules& decided, admission& gate, counters& counted, engine& rooms,
                       std::function<void(std::function<void()>)> post)
    : rooms_(rooms), post_(std::move(post)), house_{decided, gate, counted, {.engine = rooms, .thread = *this}} {
    rooms_.attach(*this);
}

hub_thread::~hub_thread() { rooms_.detach(*this); }

void hub_thread::receive(engine_event event) {
    const std::lock_guard lock(mutex_);
    inbox_.push_back(std::move(event));
    if (inbox_.size() == 1) post_([this] { read_inbox(); });
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
    }
    audience& members = enter().around.members;
    for (const engine_event& each : events) std::visit([&](const auto& shared) { members.pass(*shared); }, each);
}

}  // namespace vafast::hub_detail
