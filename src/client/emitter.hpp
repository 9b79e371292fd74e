// The handlers of one client. Adding and removing: any thread, at any time, from handlers too. Emitting: in a turn, one
// thread at a time. A message costs no lock: who changes a list during a turn leaves the old one to the end of it.
#pragma once

#include "base/handler_list.hpp"

#include <vafast/event.hpp>
#include <vafast/subscription.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace vafast::client_detail {

// Sees every event before its handlers do.
class event_watcher {
 public:
    virtual void on_event(event_id event, const void* const* arguments) = 0;

 protected:
    ~event_watcher() = default;
};

class emitter : public std::enable_shared_from_this<emitter> {
 public:
    subscription add(event_id event, detail::handler call, bool once);
    void remove(std::uint64_t id);
    void remove_all(event_id event);

    // Before the first event. `watcher` outlives all of them.
    void watch(event_watcher& watcher) noexcept { watcher_ = &watcher; }

    // No handler begins from now on.
    void silence() noexcept { silent_.store(true, std::memory_order_release); }
    bool is_silent() const noexcept { return silent_.load(std::memory_order_acquire); }

    bool has_handlers(event_id event) const noexcept { return list_of(event) != nullptr; }

    // Whoever emits holds one; they may be nested.
    class turn {
     public:
        explicit turn(emitter& owner) : owner_(owner) { owner_.begin_turn(); }
        ~turn() { owner_.end_turn(); }
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;

     private:
        emitter& owner_;
    };

    // Calls the handlers in the order in which they were added. What one of them throws becomes an `error` event, and
    // the others are called all the same; what a handler of `error` throws is dropped.
    template <class... Arguments>
    void emit(event_id event, const Arguments&... arguments) {
        if (!has_handlers(event) && watcher_ == nullptr) return;
        const void* const values[] = {&arguments..., nullptr};
        call_all(event, values);
    }
    // The same of arguments whose types only the handlers know.
    void emit_values(event_id event, const void* const* values) { call_all(event, values); }

 private:
    static constexpr std::size_t index(event_id event) noexcept { return static_cast<std::size_t>(event); }
    void call_all(event_id event, const void* const* values);
    const base::handler_list::entries* list_of(event_id event) const noexcept {
        return lists_[index(event)].load(std::memory_order_acquire);
    }
    void changed(event_id event, base::handler_list::snapshot& before);
    void begin_turn();
    void end_turn();

    event_watcher* watcher_ = nullptr;
    std::atomic<bool> silent_{false};
    // What is in handlers_, for who emits; null where nobody listens.
    std::array<std::atomic<const base::handler_list::entries*>, event_count> lists_{};
    std::mutex mutex_;                                   // guards what follows
    int turns_ = 0;                                      // in one another
    std::vector<base::handler_list::snapshot> retired_;  // which somebody may be reading until the turn ends
    std::array<base::handler_list, event_count> handlers_;
    std::uint64_t last_id_ = 0;
};

}  // namespace vafast::client_detail
