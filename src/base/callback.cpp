#include <vafast/callback.hpp>
#include <vafast/error.hpp>

#include <utility>

namespace vafast::detail {

callable::callable(const callable& other) : held_(other.held_), call_(other.call_) {
    if (other.heap_ == nullptr) return;
    held_.pointer = other.heap_(other.held_.pointer, true);
    heap_ = other.heap_;
}

callable& callable::operator=(callable other) noexcept {
    std::swap(held_, other.held_);
    std::swap(heap_, other.heap_);
    std::swap(call_, other.call_);
    return *this;
}

void callable::let_go() noexcept { heap_(held_.pointer, false); }

void throw_nothing_to_call() {
    throw error(error_kind::invalid_argument, "There is nothing to call: this vafast::callback is empty.");
}

}  // namespace vafast::detail
