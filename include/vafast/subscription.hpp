// What on() gives back: the handle of one handler. A value; any thread.
#pragma once

#include <cstdint>
#include <memory>

namespace vafast {

// Removes one handler. Letting go of it leaves the handler where it is.
class subscription {
 public:
    subscription() = default;

    // The handler is not called from now on. On another thread than this one it may still be running at this moment.
    // Idempotent; legal from the handler itself and after the client or emitter is gone.
    void off() const;

    // For the library.
    using remover = void (*)(void* owner, std::uint64_t id);
    subscription(std::weak_ptr<void> owner, remover remove, std::uint64_t id) noexcept;

 private:
    std::weak_ptr<void> owner_;
    remover remove_ = nullptr;
    std::uint64_t id_ = 0;
};

// Removes its handler when it goes out of scope: `scoped_subscription kept = client.on<"message">(…);`
class scoped_subscription {
 public:
    scoped_subscription() = default;
    scoped_subscription(subscription held) noexcept;  // implicit, to be written as above
    ~scoped_subscription();
    scoped_subscription(scoped_subscription&& other) noexcept;
    scoped_subscription& operator=(scoped_subscription&& other) noexcept;

    // Leaves the handler where it is.
    subscription release() noexcept;

 private:
    subscription held_;
};

}  // namespace vafast
