// The next event of a client, as a future:
//
//   const auto answer = vafast::testing::next<"message">(client);
//   client.send("Are you there?");
//   EXPECT_EQ(answer.get(5s), vafast::message("Yes."));
#pragma once

#include <vafast/client.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace vafast::testing {

namespace detail {

// What `next` gives of an event: its first argument, or nothing where it has none.
template <class Arguments>
struct first_of {
    using type = void;
};
template <class First, class... Rest>
struct first_of<vafast::detail::arguments<First, Rest...>> {
    using type = First;
};

// Ends its future in any case: with `cancelled` where the client goes before the event comes.
template <class T>
struct awaited {
    std::shared_ptr<vafast::detail::future_value<T>> state = std::make_shared<vafast::detail::future_value<T>>(this);

    awaited() = default;
    ~awaited() { state->complete(error(error_kind::cancelled, "The client went before the event came.")); }
    awaited(const awaited&) = delete;
    awaited& operator=(const awaited&) = delete;
};

}  // namespace detail

// Begins to wait when it is called: call it before what leads to the event. A message comes as the client's own type,
// of a room's message both the room and the message, of any other event its first argument. Wait with get(timeout), so
// that a test which fails does not hang.
template <vafast::detail::event_name Name, class Incoming, class Outgoing>
auto next(websocket_client<Incoming, Outgoing>& client) {
    using event = vafast::detail::existing_event<Name>;
    if constexpr (event::id == event_id::decoded_message) {
        const auto waiting = std::make_shared<detail::awaited<Incoming>>();
        client.template once<Name>([waiting](const Incoming& message) {
            waiting->state->value.emplace(message);
            waiting->state->complete(std::nullopt);
        });
        return future<Incoming>(waiting->state);
    } else if constexpr (event::id == event_id::room_message) {
        using room_and_message = std::pair<std::string, Incoming>;
        const auto waiting = std::make_shared<detail::awaited<room_and_message>>();
        client.template once<Name>([waiting](const std::string& room, const Incoming& message) {
            waiting->state->value.emplace(room, message);
            waiting->state->complete(std::nullopt);
        });
        return future<room_and_message>(waiting->state);
    } else {
        using type = typename detail::first_of<typename event::arguments_type>::type;
        const auto waiting = std::make_shared<detail::awaited<type>>();
        if constexpr (std::is_void_v<type>) {
            client.template once<Name>([waiting] { waiting->state->complete(std::nullopt); });
        } else {
            client.template once<Name>([waiting](const type& value) {
                waiting->state->value.emplace(value);
                waiting->state->complete(std::nullopt);
            });
        }
        return future<type>(waiting->state);
    }
}

}  // namespace vafast::testing
