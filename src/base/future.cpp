#include <vafast/future.hpp>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

namespace vafast::detail {
namespace {

thread_local const void* completing_for = nullptr;

}  // namespace

struct future_state::shared {
    const void* completes_on;
    mutable std::mutex mutex;
    mutable std::condition_variable done;
    bool ready = false;
    std::optional<error> failure;
    std::atomic<bool> watched{false};
    callback<void(const error&)> unwatched;
    std::vector<callback<void()>> continuations;
};

future_state::future_state(const void* completes_on) : shared_(std::make_shared<shared>()) {
    shared_->completes_on = completes_on;
}

future_state::~future_state() {
    if (!shared_->failure || shared_->watched || !shared_->unwatched) return;
    try {
        shared_->unwatched(*shared_->failure);
    } catch (...) {
        // Out of memory: it stays unknown.
    }
}

void future_state::watch() const noexcept { shared_->watched = true; }

void future_state::when_unwatched(callback<void(const error&)> tell) { shared_->unwatched = std::move(tell); }

void future_state::complete(std::optional<error> failure) {
    std::vector<callback<void()>> continuations;
    {
        const std::lock_guard lock(shared_->mutex);
        if (shared_->ready) return;
        shared_->failure = std::move(failure);
        shared_->ready = true;
        continuations.swap(shared_->continuations);
    }
    shared_->done.notify_all();
    std::exception_ptr thrown;
    for (const auto& continuation : continuations) {
        try {
            continuation();
        } catch (...) {
            thrown = std::current_exception();
        }
    }
    if (thrown) std::rethrow_exception(thrown);
}

bool future_state::is_ready() const noexcept {
    const std::lock_guard lock(shared_->mutex);
    return shared_->ready;
}

void future_state::wait() const {
    std::unique_lock lock(shared_->mutex);
    if (!shared_->ready && completing_for == shared_->completes_on)
        throw error(error_kind::invalid_argument,
                    "get() in a handler would wait for the thread it runs on; use co_await or then() there.");
    shared_->done.wait(lock, [this] { return shared_->ready; });
}

bool future_state::wait_for(std::chrono::milliseconds timeout) const {
    std::unique_lock lock(shared_->mutex);
    if (!shared_->ready && completing_for == shared_->completes_on)
        throw error(error_kind::invalid_argument,
                    "get() in a handler would wait for the thread it runs on; use co_await or then() there.");
    return shared_->done.wait_for(lock, timeout, [this] { return shared_->ready; });
}

void future_state::when_ready(callback<void()> continuation) {
    {
        const std::lock_guard lock(shared_->mutex);
        if (!shared_->ready) {
            shared_->continuations.push_back(std::move(continuation));
            return;
        }
    }
    continuation();
}

const std::optional<error>& future_state::failure() const noexcept { return shared_->failure; }

future_state::completing_thread::completing_thread(const void* owner) noexcept
    : previous_(std::exchange(completing_for, owner)) {}

future_state::completing_thread::~completing_thread() { completing_for = previous_; }

future<> future_promise<void>::get_return_object() const { return future<>(state_); }

error future_promise_base::current_error() noexcept {
    try {
        throw;
    } catch (const error& thrown) {
        return thrown;
    } catch (const std::exception& thrown) {
        return error(error_kind::handler, std::string("A coroutine threw: ") + thrown.what());
    } catch (...) {
        return error(error_kind::handler, "A coroutine threw something that is no std::exception.");
    }
}

future_promise<void>::future_promise() : state_(std::make_shared<future_value<void>>(this)) {}

void future_promise<void>::unhandled_exception() { state_->complete(current_error()); }

void future_promise<void>::return_void() { state_->complete(std::nullopt); }

}  // namespace vafast::detail
