// Joins the pure hub_session to a client: texts of frames on one side, futures and events on the other. The client's
// strand only, where nothing else is said.
#pragma once

#include "base/tally.hpp"
#include "client/emitter.hpp"
#include "client/policy/hub_session.hpp"
#include "client/promise.hpp"

#include <vafast/message.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vafast::client_detail {

// What the client does for its link.
class link_host {
 public:
    // A publication to everybody or to this user: a message like those that come without a hub.
    virtual void on_hub_message(const message_event& event) = 0;
    virtual void on_room_message(const std::string& room, const message_event& event) = 0;
    // Rooms were joined, left or refused: called before anybody is told.
    virtual void on_rooms_changed() = 0;
    virtual void on_identified() = 0;
    virtual void ask_token() = 0;
    virtual void on_auth_failure(const error& refusal) = 0;
    virtual void stay_away(milliseconds least, milliseconds most) = 0;
    virtual void give_up(const error& why, std::uint16_t code) = 0;

 protected:
    ~link_host() = default;
};

class hub_link final : private hub_host {
 public:
    // All of them outlive this.
    hub_link(const client_options& options, base::random& random, emitter& events, link_host& host);

    void join(const std::string& room, promise<receipt> done);
    void leave(const std::string& room, promise<receipt> done);
    void publish(protocol::target to, std::string data, promise<receipt> done);
    void history(protocol::history question, promise<room_history> done);
    void presence(protocol::presence question, promise<std::vector<std::string>> done);

    std::vector<std::string> rooms() const { return session_.rooms(); }

    void opened(bool speaks_hub, std::string token, time_point now) {
        session_.opened(speaks_hub, std::move(token), now);
    }
    void closed(const std::optional<error>& for_good);
    bool is_spoken() const noexcept { return session_.is_spoken(); }
    bool awaits_greeting() const noexcept { return session_.awaits_greeting(); }
    void token_ready(const tl::expected<std::string, error>& token, time_point now) {
        session_.token_ready(token, now);
    }
    time_point deadline() const noexcept { return session_.deadline(); }
    void tick(time_point now) { session_.tick(now); }

    // How many messages of rooms were missed and came later, from any thread.
    std::uint64_t recovered() const noexcept { return recovered_.get(); }

    // While its protocol is spoken: takes what the hub says. False where it is the application's.
    bool received(const message_event& event, time_point now);

    // The texts to send, in this order.
    std::vector<std::string> take_output() { return std::exchange(output_, {}); }

 private:
    using any_promise = std::variant<promise<receipt>, promise<room_history>, promise<std::vector<std::string>>>;

    ticket wait_for(any_promise done);
    void received(std::string_view text, time_point now);

    // hub_host
    void send(const protocol::client_frame& frame) override;
    void on_answer(ticket asked, tl::expected<hub_answer, error> answer) override;
    void on_room_joined(const std::string& room) override;
    void on_room_left(const std::string& room, const std::string& reason) override;
    void on_publication(const std::string& room, const protocol::publication& publication) override;
    void on_presence(const std::string& room, const std::string& user, presence_change change) override;
    void on_recovered(const std::string& room, const recovery& outcome) override;
    void on_identified() override { host_.on_identified(); }
    void ask_token() override { host_.ask_token(); }
    void on_auth_failure(const error& refusal) override { host_.on_auth_failure(refusal); }
    void on_hub_error(const error& error) override { events_.emit(event_id::error, error); }
    void stay_away(milliseconds least, milliseconds most) override { host_.stay_away(least, most); }
    void give_up(const error& why, std::uint16_t code) override { host_.give_up(why, code); }

    emitter& events_;
    link_host& host_;
    hub_session session_;
    std::map<ticket, any_promise> waiting_;
    std::vector<std::string> output_;
    base::tally recovered_;
    std::chrono::system_clock::time_point received_at_{};  // what is looked at now
};

}  // namespace vafast::client_detail
