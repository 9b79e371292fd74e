// The handlers of one client. Adding and removing: any thread, at any time, from handlers too. Emitting: one thread at
// a time.
#pragma once

#include "base/handler_list.hpp"

#include <vafast/event.hpp>
#include <vafast/subscription.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace vafast::client_detail {

class emitter : public std::enable_shared_from_this<emitter> {
 public:
    subscription add(event_id event, detail::handler call, bool once);
    void remove(std::uint64_t id);
    void remove_all(event_id event);

    // No handler begins from now on.
    void silence() noexcept { silent_.store(true, std::memory_order_release); }
    bool is_silent() const noexcept { return silent_.load(std::memory_order_acquire); }

    bool has_handlers(event_id event) const noexcept {
        return counts_[index(event)].load(std::memory_order_acquire) != 0;
    }

    // Calls the handlers in the order in which they were added. What one of them throws becomes an `error` event, and
    // the others are called all the same; what a handler of `error` throws is dropped.
    template <class... Arguments>
    void emit(event_id event, const Arguments&... arguments) {
        if (!has_handlers(event)) return;
        const void* const values[] = {&arguments..., nullptr};
        call_all(event, values);
    }
    // The same of arguments whose types only the handlers know.
    void emit_values(event_id event, const void* const* values) { call_all(event, values); }

 private:
    static constexpr std::size_t index(event_id event) noexcept { return static_cast<std::size_t>(event); }
    void call_all(event_id event, const void* const* values);
    void count(event_id event) noexcept;

    std::atomic<bool> silent_{false};
    std::array<std::atomic<std::uint32_t>, event_count> counts_{};
    std::mutex mutex_;  // guards what follows
    std::array<base::handler_list, event_count> handlers_;
    std::uint64_t last_id_ = 0;
};

}  // namespace vafast::client_detail
