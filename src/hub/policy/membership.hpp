// The rooms of one connection: joining with or without a position, recovery, leaving. What a member missed is read from
// the history at the pace at which it reads, page by page, while what is published meanwhile waits there, too; so that
// recovering takes a page of memory, and nothing newer comes before it. Pure; one thread at a time.
#pragma once

#include "hub/engine/engine.hpp"
#include "hub/policy/audience.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::hub_detail {

// What the conversations of one thread share.
struct neighbourhood {
    hub_detail::engine& engine;
    subscriber& thread;
    audience members{};
    time_point now{};                              // set by the thread before it calls
    std::chrono::system_clock::time_point wall{};  // the same
};

// The connection, as its membership sees it.
class recipient : public member {
 public:
    virtual std::uint64_t connection() const noexcept = 0;
    virtual std::size_t queued() const noexcept = 0;
    // feed() when no more than this waits.
    virtual void tell_when_below(std::size_t bytes) = 0;
    // What it missed is gone: it has to come back and begin anew.
    virtual void lost(const std::string& room) = 0;

 protected:
    ~recipient() = default;
};

class membership {
 public:
    using answer = std::function<void(protocol::room_answer)>;

    // All outlive this. `page` bytes are read from the history at a time.
    membership(recipient& self, neighbourhood& around, std::size_t page) noexcept
        : self_(self), around_(around), page_(page) {}
    ~membership() { leave_all(); }
    membership(const membership&) = delete;
    membership& operator=(const membership&) = delete;

    struct terms {
        bool is_member = true;  // false: `*` and `@user`, which are no rooms to join or leave
        bool sees_presence = false;
    };
    // Takes a seat, and gives it nothing before begin(). Where a position is given, `done` says whether it recovers.
    void join(const std::string& room, const std::optional<position>& from, terms how, const answer& done);
    // The answer to the join was sent: now the room may speak.
    void begin(std::string_view room);
    void leave(std::string_view room);
    void leave_all();

    // Goes on with recovery, as far as the peer reads.
    void feed();
    void fell_behind(seat& in);

    bool is_in(std::string_view room) const noexcept;
    std::size_t count() const noexcept;  // of rooms that were joined
    std::vector<std::string> rooms() const;

 private:
    using shared_seat = std::shared_ptr<seat>;

    shared_seat find(std::string_view room) const noexcept;
    shared_seat take(const std::string& room, terms how);
    void subscribed(const shared_seat& in, const std::optional<position>& from, position newest, const answer& done);
    void give_up(const shared_seat& in, const unavailable& why, const answer& done);
    void stand_up(seat& in);
    void fetch(const shared_seat& for_whom);
    void take_page(const shared_seat& of, const tl::expected<history_page, unavailable>& page);

    recipient& self_;
    neighbourhood& around_;
    const std::size_t page_;
    std::vector<shared_seat> seats_;
    std::vector<std::weak_ptr<seat>> behind_;
    const seat* fetching_for_ = nullptr;
    bool feeding_ = false;
};

}  // namespace vafast::hub_detail
