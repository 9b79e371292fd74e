// The members of all rooms among the connections of one thread: who gets which publication, and who is not that far
// yet. Pure; one thread at a time.
#pragma once

#include "hub/engine/event.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace vafast::hub_detail {

struct seat;

// A connection, as its rooms see it. In these calls it may leave this room and others, but join none.
class member {
 public:
    virtual const std::string& user() const noexcept = 0;
    virtual void deliver(const publication& next) = 0;
    virtual void notify(const encoded_frame& frame) = 0;
    // Something between its offset and the room's newest did not pass here: it is behind.
    virtual void fell_behind(seat& in) = 0;
    virtual void obey(const command& word) = 0;

 protected:
    ~member() = default;
};

// A room, as this thread knows it.
struct stage {
    const std::string* room = nullptr;
    std::uint64_t newest = 0;  // the last that passed here
    std::vector<seat*> seats{};
};

// A member's place in a room.
struct seat {
    enum class state : std::uint8_t {
        joining,  // its request is not answered yet: it hears nothing
        behind,   // is fed from the history, until it has caught up
        live,     // gets what passes
    };

    member& who;
    stage* where = nullptr;    // while it is seated
    std::size_t index = 0;     // among the stage's seats
    std::uint64_t offset = 0;  // of the last that it was given
    state now = state::joining;
    bool is_member = true;  // false for the rooms of everybody, which nobody joins or leaves
    bool sees_presence = false;
};

class audience {
 public:
    // Where a stage is made, the thread has to subscribe.
    stage& enter(const std::string& room, seat& added);
    // True where it was the last, and the stage is gone: the thread unsubscribes.
    bool leave(seat& leaving);
    stage* find(const std::string& room);

    void pass(const publication& next);
    void pass(const room_notice& notice);
    // To all connections of the user that it names.
    void pass(const command& word);

    std::size_t rooms() const noexcept { return stages_.size(); }

 private:
    std::unordered_map<std::string, stage> stages_;
};

}  // namespace vafast::hub_detail
