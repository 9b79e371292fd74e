// What an operation that has begun will come to: `co_await` it in any coroutine, block with get(), or hand on with
// then(). It may also be ignored: the operation goes on. Any thread; copies mean the same operation.
#pragma once

#include <vafast/callback.hpp>
#include <vafast/chrono.hpp>
#include <vafast/error.hpp>

#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace vafast {

namespace detail {

// The part of a future that does not depend on its type. Done once, with an error or without.
class future_state {
 public:
    // `completes_on` says whose thread completes it; blocking there for it would never end.
    explicit future_state(const void* completes_on);
    ~future_state();
    future_state(const future_state&) = delete;
    future_state& operator=(const future_state&) = delete;

    void complete(std::optional<error> failure);  // calls who waits, on this thread, and throws what they threw;
                                                  // the first call counts
    bool is_ready() const noexcept;
    void wait() const;                               // throws error(invalid_argument) on the completing thread
    bool wait_for(std::chrono::milliseconds) const;  // the same; false when the time is over
    void when_ready(callback<void()> continuation);
    // Somebody learns of a failure.
    void watch() const noexcept;
    // Called at the end of the last future with a failure of which nobody learnt, on that thread.
    void when_unwatched(callback<void(const error&)> tell);
    const std::optional<error>& failure() const noexcept;  // once ready

    // Marks the calling thread as the one that completes futures of `owner`, as long as it lives.
    class completing_thread {
     public:
        explicit completing_thread(const void* owner) noexcept;
        ~completing_thread();
        completing_thread(const completing_thread&) = delete;
        completing_thread& operator=(const completing_thread&) = delete;

     private:
        const void* previous_;
    };

 private:
    struct shared;
    std::shared_ptr<shared> shared_;  // its own
};

// With the value, where there is one: set before it is completed without an error, and not changed afterwards.
template <class T>
struct future_value : future_state {
    using future_state::future_state;
    std::optional<T> value{};

    T result() const { return *value; }
    void call(const callback<void(const T&)>& success) const { success(*value); }
};
template <>
struct future_value<void> : future_state {
    using future_state::future_state;

    void result() const noexcept {}
    void call(const callback<void()>& success) const { success(); }
};

// What is called at its end.
template <class T>
struct continuation {
    using type = callback<void(const T&)>;
};
template <>
struct continuation<void> {
    using type = callback<void()>;
};

template <class T>
class future_promise;

}  // namespace detail

// `future<>` has no value: it succeeds or fails. `future<T>` comes to a T.
//
// A coroutine may return one: it begins at once, and its future is ready when it ends.
template <class T = void>
class future {
 public:
    // For coroutines and for the library.
    using value_type = T;
    using promise_type = detail::future_promise<T>;

    // For the library.
    explicit future(std::shared_ptr<detail::future_value<T>> state) noexcept : state_(std::move(state)) {}

    // Whether it has ended, in success or not.
    bool is_ready() const noexcept { return state_->is_ready(); }

    // Waits for the end of the operation; throws its error. In a handler of the same client, which would wait for
    // itself, throws error(invalid_argument) at once: use co_await or then() there.
    T get() const {
        state_->watch();
        state_->wait();
        return await_resume();
    }
    // The same, but throws error(timeout) after `timeout`; the operation goes on.
    T get(std::chrono::milliseconds timeout) const {
        state_->watch();
        if (!state_->wait_for(timeout))
            throw error(error_kind::timeout,
                        "The operation is not done after " + std::to_string(timeout.count()) + " ms; it goes on.");
        return await_resume();
    }

    // Calls `success(const T&)`, or `success()` where there is no value, or `failure(const error&)` when the operation
    // ends: on the runtime's thread, or at once, here, where it has ended already.
    void then(typename detail::continuation<T>::type success, callback<void(const error&)> failure = nullptr) const {
        if (failure) state_->watch();
        state_->when_ready([state = state_, success = std::move(success), failure = std::move(failure)] {
            if (!state->failure()) {
                if (success) state->call(success);
            } else if (failure) {
                failure(*state->failure());
            }
        });
    }

    // For co_await. The coroutine goes on on the runtime's thread.
    bool await_ready() const noexcept {
        state_->watch();
        return state_->is_ready();
    }
    void await_suspend(std::coroutine_handle<> waiting) const {
        state_->when_ready([waiting] { waiting.resume(); });
    }
    T await_resume() const {
        if (state_->failure()) throw *state_->failure();
        return state_->result();
    }

 private:
    std::shared_ptr<detail::future_value<T>> state_;
};

namespace detail {

// What a coroutine that returns a future<T> writes its end into. An exception that is no vafast::error becomes one.
class future_promise_base {
 public:
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }

 protected:
    static error current_error() noexcept;
};

template <class T>
class future_promise : public future_promise_base {
 public:
    future<T> get_return_object() const { return future<T>(state_); }
    void unhandled_exception() { state_->complete(current_error()); }
    void return_value(T value) {
        state_->value.emplace(std::move(value));
        state_->complete(std::nullopt);
    }

 private:
    std::shared_ptr<future_value<T>> state_ = std::make_shared<future_value<T>>(this);
};

template <>
class future_promise<void> : public future_promise_base {
 public:
    future_promise();
    future<> get_return_object() const;
    void unhandled_exception();
    void return_void();

 private:
    std::shared_ptr<future_value<void>> state_;
};

}  // namespace detail
}  // namespace vafast
