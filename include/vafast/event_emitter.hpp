// An application's own events. Their names are known at run time,
//
//   auto emitter = vafast::create_event_emitter();
//   emitter.on("user_joined", [](const user& user) { … });
//   emitter.emit("user_joined", user{"alice"});
//
// or when it is compiled, which finds a misspelt name and a wrong argument:
//
//   auto emitter = vafast::create_event_emitter<vafast::emits<"user_joined", user>, vafast::emits<"left", user,
//   int>>(); emitter.on<"user_joined">([](const user& user) { … }); emitter.emit<"user_joined">(user{"alice"});
//
// Handlers run on the thread that emits, before emit() returns, in the order in which they were added. Any thread may
// call any method at any time, handlers included: what is added while an event is emitted is called from the next one
// on, what is removed is not called any more. Threads that emit at the same time run the handlers at the same time.
// What a handler throws does not stop the others: it becomes an `error` event, which has a const vafast::error&; what a
// handler of `error` throws is dropped. Destroying the emitter is legal from a handler, too; none begins after that.
#pragma once

#include <vafast/error.hpp>
#include <vafast/handler.hpp>
#include <vafast/subscription.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <utility>

namespace vafast {

namespace detail {

class named_events;

using argument_types = std::span<const std::type_index>;

// Text is one type, however it is written: a literal reaches a handler that takes std::string or std::string_view.
template <class T>
inline constexpr bool is_text =
    std::is_same_v<std::decay_t<T>, std::string> || std::is_same_v<std::decay_t<T>, std::string_view> ||
    std::is_same_v<std::decay_t<T>, const char*> || std::is_same_v<std::decay_t<T>, char*>;
template <class T>
using emitted = std::conditional_t<is_text<T>, std::string, std::decay_t<T>>;

template <class T>
decltype(auto) as_emitted(const T& value) {
    if constexpr (is_text<T> && !std::is_same_v<T, std::string>) {
        return std::string(value);
    } else {
        return (value);
    }
}

// What a handler takes, from its own declaration.
template <class Handler>
struct declared_arguments {
    static_assert(sizeof(Handler) == 0,
                  "vafast: a handler with `auto` does not say what it takes; name it: emitter.on<user>(\"joined\", f)");
};
template <class Handler>
    requires requires { &Handler::operator(); }
struct declared_arguments<Handler> : declared_arguments<decltype(&Handler::operator())> {};
template <class Result, class... Arguments>
struct declared_arguments<Result (*)(Arguments...)> {
    using type = arguments<emitted<Arguments>...>;
};
template <class Result, class... Arguments>
struct declared_arguments<Result (*)(Arguments...) noexcept> : declared_arguments<Result (*)(Arguments...)> {};
template <class Class, class Result, class... Arguments>
struct declared_arguments<Result (Class::*)(Arguments...)> : declared_arguments<Result (*)(Arguments...)> {};
template <class Class, class Result, class... Arguments>
struct declared_arguments<Result (Class::*)(Arguments...) const> : declared_arguments<Result (*)(Arguments...)> {};
template <class Class, class Result, class... Arguments>
struct declared_arguments<Result (Class::*)(Arguments...) noexcept> : declared_arguments<Result (*)(Arguments...)> {};
template <class Class, class Result, class... Arguments>
struct declared_arguments<Result (Class::*)(Arguments...) const noexcept>
    : declared_arguments<Result (*)(Arguments...)> {};

// Calls `use` with the types, as the emitter compares them.
template <class Use, class... Arguments>
decltype(auto) with_types(arguments<Arguments...>, Use use) {
    const std::type_index types[] = {typeid(Arguments)..., typeid(void)};
    return use(argument_types(types, sizeof...(Arguments)));
}

}  // namespace detail

// Names an event and its arguments, for the typed form.
template <detail::event_name Name, class... Arguments>
struct emits {
    // For the library.
    using arguments_type = detail::arguments<detail::emitted<Arguments>...>;
    static constexpr std::string_view name = Name.text;
};

template <class... Events>
class event_emitter;

// Names at run time. The types of an event are those that its first handler takes, by const reference or by value, for
// as long as it has a handler. `error` has its own from the beginning: a vafast::error.
template <>
class event_emitter<> {
 public:
    event_emitter();
    ~event_emitter();
    event_emitter(event_emitter&&) noexcept;
    event_emitter& operator=(event_emitter&&) noexcept;

    // Calls `handler` at every event of that name. Throws error(invalid_argument) where the others of that name take
    // other types. A handler with `auto` needs them named: on<user>("user_joined", f).
    template <class... Arguments, class Handler>
    subscription on(std::string_view event, Handler&& handler) {
        return subscribe<Arguments...>(event, std::forward<Handler>(handler), false);
    }
    // The same, for one time only.
    template <class... Arguments, class Handler>
    subscription once(std::string_view event, Handler&& handler) {
        return subscribe<Arguments...>(event, std::forward<Handler>(handler), true);
    }

