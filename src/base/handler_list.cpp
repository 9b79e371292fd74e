#include "base/handler_list.hpp"

namespace vafast::base {

handler_list::snapshot handler_list::add(std::uint64_t id, detail::handler call, bool once) {
    auto added = std::make_shared<entry>();
    added->id = id;
    added->call = std::move(call);
    added->once = once;
    auto changed = entries_ ? std::make_shared<entries>(*entries_) : std::make_shared<entries>();
    changed->push_back(std::move(added));
    return std::exchange(entries_, std::move(changed));
}

handler_list::snapshot handler_list::remove(std::uint64_t id) {
    if (!entries_) return nullptr;
    auto changed = std::make_shared<entries>();
    for (const auto& each : *entries_) {
        if (each->id == id) {
            each->active.store(false, std::memory_order_release);
        } else {
            changed->push_back(each);
        }
    }
    if (changed->empty()) changed = nullptr;
    return std::exchange(entries_, std::move(changed));
}

handler_list::snapshot handler_list::clear() {
    if (!entries_) return nullptr;
    for (const auto& each : *entries_) each->active.store(false, std::memory_order_release);
    return std::exchange(entries_, nullptr);
}

}  // namespace vafast::base
