#include "client/emitter.hpp"

#include <string>
#include <utility>

namespace vafast::client_detail {

subscription emitter::add(event_id event, detail::handler call, bool once) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t id = (++last_id_ << 8) | index(event);  // the low byte tells where to look for it
    handlers_[index(event)].add(id, std::move(call), once);
    count(event);
    return {weak_from_this(), [](void* owner, std::uint64_t added) { static_cast<emitter*>(owner)->remove(added); },
            id};
}

void emitter::remove(std::uint64_t id) {
    const auto event = static_cast<event_id>(id & 0xff);
    base::handler_list::snapshot before;  // let go of after the lock
    const std::lock_guard lock(mutex_);
    before = handlers_[index(event)].remove(id);
    count(event);
}

void emitter::remove_all(event_id event) {
    base::handler_list::snapshot before;
    const std::lock_guard lock(mutex_);
    before = handlers_[index(event)].clear();
    count(event);
}

void emitter::count(event_id event) noexcept {
    counts_[index(event)].store(static_cast<std::uint32_t>(handlers_[index(event)].size()), std::memory_order_release);
}

void emitter::call_all(event_id event, const void* const* values) {
    base::handler_list::snapshot handlers;
    {
        const std::lock_guard lock(mutex_);
        handlers = handlers_[index(event)].all();
    }
    base::call_each(
        handlers, values, [&] { return !is_silent(); }, [&](std::uint64_t id) { remove(id); },
        [&](const std::string& what) {
            if (event != event_id::error) emit(event_id::error, error(error_kind::handler, "A handler threw: " + what));
        });
}

}  // namespace vafast::client_detail
