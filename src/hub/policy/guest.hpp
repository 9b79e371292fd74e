// A connection of the hub, as its handlers see it. By itself it serves a client in plain mode, without rooms: what it
// sends is the application's. One thread (the connection's).
#pragma once

#include "hub/application.hpp"
#include "hub/policy/admission.hpp"
#include "hub/policy/counters.hpp"
#include "hub/policy/membership.hpp"
#include "hub/policy/rules.hpp"

#include <vafast/hub.hpp>

#include <array>
#include <memory>

namespace vafast::hub_detail {

// What all connections of a thread use; outlives them.
struct house {
    const hub_detail::rules& rules;
    admission& gate;
    counters& counted;
    neighbourhood around;
};

// A handshake that was taken, until the connection is open.
class arrival final : public attachment {
 public:
    arrival(admitted_address from, handshake_request asked) noexcept
        : place(std::move(from)), request(std::move(asked)) {}

    admitted_address place;
    handshake_request request;
    std::optional<vafast::identity> who{};  // in plain mode
};

class guest : public attachment, public hub_connection {
 public:
    // `path` is one of the hub's options, and outlives this.
    guest(peer& to, house& in, std::uint64_t id, const std::string& path, admitted_address place);
    ~guest() override;

    // What happens to the connection.
    virtual void open(arrival& came);
    virtual void receive(websocket::opcode op, base::mutable_bytes payload);
    virtual void alarm();
    virtual void drained() {}
    // The hub goes; clients come back within the window, of milliseconds.
    virtual void say_goodbye(const std::array<std::uint64_t, 2>& window);
    virtual void gone(std::uint16_t code, std::string_view reason);

    // hub_connection
    std::uint64_t id() const noexcept final { return id_; }
    const vafast::identity& identity() const noexcept final { return *who_; }
    bool speaks_hub_protocol() const noexcept override { return false; }
    std::string remote_address() const final { return to_.remote_address(); }
    const std::string& path() const noexcept final { return path_; }
    std::vector<std::string> rooms() const override { return {}; }
    void close(std::uint16_t code, std::string_view reason) override;

 protected:
    // Says who this is. False where the user has too many connections; with `comes_back`, one of them is about to go.
    bool settle_in(vafast::identity who, bool comes_back = false);
    // Counts no longer among the user's connections.
    void give_up_place() noexcept;
    bool has_expired() const noexcept { return in_.around.now >= expires_; }
    void send_text(std::string_view text) override;
    void send_binary(std::span<const std::byte> data) final;
    permission publish_text(std::string_view room, std::string_view data) final;
    permission notify_text(std::string_view room, std::string_view data) final;

    void tell_opened();
    void tell_message(bool is_text, base::bytes payload);
    void tell_joined(const std::string& room);
    void tell_left(const std::string& room);
    // Has too much waiting by now: it is cut off.
    bool is_too_slow() const noexcept;

    peer& to_;
    house& in_;
    time_point expires_ = time_point::max();  // of who this is; it wakes then

 private:
    // Whether the client could send so much to a room itself. Counts as if it did.
    permission may_publish(std::string_view room, std::size_t size);
    // What a handler throws ends the connection with 1011, and nothing else.
    template <class Call>
    void guarded(Call&& call) noexcept;

    const std::uint64_t id_;
    const std::string& path_;
    admitted_address place_;
    std::shared_ptr<const vafast::identity> who_;
    bool counted_ = false;  // among the user's connections
    bool told_ = false;     // the handlers know of it
};

}  // namespace vafast::hub_detail
