// The handlers of one client. Adding and removing: any thread, at any time, from handlers too. Emitting: in a turn, one
// thread at a time. A message costs no lock: who changes a list during a turn leaves the old one to the end of it.
#pragma once

#include "base/handler_list.hpp"

#include <vafast/event.hpp>
#include <vafast/subscription.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
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
    emitter() = default;
    ~emitter() { delete first_.load(); }
    emitter(const emitter&) = delete;
    emitter& operator=(const emitter&) = delete;

    subscription add(event_id event, detail::handler call, bool once);
    void remove(std::uint64_t id);
    void remove_all(event_id event);

    // Before the first event. `watcher` outlives all of them.
    void watch(event_watcher& watcher) noexcept { watcher_ = &watcher; }

    // No handler begins from now on.
    void silence() noexcept { silent_.store(true, std::memory_order_release); }
    bool is_silent() const noexcept { return silent_.load(std::memory_order_acquire); }

    bool has_handlers(event_id event) const noexcept {
        return (heard_.load(std::memory_order_acquire) & bit(event)) != 0;
    }

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
    // The handlers of one event. Made with the first of them, and there from then on: few events ever have any.
    struct listeners {
        explicit listeners(event_id whose) noexcept : event(whose) {}

        const event_id event;
        std::atomic<const base::handler_list::entries*> entries{};  // what is in `all`, for who emits
        base::handler_list all;
        std::unique_ptr<listeners> next;
    };

    static_assert(event_count <= 32);
    static constexpr std::uint32_t bit(event_id event) noexcept {
        return std::uint32_t{1} << static_cast<unsigned>(event);
    }
    void call_all(event_id event, const void* const* values);
    void handler_threw(event_id event, const std::string& what);
    listeners* find(event_id event) const noexcept {
        listeners* each = first_.load(std::memory_order_acquire);
        while (each != nullptr && each->event != event) each = each->next.get();
        return each;
    }
    // Null where nobody listens.
    const base::handler_list::entries* entries_of(event_id event) const noexcept {
        const listeners* const found = find(event);
        return found == nullptr ? nullptr : found->entries.load(std::memory_order_acquire);
    }
    listeners& find_or_make(event_id event);
    void changed(listeners& which, base::handler_list::snapshot& before);
    void begin_turn();
    void end_turn();

    event_watcher* watcher_ = nullptr;
    std::atomic<bool> silent_{false};
    std::atomic<std::uint32_t> heard_{0};                // the bits of events that have handlers
    std::atomic<listeners*> first_{};                    // which is owned by this
    std::mutex mutex_;                                   // guards what follows
    int turns_ = 0;                                      // in one another
    std::vector<base::handler_list::snapshot> retired_;  // which somebody may be reading until the turn ends
    std::uint64_t last_id_ = 0;
};

}  // namespace vafast::client_detail
