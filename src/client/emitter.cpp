#include "client/emitter.hpp"

#include <string>
#include <utility>

namespace vafast::client_detail {

subscription emitter::add(event_id event, detail::handler call, bool once) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t id = (++last_id_ << 8) | index(event);  // the low byte tells where to look for it
    base::handler_list::snapshot before = handlers_[index(event)].add(id, std::move(call), once);
    changed(event, before);
    return {weak_from_this(), [](void* owner, std::uint64_t added) { static_cast<emitter*>(owner)->remove(added); },
            id};
}

void emitter::remove(std::uint64_t id) {
    const auto event = static_cast<event_id>(id & 0xff);
    base::handler_list::snapshot before;  // let go of after the lock
    const std::lock_guard lock(mutex_);
    before = handlers_[index(event)].remove(id);
    changed(event, before);
}

void emitter::remove_all(event_id event) {
    base::handler_list::snapshot before;
    const std::lock_guard lock(mutex_);
    before = handlers_[index(event)].clear();
    changed(event, before);
}

// Under the lock. During a turn, `before` is kept.
void emitter::changed(event_id event, base::handler_list::snapshot& before) {
    lists_[index(event)].store(handlers_[index(event)].all().get(), std::memory_order_release);
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
        list_of(event), values, [&] { return !is_silent(); }, [&](std::uint64_t id) { remove(id); },
        [&](const std::string& what) {
            if (event != event_id::error) emit(event_id::error, error(error_kind::handler, "A handler threw: " + what));
        });
}

}  // namespace vafast::client_detail
