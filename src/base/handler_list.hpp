// The handlers of one event, and how they are called. The list is its owner's to lock; calling needs no lock, as a list
// that is being called never changes: another takes its place.
#pragma once

#include <vafast/handler.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace vafast::base {

class handler_list {
 public:
    struct entry {
        std::uint64_t id;
        detail::handler call;
        bool once;
        std::atomic<bool> active{true};
    };
    using entries = std::vector<std::shared_ptr<entry>>;
    using snapshot = std::shared_ptr<const entries>;

    // These give back what was there, to be let go of after the lock: handlers may own what calls us. What is removed
    // is called no more.
    snapshot add(std::uint64_t id, detail::handler call, bool once);
    snapshot remove(std::uint64_t id);
    snapshot clear();

    // nullptr where there is none.
    const snapshot& all() const noexcept { return entries_; }
    std::size_t size() const noexcept { return entries_ ? entries_->size() : 0; }

 private:
    snapshot entries_;
};

// Calls them, who live until it returns, in the order in which they were added, while `going_on()`. `remove(id)` takes
// out what was for once, and `failed(sentence)` gets to know what one of them threw; the others are called all the
// same.
template <class GoingOn, class Remove, class Failed>
void call_each(const handler_list::entries* handlers, const void* const* arguments, GoingOn going_on, Remove remove,
               Failed failed) {
    if (handlers == nullptr) return;
    for (const auto& each : *handlers) {
        if (!going_on()) return;
        if (each->once) {
            if (!each->active.exchange(false)) continue;
            remove(each->id);
        } else if (!each->active.load(std::memory_order_acquire)) {
            continue;
        }
        try {
            each->call(arguments);
        } catch (const std::exception& thrown) {
            failed(thrown.what());
        } catch (...) {
            failed("something that is no std::exception");
        }
    }
}

}  // namespace vafast::base
