// Conversations without a socket: clients that say hello, time that is advanced by hand, rooms in memory.
#pragma once

#include "hub/engine/memory.hpp"
#include "hub/policy/conversation.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace vafast::hub_detail::testing {

// What a client gets, and how its connection stands.
class fake_peer final : public peer {
 public:
    void send(websocket::opcode, base::bytes payload) override { add(base::as_text(payload)); }
    void send(const encoded_frame& frame) override { add(frame.text()); }
    void close(std::uint16_t code, std::string_view) override {
        if (closed == 0) closed = code;
    }
    void cut(std::uint16_t code, std::string_view reason) override {
        waiting = 0;
        close(code, reason);
    }
    std::size_t queued() const noexcept override { return waiting; }
    void wake_at(time_point when) override { alarm = when; }
    void tell_when_below(std::size_t bytes) override { below = bytes; }
    std::size_t thread() const noexcept override { return 0; }
    std::string remote_address() const override { return "192.0.2.7:51234"; }
    const std::shared_ptr<attachment>& shared_attachment() const noexcept override { return kept; }
    void attach(std::shared_ptr<attachment> given) override { kept = std::move(given); }

    std::vector<std::string> got;
    std::uint16_t closed = 0;
    bool reads = true;  // false: what is sent waits
    std::size_t waiting = 0;
    std::size_t most_waiting = 0;
    time_point alarm = time_point::max();
    std::size_t below = 0;
    std::shared_ptr<attachment> kept;

 private:
    void add(std::string_view text) {
        if (closed != 0) return;
        got.emplace_back(text);
        if (!reads) waiting += text.size();
        most_waiting = std::max(most_waiting, waiting);
    }
};

// A hub with one thread, which works when it is told to.
class fake_hub final : public subscriber {
 public:
    explicit fake_hub(const memory_limits& limits = {}, engine* other = nullptr);
    ~fake_hub();
    void receive(engine_event event) override { inbox_.push_back(std::move(event)); }

    rules decided;
    counters counted;
    admission gate{{.per_user = 3, .publishing = {1'000, 1'000}}};
    memory_engine memory;
    time_point now = time_point{} + std::chrono::hours(1);
    std::chrono::system_clock::time_point wall = std::chrono::system_clock::time_point{} + std::chrono::hours(1);

    // Everything that the engine told, until nothing is left.
    void work();
    house& enter();
    void advance(std::chrono::milliseconds by);
    std::uint64_t last_id = 0;

 private:
    std::deque<engine_event> inbox_;
    house house_;
};

// A client of it, in vafast.v1.
class fake_client {
 public:
    explicit fake_client(fake_hub& hub, websocket::header_list headers = {});
    ~fake_client() { disconnect(); }

    // Sends a frame as it is written, and lets the hub work.
    fake_client& say(std::string_view text);
    // With no more than a name, where nobody authenticates.
    fake_client& hello(const std::string& more = {});
    // Reads what waits, as far as it is told to.
    void read(std::size_t bytes);
    void disconnect();
    void alarm();

    // What came since the last call.
    std::vector<std::string> take();
    std::string take_last();
    std::uint16_t closed() const { return peer_.closed; }
    const std::string& user() const { return talk_->identity().user; }

    fake_peer& wire() { return peer_; }
    conversation& talk() { return *talk_; }

 private:
    fake_hub& hub_;
    fake_peer peer_;
    std::shared_ptr<conversation> talk_;
    bool connected_ = true;
};

// Lets everybody in whose token is their name.
void let_in_by_name(rules& decided);

}  // namespace vafast::hub_detail::testing
