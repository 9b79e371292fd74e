// Where rooms live: their streams, their histories, and who is in them. This is all that the rest of the hub knows of
// it, so that they can live in this process or elsewhere. Any thread.
//
// Every operation ends with one call of its completion, on the thread that asked: inside the call, or later.
#pragma once

#include "hub/engine/event.hpp"
#include "protocol/frame.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace vafast::hub_detail {

using protocol::position;

// Why something cannot be done at the moment: a sentence.
struct unavailable {
    std::string reason;
};

struct publish_request {
    std::string room;
    std::optional<std::string> from;  // absent: the application
    std::optional<std::string> key;
    std::string_view data;  // JSON; valid during the call
    time_point now;
};

struct history_request {
    std::string room;
    std::optional<std::uint64_t> after;  // absent: the newest
    std::size_t limit;                   // publications; with 0 it only asks whether something is missing
    std::size_t bytes;                   // together, but for one that is larger alone
    time_point now;
};

struct history_page {
    position newest;                               // of the room
    bool is_gapless;                               // nothing after `after` was forgotten
    std::vector<shared_publication> publications;  // the oldest first
};

class engine {
 public:
    template <class Result>
    using completion = std::function<void(tl::expected<Result, unavailable>)>;

    virtual ~engine() = default;

    // Stores it, and tells all subscribers of the room. Completes with its offset; with that of the first time where
    // `from` used `key` before.
    virtual void publish(const publish_request& what, completion<position> done) = 0;

    // Completes with the room's newest position, which no later publication comes without telling `to`. Subscribing
    // again asks for the position again.
    virtual void subscribe(const std::string& room, subscriber& to, time_point now, completion<position> done) = 0;
    virtual void unsubscribe(const std::string& room, subscriber& to, time_point now) = 0;

    virtual void history(const history_request& what, completion<history_page> done) = 0;

    // Tells all subscribers of the room, and stores nothing.
    virtual void notify(room_notice what) = 0;

    // Who is in a room. The connection's id is unique among those who share the engine.
    virtual void enter(const std::string& room, const std::string& user, std::uint64_t connection, time_point now) = 0;
    virtual void leave(const std::string& room, const std::string& user, std::uint64_t connection, time_point now) = 0;
    virtual void presence(const std::string& room, completion<std::vector<std::string>> done) = 0;

    // Tells every hub that shares this engine.
    virtual void control(command word) = 0;
    // Who hears of control, and may subscribe. Detach before `hub` ends; nothing is told to it afterwards.
    virtual void attach(subscriber& hub) = 0;
    virtual void detach(subscriber& hub) = 0;

    struct usage {
        std::uint64_t rooms = 0;
        std::uint64_t history_bytes = 0;
        std::uint64_t publications = 0;  // since the beginning
    };
    virtual usage used() const = 0;
};

}  // namespace vafast::hub_detail
