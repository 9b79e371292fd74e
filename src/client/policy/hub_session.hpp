// The client's end of vafast.v1 (docs/hub-protocol.md): says hello, keeps the rooms that the program wants over
// reconnections, hands on each publication once and in order, sends again what was not answered, and looks after the
// token. Frames, time and randomness go in; frames and events come out. Pure; one thread at a time.
#pragma once

#include "base/random.hpp"
#include "client/policy/backoff.hpp"
#include "client/policy/hub_answer.hpp"
#include "client/policy/room_progress.hpp"
#include "client/policy/time.hpp"
#include "client/policy/token_clock.hpp"
#include "client/policy/unanswered.hpp"
#include "protocol/codec.hpp"

#include <vafast/client_options.hpp>
#include <vafast/error.hpp>

#include <cstdint>
#include <forward_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

namespace vafast::client_detail {

// What is done for a hub_session, and who hears from it. It is not called back from here.
class hub_host {
 public:
    // On the open connection. What it refers to is valid during the call.
    virtual void send(const protocol::client_frame& frame) = 0;
    virtual void on_answer(ticket asked, tl::expected<hub_answer, error> answer) = 0;

    virtual void on_room_joined(const std::string& room) = 0;
    virtual void on_room_left(const std::string& room, const std::string& reason) = 0;
    // Of a room, of everybody's, or of the user's own.
    virtual void on_publication(const std::string& room, const protocol::publication& publication) = 0;
    virtual void on_presence(const std::string& room, const std::string& user, presence_change change) = 0;
    virtual void on_recovered(const std::string& room, const recovery& outcome) = 0;

    // The hub knows who we are.
    virtual void on_identified() = 0;
    // Answer with token_ready().
    virtual void ask_token() = 0;
    virtual void on_auth_failure(const error& refusal) = 0;
    // What nobody waits for.
    virtual void on_hub_error(const error& error) = 0;
    // How long to stay away when the connection has ended.
    virtual void stay_away(milliseconds least, milliseconds most) = 0;
    // The connection is of no use. A final error: and neither is another.
    virtual void give_up(const error& why, std::uint16_t code) = 0;

 protected:
    ~hub_host() = default;
};

class hub_session {
 public:
    // `options`, `random` and `host` outlive this.
    hub_session(const client_options& options, base::random& random, hub_host& host);

    // What the program asks for, connected or not. Each is answered once, under its ticket.
    ticket next_ticket() noexcept { return ++last_ticket_; }
    void join(const std::string& room, ticket asked);
    void leave(const std::string& room, ticket asked);
    void publish(protocol::target to, std::string data, ticket asked);
    void ask(protocol::history question, ticket asked);
    void ask(protocol::presence question, ticket asked);

    // The rooms that the client is in, or is to be in.
    std::vector<std::string> rooms() const;

    // The connection. `token` is what may be said to this server.
    void opened(bool speaks_hub, std::string token, time_point now);
    // With an error where no other connection follows: then everything is over, and forgotten.
    void closed(const std::optional<error>& for_good);
    // Whether frames of the hub's protocol are to be looked for. False as well where a server chose the protocol and
    // then showed that it does not speak it.
    bool is_spoken() const noexcept { return state_ == state::greeting || state_ == state::ready; }
    // Whether it is not known yet if the server takes us, and as whom.
    bool awaits_greeting() const noexcept { return state_ == state::greeting && greeted_by_ != never; }

    void token_ready(const tl::expected<std::string, error>& token, time_point now);

    // What came from the hub.
    void received(const protocol::ok& answer, time_point now);
    void received(const protocol::error& refusal, time_point now);
    void received(const protocol::publication& publication, time_point now);
    void received(const protocol::user_joined& event);
    void received(const protocol::user_left& event);
    void received(const protocol::removed& event);
    void received(const protocol::goodbye& event);
    // Anything else: a hub says none of it before it has answered hello.
    void received_other();

    time_point deadline() const noexcept;
    void tick(time_point now);

 private:
    enum class state : std::uint8_t {
        offline,
        greeting,  // hello is not answered yet
        ready,
        plain,  // the server does not speak the protocol
    };
    struct membership {
        room_progress progress{};
        ticket asked = 0;  // the join whose answer counts; 0: none is on its way
        time_point ask_at = never;
        std::forward_list<ticket> waiting{};  // in their order
    };
    using room_entry = std::map<std::string, membership, std::less<>>::iterator;

    // Greeting
    void greet(std::string token, time_point now);
    void greeted(const protocol::ok& answer, time_point now);
    void greeting_refused(const protocol::error& refusal);
    void refuse_identity(const error& why);
    void be_plain();

    // Rooms
    void send_join(const std::string& name, membership& to);
    void join_answered(ticket asked, const protocol::ok& answer, time_point now);
    void join_answered(room_entry at, const protocol::room_answer& answer, time_point now);
    void join_refused(room_entry at, const error& why, time_point now);
    void join_later(membership& again, std::optional<milliseconds> after, time_point now);
    bool drop_room(room_entry at, const std::string& reason, const error& why);
    room_entry room_of_join(ticket asked);

    // Requests
    bool take(ticket asked, std::size_t bytes);
    void keep(ticket asked, kept_request request);
    void send_kept(ticket id, const kept_request& request);
    void finish(ticket asked, tl::expected<hub_answer, error> answer);
    void leave_done(ticket asked, const kept_leave& request);
    void slow_down(ticket refused, const protocol::error& said, time_point now);
    void send_held();
    void fail_all(const error& why);

    const client_options& options_;
    base::random& random_;
    hub_host& host_;

    state state_ = state::offline;
    ticket last_ticket_ = 0;
    std::optional<std::string> session_;  // the hub's name for us, over reconnections
    ticket hello_ = 0;
    time_point greeted_by_ = never;

    token_clock token_clock_;
    ticket token_sent_ = 0;

    std::map<std::string, membership, std::less<>>
        rooms_;                     // those of everybody and of the user, too, once the hub named them
    time_point next_join_ = never;  // not after the first ask_at of them
    backoff rejoining_;

    unanswered unanswered_;
    std::set<ticket> held_;  // of these: what was too fast for the hub, and what came after it
    time_point send_held_at_ = never;
    std::string key_prefix_;
    std::uint64_t keys_ = 0;
};

}  // namespace vafast::client_detail
