#include "client/emitter.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace vafast::client_detail {

subscription emitter::add(event_id event, detail::handler call, bool once) {
    const std::lock_guard lock(mutex_);
    auto added = std::make_shared<entry>();
    added->id = (++last_id_ << 8) | index(event);  // the low byte tells where to look for it
    added->call = std::move(call);
    added->once = once;
    const auto& present = handlers_[index(event)];
    list changed = present ? *present : list();
    const std::uint64_t id = added->id;
    changed.push_back(std::move(added));
    replace(event, std::move(changed));
    return {weak_from_this(), [](emitter& owner, std::uint64_t removed) { owner.remove(removed); }, id};
}

void emitter::remove(std::uint64_t id) {
    const auto event = static_cast<event_id>(id & 0xff);
    std::shared_ptr<const list> before;  // let go of after the lock: handlers may own what calls us
    const std::lock_guard lock(mutex_);
    before = handlers_[index(event)];
    if (!before) return;
    list changed;
    for (const auto& each : *before) {
        if (each->id == id) {
            each->active.store(false, std::memory_order_release);
        } else {
            changed.push_back(each);
        }
    }
    replace(event, std::move(changed));
}

void emitter::remove_all(event_id event) {
    std::shared_ptr<const list> before;
    const std::lock_guard lock(mutex_);
    before = handlers_[index(event)];
    if (!before) return;
    for (const auto& each : *before) each->active.store(false, std::memory_order_release);
    replace(event, {});
}

void emitter::replace(event_id event, list changed) {
    counts_[index(event)].store(static_cast<std::uint32_t>(changed.size()), std::memory_order_release);
    handlers_[index(event)] = changed.empty() ? nullptr : std::make_shared<const list>(std::move(changed));
}

void emitter::call_all(event_id event, const void* const* values) {
    std::shared_ptr<const list> handlers;
    {
        const std::lock_guard lock(mutex_);
        handlers = handlers_[index(event)];
    }
    if (!handlers) return;
    for (const auto& each : *handlers) {
        if (silent_.load(std::memory_order_acquire)) return;
        if (!each->active.load(std::memory_order_acquire)) continue;
        if (each->once) {
            if (!each->active.exchange(false)) continue;
            remove(each->id);
        }
        call(*each, event, values);
    }
}

void emitter::call(const entry& handler, event_id event, const void* const* values) {
    std::string what;
    try {
        return handler.call(values);
    } catch (const std::exception& thrown) {
        what = thrown.what();
    } catch (...) {
        what = "something that is no std::exception";
    }
    if (event != event_id::error) emit(event_id::error, error(error_kind::handler, "A handler threw: " + what));
}

}  // namespace vafast::client_detail
