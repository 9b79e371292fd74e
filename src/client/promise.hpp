// The other end of a future: what completes it. Any thread.
#pragma once

#include <vafast/future.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace vafast::client_detail {

// Ends its future in any case: with `cancelled` where nothing else did.
template <class T = void>
class promise {
 public:
    // `completes_on` says whose thread this is completed on.
    explicit promise(const void* completes_on) : state_(std::make_shared<detail::future_value<T>>(completes_on)) {}
    promise(promise&&) noexcept = default;
    promise& operator=(promise&& other) noexcept {
        std::swap(state_, other.state_);
        return *this;
    }
    ~promise() {
        try {
            if (state_) fail(error(error_kind::cancelled, "The client ended before the operation did."));
        } catch (...) {
            // What a continuation throws has nobody left to go to.
        }
    }

    future<T> get_future() const { return future<T>(state_); }

    // These throw what a continuation throws.
    void succeed()
        requires std::is_void_v<T>
    {
        state_->complete(std::nullopt);
    }
    template <class Value>
    void succeed(Value&& value) {
        if (!state_->is_ready()) state_->value.emplace(std::forward<Value>(value));
        state_->complete(std::nullopt);
    }
    void fail(error failure) { state_->complete(std::move(failure)); }

    // Called, on any thread, with a failure of which nobody learns.
    void when_unwatched(callback<void(const error&)> tell) { state_->when_unwatched(std::move(tell)); }

 private:
    std::shared_ptr<detail::future_value<T>> state_;
};

}  // namespace vafast::client_detail
