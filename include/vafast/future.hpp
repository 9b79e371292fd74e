// What an operation that has begun will come to: `co_await` it in any coroutine, block with get(), or hand on with
// then(). It may also be ignored: the operation goes on. Any thread; copies mean the same operation.
#pragma once

#include <vafast/error.hpp>

#include <chrono>
#include <coroutine>
#include <functional>
#include <memory>
#include <optional>
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
    void when_ready(std::function<void()> continuation);
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
    std::unique_ptr<shared> shared_;
};

}  // namespace detail

// `future<>` has no value: it succeeds or fails.

template <class T = void>
class future;

template <>
class future<void> {
 public:
    explicit future(std::shared_ptr<detail::future_state> state) noexcept : state_(std::move(state)) {}

    bool is_ready() const noexcept { return state_->is_ready(); }

    // Waits for the end of the operation; throws its error. In a handler of the same client, which would wait for
    // itself, throws error(invalid_argument) at once: use co_await or then() there.
    void get() const {
        state_->wait();
        if (state_->failure()) throw *state_->failure();
    }
    // The same, but throws error(timeout) after `timeout`; the operation goes on.
    void get(std::chrono::milliseconds timeout) const {
        if (!state_->wait_for(timeout))
            throw error(error_kind::timeout,
                        "The operation is not done after " + std::to_string(timeout.count()) + " ms; it goes on.");
        if (state_->failure()) throw *state_->failure();
    }

    // Calls `success()` or `failure(const error&)` when the operation ends: on the runtime's thread, or at once, here,
    // where it has ended already.
    void then(std::function<void()> success, std::function<void(const error&)> failure = nullptr) const {
        state_->when_ready([state = state_, success = std::move(success), failure = std::move(failure)] {
            if (!state->failure()) {
                if (success) success();
            } else if (failure) {
                failure(*state->failure());
            }
        });
    }

    // For co_await. The coroutine goes on on the runtime's thread.
    bool await_ready() const noexcept { return state_->is_ready(); }
    void await_suspend(std::coroutine_handle<> waiting) const {
        state_->when_ready([waiting] { waiting.resume(); });
    }
    void await_resume() const {
        if (state_->failure()) throw *state_->failure();
    }

 private:
    std::shared_ptr<detail::future_state> state_;
};

}  // namespace vafast
