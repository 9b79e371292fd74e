#include "base/handler_list.hpp"

#include <vafast/event_emitter.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cxxabi.h>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace vafast {
namespace detail {
namespace {

// As a programmer writes it: "std::string", "chat::user".
std::string name_of(std::type_index type) {
    if (type == typeid(std::string)) return "std::string";
    int status = -1;
    const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                      std::free);
    return status == 0 ? name.get() : type.name();
}

std::string in_words(argument_types types) {
    std::string words;
    for (const std::type_index& each : types) words += (words.empty() ? "" : ", ") + name_of(each);
    return '(' + words + ')';
}

}  // namespace

class named_events : public std::enable_shared_from_this<named_events> {
 public:
    subscription add(std::string_view name, argument_types types, handler call, bool once) {
        const std::lock_guard lock(mutex_);
        check(name, types, "A handler of the event ", " takes ");
        auto found = events_.find(name);
        if (found == events_.end()) found = events_.emplace(name, event{{types.begin(), types.end()}, {}}).first;
        found->second.handlers.add(++last_id_, std::move(call), once);
        return {weak_from_this(), [](void* owner, std::uint64_t id) { static_cast<named_events*>(owner)->remove(id); },
                last_id_};
    }

    bool emit(std::string_view name, argument_types types, const void* const* values) {
        base::handler_list::snapshot handlers;
        {
            const std::lock_guard lock(mutex_);
            check(name, types, "The event ", " is emitted with ");
            if (const auto found = events_.find(name); found != events_.end()) handlers = found->second.handlers.all();
        }
        base::call_each(
            handlers.get(), values, [&] { return !silent_.load(std::memory_order_acquire); },
            [&](std::uint64_t id) { remove(id); }, [&](const std::string& what) { failed(name, what); });
        return handlers != nullptr;
    }

    void remove(std::uint64_t id) {
        base::handler_list::snapshot before;  // let go of after the lock
        const std::lock_guard lock(mutex_);
        const auto owner = std::find_if(events_.begin(), events_.end(), [&](const auto& each) {
            const auto& all = *each.second.handlers.all();
            return std::any_of(all.begin(), all.end(), [&](const auto& entry) { return entry->id == id; });
        });
        if (owner == events_.end()) return;
        before = owner->second.handlers.remove(id);
        if (owner->second.handlers.size() == 0) events_.erase(owner);
    }

    void remove_all(std::string_view name) {
        base::handler_list::snapshot before;
        const std::lock_guard lock(mutex_);
        const auto found = events_.find(name);
        if (found == events_.end()) return;
        before = found->second.handlers.clear();
        events_.erase(found);
    }

    std::size_t count(std::string_view name) {
        const std::lock_guard lock(mutex_);
        const auto found = events_.find(name);
        return found == events_.end() ? 0 : found->second.handlers.size();
    }

    void silence() noexcept { silent_.store(true, std::memory_order_release); }

 private:
    // Kept while it has handlers, so that names which nobody listens to take no memory.
    struct event {
        std::vector<std::type_index> types;
        base::handler_list handlers;
    };

    void check(std::string_view name, argument_types given, const char* what, const char* does) const {
        static const std::type_index of_error[] = {typeid(error)};
        argument_types wanted = of_error;
        if (name != "error") {
            const auto found = events_.find(name);
            if (found == events_.end()) return;
            wanted = found->second.types;
        }
        if (std::equal(given.begin(), given.end(), wanted.begin(), wanted.end())) return;
        throw error(error_kind::invalid_argument,
                    what + std::string(name) + does + in_words(given) + "; the event has " + in_words(wanted) + ".");
    }

    void failed(std::string_view name, const std::string& what) {
        if (name == "error") return;
        const error thrown(error_kind::handler, "A handler of " + std::string(name) + " threw: " + what);
        const std::type_index types[] = {typeid(error)};
        const void* const values[] = {&thrown, nullptr};
        emit("error", types, values);
    }

    std::atomic<bool> silent_{false};
    std::mutex mutex_;  // guards what follows
    std::map<std::string, event, std::less<>> events_;
    std::uint64_t last_id_ = 0;
};

}  // namespace detail

event_emitter<>::event_emitter() : events_(std::make_shared<detail::named_events>()) {}

event_emitter<>::~event_emitter() {
    if (events_) events_->silence();
}

event_emitter<>::event_emitter(event_emitter&&) noexcept = default;

event_emitter<>& event_emitter<>::operator=(event_emitter&& other) noexcept {
    events_.swap(other.events_);
    return *this;
}

void event_emitter<>::off(std::string_view event) { events_->remove_all(event); }

std::size_t event_emitter<>::handler_count(std::string_view event) const { return events_->count(event); }

subscription event_emitter<>::add_handler(std::string_view event, detail::argument_types types, detail::handler handler,
                                          bool once) {
    return events_->add(event, types, std::move(handler), once);
}

bool event_emitter<>::emit_event(std::string_view event, detail::argument_types types, const void* const* values) {
    const auto events = events_;  // a handler may destroy this
    return events->emit(event, types, values);
}

}  // namespace vafast