    // Calls the handlers of that name; false where there are none. Throws error(invalid_argument) where they take other
    // types: exactly these are needed, an int is no long.
    template <class... Arguments>
    bool emit(std::string_view event, const Arguments&... arguments) {
        return emit_values(event, detail::as_emitted(arguments)...);
    }

    // Removes one handler, or all of an event's.
    void off(const subscription& subscription) { subscription.off(); }
    void off(std::string_view event);

    // How many handlers the event has.
    std::size_t handler_count(std::string_view event) const;

 private:
    template <class...>
    friend class event_emitter;

    template <class... Arguments, class Handler>
    subscription subscribe(std::string_view event, Handler&& handler, bool once) {
        if constexpr (sizeof...(Arguments) > 0) {
            return add(event, std::forward<Handler>(handler), detail::arguments<detail::emitted<Arguments>...>{}, once);
        } else {
            return add(event, std::forward<Handler>(handler),
                       typename detail::declared_arguments<std::decay_t<Handler>>::type{}, once);
        }
    }
    template <class Handler, class Taken>
    subscription add(std::string_view event, Handler&& handler, Taken taken, bool once) {
        static_assert(detail::takes_arguments<std::decay_t<Handler>, Taken>,
                      "vafast: a handler takes the arguments of its event by const reference or by value");
        return detail::with_types(taken, [&](detail::argument_types types) {
            return add_handler(event, types, detail::take_arguments(std::forward<Handler>(handler), taken), once);
        });
    }
    template <class... Values>
    bool emit_values(std::string_view event, const Values&... values) {
        const void* const pointers[] = {std::addressof(values)..., nullptr};
        return detail::with_types(detail::arguments<Values...>{},
                                  [&](detail::argument_types types) { return emit_event(event, types, pointers); });
    }

    subscription add_handler(std::string_view event, detail::argument_types types, detail::handler handler, bool once);
    bool emit_event(std::string_view event, detail::argument_types types, const void* const* values);

    std::shared_ptr<detail::named_events> events_;
};

// Names when it is compiled. `error` is there without being named.
template <class... Events>
class event_emitter {
    // The event of this name, as emits<…>.
    template <detail::event_name Name>
    static auto find() {
        constexpr std::string_view wanted = Name.text;
        static_assert(((Events::name == wanted) || ...) || wanted == "error",
                      "vafast: this emitter emits no event of this name; its type lists those that it does");
        return find_in<Name, Events..., emits<"error", error>>();
    }
    template <detail::event_name Name, class First, class... Rest>
    static auto find_in() {
        if constexpr (First::name == std::string_view(Name.text)) {
            return First{};
        } else if constexpr (sizeof...(Rest) > 0) {
            return find_in<Name, Rest...>();
        }
    }
    template <detail::event_name Name>
    using event = decltype(find<Name>());

 public:
    // Calls `handler` at every event of that name. It takes the arguments by const reference or by value, and may leave
    // some out from the end.
    template <detail::event_name Name, class Handler>
    subscription on(Handler&& handler) {
        return subscribe<Name>(std::forward<Handler>(handler), false);
    }
    // The same, for one time only.
    template <detail::event_name Name, class Handler>
    subscription once(Handler&& handler) {
        return subscribe<Name>(std::forward<Handler>(handler), true);
    }

    // Calls the handlers of that name; false where there are none. What is given is converted to what the event has.
    template <detail::event_name Name, class... Given>
    bool emit(const Given&... given) {
        return emit_as<Name>(typename event<Name>::arguments_type{}, given...);
    }

    // Removes one handler, or all of an event's.
    void off(const subscription& subscription) { subscription.off(); }
    template <detail::event_name Name>
    void off() {
        events_.off(event<Name>::name);
    }

    // How many handlers the event has.
    template <detail::event_name Name>
    std::size_t handler_count() const {
        return events_.handler_count(event<Name>::name);
    }

 private:
    template <detail::event_name Name, class Handler>
    subscription subscribe(Handler&& handler, bool once) {
        using all = typename event<Name>::arguments_type;
        using taken = detail::taken<Handler, all>;
        static_assert(
            !std::is_void_v<taken>,
            "vafast: a handler takes the arguments that emits<…> names for its event, by const reference or by "
            "value; it may leave some out from the end");
        return detail::with_types(all{}, [&](detail::argument_types types) {
            return events_.add_handler(event<Name>::name, types,
                                       detail::take_arguments(std::forward<Handler>(handler), taken{}), once);
        });
    }
    template <detail::event_name Name, class... Arguments, class... Given>
    bool emit_as(detail::arguments<Arguments...>, const Given&... given) {
        static_assert(sizeof...(Given) == sizeof...(Arguments), "vafast: this event has another number of arguments");
        return events_.emit_values(event<Name>::name, static_cast<const Arguments&>(given)...);
    }

    event_emitter<> events_;
};

// An emitter with names at run time, or, where Events are emits<…>, with names that the compiler checks.
template <class... Events>
event_emitter<Events...> create_event_emitter() {
    return {};
}

}  // namespace vafast
