#include "client/emitter.hpp"

#include <string>
#include <utility>

namespace vafast::client_detail {

subscription emitter::add(event_id event, detail::handler call, bool once) {
    const std::lock_guard lock(mutex_);
    // The low byte tells where to look for it.
    const std::uint64_t id = (++last_id_ << 8) | static_cast<std::uint64_t>(event);
    listeners& to = find_or_make(event);
    base::handler_list::snapshot before = to.all.add(id, std::move(call), once);
    changed(to, before);
    return {weak_from_this(), [](void* owner, std::uint64_t added) { static_cast<emitter*>(owner)->remove(added); },
            id};
}

void emitter::remove(std::uint64_t id) {
    base::handler_list::snapshot before;  // let go of after the lock
    const std::lock_guard lock(mutex_);
    listeners* const of = find(static_cast<event_id>(id & 0xff));
    if (of == nullptr) return;
    before = of->all.remove(id);
    changed(*of, before);
}

void emitter::remove_all(event_id event) {
    base::handler_list::snapshot before;
    const std::lock_guard lock(mutex_);
    listeners* const of = find(event);
    if (of == nullptr) return;
    before = of->all.clear();
    changed(*of, before);
}

// Under the lock.
emitter::listeners& emitter::find_or_make(event_id event) {
    if (listeners* const found = find(event)) return *found;
    auto added = std::make_unique<listeners>(event);
    added->next.reset(first_.load());
    first_.store(added.get(), std::memory_order_release);
    return *added.release();
}

// Under the lock. During a turn, `before` is kept.
void emitter::changed(listeners& which, base::handler_list::snapshot& before) {
    const base::handler_list::entries* const now = which.all.all().get();
    which.entries.store(now, std::memory_order_release);
    if (now == nullptr)
        heard_.fetch_and(~bit(which.event), std::memory_order_release);
    else
        heard_.fetch_or(bit(which.event), std::memory_order_release);
    if (turns_ > 0 && before) retired_.push_back(std::move(before));
}

void emitter::begin_turn() {
    const std::lock_guard lock(mutex_);
    ++turns_;
}

void emitter::end_turn() {
    std::vector<base::handler_list::snapshot> retired;  // let go of after the lock: handlers may own what calls us
    const std::lock_guard lock(mutex_);
    if (--turns_ == 0) retired.swap(retired_);
}

void emitter::call_all(event_id event, const void* const* values) {
    if (watcher_ != nullptr && !is_silent()) watcher_->on_event(event, values);
    base::call_each(
        entries_of(event), values, [this] { return !is_silent(); }, [this](std::uint64_t id) { remove(id); },
        [this, event](const std::string& what) { handler_threw(event, what); });
}

void emitter::handler_threw(event_id event, const std::string& what) {
    if (event != event_id::error) emit(event_id::error, error(error_kind::handler, "A handler threw: " + what));
}

}  // namespace vafast::client_detail
