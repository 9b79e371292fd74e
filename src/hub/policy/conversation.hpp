// What one client and the hub say to each other in vafast.v1 (docs/hub-protocol.md): hello first, then requests, each
// with its answer, while the rooms speak. It decides; the peer moves the bytes. One thread (the connection's).
#pragma once

#include "hub/policy/guest.hpp"
#include "hub/policy/session_id.hpp"
#include "protocol/codec.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::hub_detail {

class conversation final : public guest, private recipient, public std::enable_shared_from_this<conversation> {
 public:
    conversation(peer& to, house& in, std::uint64_t id, const std::string& path, admitted_address place);

    // guest
    void open(arrival& came) override;
    void receive(websocket::opcode op, base::mutable_bytes payload) override;
    void alarm() override;
    void drained() override { membership_.feed(); }
    void say_goodbye(const std::array<std::uint64_t, 2>& window) override;
    void gone(std::uint16_t code, std::string_view reason) override;
    bool speaks_hub_protocol() const noexcept override { return true; }
    std::vector<std::string> rooms() const override { return membership_.rooms(); }
    void close(std::uint16_t code, std::string_view reason) override;

 private:
    using request_id = protocol::request_id;
    using room_answer = protocol::room_answer;
    enum class stage_of_it : std::uint8_t {
        silent,    // hello has not come
        greeting,  // hello is being answered
        open,
        over,
    };

    // What is needed until hello is answered.
    struct greeting {
        handshake_request request;
        request_id id{};
        std::map<std::string, room_answer> rooms{};
        std::size_t pending = 1;  // rooms whose answer is not there; one is for asking
        std::vector<std::pair<websocket::opcode, std::string>> early{};  // came too early, and waits
        std::size_t early_bytes = 0;
    };
    // A publish to several rooms, until all of them have answered.
    struct publishing {
        request_id id{};
        bool is_single = false;  // the answer of one room is ok or error
        std::map<std::string, room_answer> rooms{};
        std::size_t pending = 1;
    };

    // Requests, once there was a hello.
    void handle(protocol::hello& frame);
    void handle(protocol::token& frame);
    void handle(protocol::join& frame);
    void handle(protocol::leave& frame);
    void handle(protocol::publish& frame);
    void handle(protocol::history& frame);
    void handle(protocol::presence& frame);
    void handle(protocol::ping& frame);
    void handle(protocol::message& frame);

    void receive_text(std::string_view text);
    void misunderstood(const protocol::codec_error& why);

    void greet(protocol::hello& frame);
    bool introduce(const protocol::hello& frame);
    void greeted();
    std::optional<std::uint64_t> expires_in() const;  // seconds

    std::optional<position> position_of(const std::optional<std::string>& epoch,
                                        const std::optional<std::uint64_t>& offset) const;
    void join(const std::string& room, const std::optional<position>& from, const membership::answer& done);
    std::string own_room() const { return protocol::user_prefix + user(); }
    bool is_nobodys(std::string_view room) const;

    std::optional<protocol::error> objection(const protocol::publish& frame);
    std::vector<std::string> rooms_of(const protocol::target& to) const;
    void publish_to(const std::string& room, const protocol::publish& frame, const std::shared_ptr<publishing>& all);
    void published(publishing& all);
    void begin(const std::string& room);
    void leave(const std::string& room);

    // recipient
    const std::string& user() const noexcept override { return identity().user; }
    std::uint64_t connection() const noexcept override { return id(); }
    std::size_t queued() const noexcept override { return to_.queued(); }
    void tell_when_below(std::size_t bytes) override { to_.tell_when_below(bytes); }
    void deliver(const publication& next) override;
    void notify(const encoded_frame& frame) override;
    void fell_behind(seat& in) override { membership_.fell_behind(in); }
    void lost(const std::string& room) override;
    void obey(const command& word) override;

    void send_text(std::string_view text) override;
    template <class Frame>
    void say(const Frame& frame);
    void accept(request_id id, protocol::ok answer = {});
    void refuse(protocol::error why);
    void refuse(request_id id, std::string_view code, std::string reason);
    // Ends it.
    void end(std::uint16_t code, std::string_view reason);
    void cut(std::string_view reason);
    bool depart();  // from all rooms, at once; false where it was over before
    bool is_over() const noexcept { return stage_ == stage_of_it::over; }

    membership membership_;
    std::unique_ptr<greeting> greeting_;
    std::unique_ptr<const std::string> query_;  // of the request's URL, where it had any: for authenticate
    session_id session_;
    token_bucket requests_;
    stage_of_it stage_ = stage_of_it::silent;
};

}  // namespace vafast::hub_detail
