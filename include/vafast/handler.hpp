// How the library keeps handlers whose arguments differ from event to event: machinery of vafast/event.hpp and
// vafast/event_emitter.hpp.
#pragma once

#include <vafast/callback.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace vafast::detail {

// An event's name as a template argument, converted from a string literal: on<"message">.
template <std::size_t Size>
struct event_name {
    char text[Size]{};
    consteval event_name(const char (&literal)[Size]) {
        for (std::size_t i = 0; i < Size; ++i) text[i] = literal[i];
    }
};

template <class... Arguments>
struct arguments {};

// A handler as it is kept: it gets pointers to the arguments of its event.
using handler = callback<void(const void* const* arguments)>;

template <class Handler, class... Taken>
handler take_arguments(Handler&& given, arguments<Taken...>) {
    return [call = std::forward<Handler>(given)](const void* const* values) mutable {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            static_cast<void>(call(*static_cast<const Taken*>(values[I])...));
        }(std::index_sequence_for<Taken...>{});
    };
}

// The first `Count` of them.
template <class Kept, class Arguments, std::size_t Count>
struct first_arguments {
    using type = Kept;
};
template <class... Kept, class Next, class... Rest, std::size_t Count>
    requires(sizeof...(Kept) < Count)
struct first_arguments<arguments<Kept...>, arguments<Next, Rest...>, Count>
    : first_arguments<arguments<Kept..., Next>, arguments<Rest...>, Count> {};

template <class Handler, class Arguments>
inline constexpr bool takes_arguments = false;
template <class Handler, class... Arguments>
inline constexpr bool takes_arguments<Handler, arguments<Arguments...>> =
    std::is_invocable_v<Handler&, const Arguments&...>;

// A handler may leave out arguments from the end: the most that it takes, as arguments<…>; void where it does not even
// take none.
template <class Handler, class All, std::size_t Count>
struct taken_arguments : taken_arguments<Handler, All, Count - 1> {};
template <class Handler, class All, std::size_t Count>
    requires takes_arguments<Handler, typename first_arguments<arguments<>, All, Count>::type>
struct taken_arguments<Handler, All, Count> {
    using type = typename first_arguments<arguments<>, All, Count>::type;
};
template <class Handler, class All>
    requires(!takes_arguments<Handler, arguments<>>)
struct taken_arguments<Handler, All, 0> {
    using type = void;
};

template <class... Arguments>
constexpr std::size_t count_of(arguments<Arguments...>) {
    return sizeof...(Arguments);
}
template <class Handler, class All>
using taken = typename taken_arguments<std::decay_t<Handler>, All, count_of(All{})>::type;

}  // namespace vafast::detail
