// A function that somebody calls later: what std::function is, without <functional>, which would be a seventh of what
// our headers cost the compiler.
//
//   vafast::callback<void(const vafast::error&)> tell = [](const vafast::error& why) { std::cerr << why.what(); };
//
// A value, copied with what it calls. One thread at a time, unless what it calls says otherwise.
#pragma once

#include <concepts>
#include <cstddef>
#include <new>
#include <type_traits>

namespace vafast {

namespace detail {

// What a callback calls, whatever it is: in place where it is plain and no larger than two pointers, else on the heap.
class callable {
 public:
    // How it is called, for who knows the signature.
    using caller = void (*)();

    callable() noexcept = default;
    callable(const callable& other);
    callable(callable&& other) noexcept : held_(other.held_), heap_(other.heap_), call_(other.call_) {
        other.heap_ = nullptr;
        other.call_ = nullptr;
    }
    callable& operator=(callable other) noexcept;
    ~callable() {
        if (heap_ != nullptr) let_go();
    }

    template <class Function>
    static constexpr bool is_small = sizeof(Function) <= 2 * sizeof(void*) && alignof(Function) <= alignof(void*) &&
                                     std::is_trivially_copyable_v<Function>;

    template <class Kept, class Function>
    void hold(Function&& function, caller how) {
        if constexpr (is_small<Kept>) {
            ::new (static_cast<void*>(held_.bytes)) Kept(static_cast<Function&&>(function));
        } else {
            held_.pointer = new Kept(static_cast<Function&&>(function));
            heap_ = &on_heap<Kept>;
        }
        call_ = how;
    }
    template <class Kept>
    Kept& held() const noexcept {
        if constexpr (is_small<Kept>)
            return *std::launder(reinterpret_cast<Kept*>(held_.bytes));
        else
            return *static_cast<Kept*>(held_.pointer);
    }
    caller call() const noexcept { return call_; }  // nullptr where it is empty

 private:
    // Gives a copy, or deletes it.
    template <class Kept>
    static void* on_heap(void* held, bool copies) {
        if (copies) return new Kept(*static_cast<const Kept*>(held));
        delete static_cast<Kept*>(held);
        return nullptr;
    }
    void let_go() noexcept;

    mutable union {
        std::byte bytes[2 * sizeof(void*)];
        void* pointer;
    } held_{};
    void* (*heap_)(void* held, bool copies) = nullptr;  // of what is on the heap
    caller call_ = nullptr;
};

[[noreturn]] void throw_nothing_to_call();

template <class Function, class Result, class... Arguments>
concept called_as = requires(Function& function, Arguments&&... arguments) {
    requires std::is_void_v<Result> ||
                 std::convertible_to<decltype(function(static_cast<Arguments&&>(arguments)...)), Result>;
};

}  // namespace detail

template <class Signature>
class callback;

// Calls anything that can be copied and takes Arguments. Made of nothing, of nullptr or of an empty std::function it is
// empty; to call it then throws error(invalid_argument).
template <class Result, class... Arguments>
class callback<Result(Arguments...)> {
 public:
    callback() noexcept = default;
    // Calls nothing.
    callback(std::nullptr_t) noexcept {}
    // Calls `function`, or a copy of it.
    template <class Function>
        requires(!std::same_as<std::decay_t<Function>, callback>) &&
                detail::called_as<std::decay_t<Function>, Result, Arguments...>
    callback(Function&& function) {  // implicit, to be written as above
        using kept = std::decay_t<Function>;
        if constexpr (std::is_pointer_v<std::remove_reference_t<Function>> || requires { function.operator bool(); }) {
            if (!function) return;
        }
        held_.template hold<kept>(static_cast<Function&&>(function),
                                  reinterpret_cast<detail::callable::caller>(&call<kept>));
    }

    // Whether there is something to call.
    explicit operator bool() const noexcept { return held_.call() != nullptr; }

    // Calls it.
    Result operator()(Arguments... arguments) const {
        if (held_.call() == nullptr) detail::throw_nothing_to_call();
        return reinterpret_cast<typed_caller>(held_.call())(held_, static_cast<Arguments&&>(arguments)...);
    }

 private:
    using typed_caller = Result (*)(const detail::callable& held, Arguments&&... arguments);
    template <class Kept>
    static Result call(const detail::callable& held, Arguments&&... arguments) {
        return static_cast<Result>(held.held<Kept>()(static_cast<Arguments&&>(arguments)...));
    }

    detail::callable held_;
};

}  // namespace vafast
