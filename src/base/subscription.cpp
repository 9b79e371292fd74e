#include <vafast/subscription.hpp>

#include <utility>

namespace vafast {

subscription::subscription(std::weak_ptr<void> owner, remover remove, std::uint64_t id) noexcept
    : owner_(std::move(owner)), remove_(remove), id_(id) {}

void subscription::off() const {
    if (const auto owner = owner_.lock()) remove_(owner.get(), id_);
}

scoped_subscription::scoped_subscription(subscription held) noexcept : held_(std::move(held)) {}

scoped_subscription::~scoped_subscription() { held_.off(); }

scoped_subscription::scoped_subscription(scoped_subscription&& other) noexcept : held_(other.release()) {}

scoped_subscription& scoped_subscription::operator=(scoped_subscription&& other) noexcept {
    if (this != &other) {
        held_.off();
        held_ = other.release();
    }
    return *this;
}

subscription scoped_subscription::release() noexcept { return std::exchange(held_, {}); }

}  // namespace vafast
