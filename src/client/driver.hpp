// Moves a client's bytes and calls its handlers: the session decides, the driver does. The public methods are for any
// thread; everything else runs on the client's strand. Whatever is outstanding holds the driver weakly; the runtime
// holds it while it has something to do.
#pragma once

#include "base/tally.hpp"
#include "client/connection_facts.hpp"
#include "client/debugger.hpp"
#include "client/delivery.hpp"
#include "client/emitter.hpp"
#include "client/hub_link.hpp"
#include "client/policy/message_queue.hpp"
#include "client/policy/session.hpp"
#include "client/promise.hpp"
#include "client/runtime_state.hpp"
#include "transport/connector.hpp"

#include <vafast/client.hpp>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

namespace vafast::client_detail {

class driver final : public std::enable_shared_from_this<driver>, private session_host, private link_host {
 public:
    // Throws error(invalid_argument) for options that cannot be used.
    driver(std::string_view url, client_options options, detail::message_decoder decode,
           std::shared_ptr<runtime_state> runtime, transport::tls_context shared_tls = nullptr);
    ~driver();

    future<> connect();
    future<> close(std::uint16_t code, std::string_view reason);
    future<> force_close();
    future<> reconnect();
    // `tag` stays with a message as long as the message queue has it.
    send_status send(websocket::opcode op, base::bytes payload, detail::departure when, std::uint64_t tag = 0);
    // The same, for what message_validation checks.
    send_status send_text(std::string_view text, detail::departure when, std::uint64_t tag = 0);
    send_status send_json(const json& value, detail::departure when, std::uint64_t tag = 0);
    void tell_invalid(validation_error why, std::string text = {});  // a message of the program's own cannot be sent

    // The message queue: driver_queue.cpp.
    void flush_message_queue();
    message_queue_status queue_status() const;
    // What waits while there is no open connection, for another one to send; and back again.
    std::deque<queued_message> take_waiting();
    void put_back(std::deque<queued_message> messages);

    // Statistics: driver_statistics.cpp.
    client_stats stats() const;
    void handler_added(event_id event);

    // Rooms and broadcasts: driver_rooms.cpp.
    future<receipt> join_room(std::string room);
    future<receipt> leave_room(std::string room);
    std::vector<std::string> current_rooms() const;
    future<receipt> publish(protocol::target to, detail::room_data data);
    future<room_history> history(protocol::history question);
    future<std::vector<std::string>> presence(protocol::presence question);

    void set_authenticated(bool authenticated) noexcept {
        authenticated_.store(authenticated, std::memory_order_release);
    }
    bool is_authenticated() const noexcept { return authenticated_.load(std::memory_order_acquire); }

    ready_state state() const noexcept { return state_.load(std::memory_order_acquire); }
    connection_info info() const;
    json debug_info() const;
    std::size_t buffered_bytes() const noexcept;
    emitter& events() noexcept { return *emitter_; }

    // The client is gone: no handler is called from now on, and the connection closes in the background.
    void abandon() noexcept;

 private:
    time_point now() const noexcept { return runtime_->now(); }
    static constexpr int steps_in_a_turn = 64;
    template <class Step>
    void post(Step step);
    template <class Step>
    void run(Step step);
    bool is_in_step() const noexcept { return stepping_.load(std::memory_order_relaxed) == std::this_thread::get_id(); }
    future<> post_command(std::vector<promise<>> driver::* waiting, void (session::*command)(time_point));
    future<> post_close(std::uint16_t code, std::string reason);
    enum class waiting_messages : std::uint8_t { go_out, stay };
    void refuse_messages(waiting_messages queued);
    void complete(std::vector<promise<>>& promises, const std::optional<error>& failure);
    void after_step();
    bool settle();
    void release_memory(std::size_t size);
    void publish_state();
    void finish_if_closed();
    void arm_timer();
    void on_time();

    // The hub
    template <class Result, class Ask>
    future<Result> ask_hub(Ask ask);
    template <class Result>
    promise<Result> make_promise();
    void tell_unwatched(const error& failure);
    template <class Change>
    future<receipt> change_room(std::string room, Change change);
    void write_hub_frames();
    void tell_refusal(const close_event& event);

    // Messages; under the mutex
    bool has_room(std::size_t size) const noexcept;
    void write_message(websocket::opcode op, base::bytes payload);
    send_status queue(websocket::opcode op, base::bytes payload, detail::departure when, std::uint64_t tag);
    void write_queued(time_point present);
    bool queue_wants_strand() const noexcept;
    std::uint64_t settle_queue();
    void tell_dropped(std::uint64_t count);

    // Statistics
    void plan_metric();
    void tell_metric();

    // Bytes
    void flush();
    void wait_readable();
    void wait_writable();
    void read();
    void handle(base::mutable_bytes input);
    void transport_ended(const transport::io_result& how);

    // session_host and link_host
    void ask_token() override;
    void on_auth_failure(const error& refusal) override;
    void on_hub_message(const message_event& event) override { delivery_.message(event); }
    void on_room_message(const std::string& room, const message_event& event) override {
        delivery_.room_message(room, event);
    }
    void on_rooms_changed() override;
    void on_identified() override { set_authenticated(true); }
    void stay_away(milliseconds least, milliseconds most) override { session_.stay_away(least, most); }
    void give_up(const error& why, std::uint16_t code) override;

    // session_host
    void open_transport(const base::url& target) override;
    void finish_transport() override;
    void drop_transport() override;
    void on_open(const opening& how) override;
    void on_message(websocket::opcode op, base::mutable_bytes payload) override;
    base::byte_buffer on_closing() override;
    void on_close(const close_event& event) override;
    void on_error(const error& error) override;
    void on_attempt_done(const std::optional<error>& failure) override;
    void on_reconnect(std::uint32_t attempt, milliseconds delay) override;
    void on_reconnect_success(std::uint32_t attempt) override;
    void on_reconnect_failed(std::uint32_t attempt) override;
    void on_heartbeat() override;
    void on_heartbeat_timeout() override;

    const std::shared_ptr<const client_options> options_;
    const validator* const validator_;              // null where nothing is validated
    const std::shared_ptr<runtime_state> runtime_;  // which holds us while we are busy, and not longer
    const boost::asio::any_io_executor executor_;
    transport::tls_context tls_;
    const std::shared_ptr<emitter> emitter_;
    delivery delivery_;
    trace::secrets secrets_;                 // the strand's
    const std::unique_ptr<debugger> debug_;  // null where nothing is told

    std::atomic<ready_state> state_{ready_state::closed};
    std::atomic<bool> authenticated_{false};
    std::atomic<bool> muted_{false};           // force_close() was called: no more messages are delivered
    std::atomic<std::thread::id> stepping_{};  // where a step runs now
    std::atomic<int> posted_{0};               // steps that wait for the strand
    std::atomic<std::size_t> untold_{0};       // bytes of invalid messages of which handlers are still to be told
    std::atomic<std::uint64_t> invalid_sent_{0};
    base::tally messages_received_, message_bytes_received_, bytes_received_, bytes_sent_, reconnection_attempts_;

    // Between the threads that send and the strand
    mutable std::mutex mutex_;
    std::optional<websocket::frame_writer> writer_;  // while messages may be sent
    base::byte_buffer pending_;                      // frames that the strand has not taken yet
    std::size_t taken_ = 0;                          // bytes that it took and has not written yet
    std::uint64_t given_ = 0;                        // bytes of frames that it took on this connection
    bool wraps_ = false;                             // what looks like a frame of the hub's protocol
    std::atomic<bool> awake_{false};                 // the strand will look at pending_ by itself
    bool backlog_ = false;                           // `drain` is due once everything is written
    connection_facts facts_;
    time_point opened_at_ = never;
    time_point::duration round_trip_{};
    std::uint64_t messages_sent_ = 0, message_bytes_sent_ = 0;
    std::vector<std::string> rooms_;        // as the program asked for them; sorted
    std::size_t room_commands_ = 0;         // that the strand has not seen yet
    std::unique_ptr<message_queue> queue_;  // where messages wait for a connection
    bool empties_queue_ = false;            // onto this connection, since its server has taken us
    bool introduces_ = false;               // handlers of `open` run: what they send goes ahead of the queue
    std::uint64_t drops_told_ = 0;          // of those that queue_ has dropped

    // The strand's own
    session session_;
    hub_link hub_;
    struct snapshot {
        ready_state state = ready_state::closed;
        std::uint32_t attempt = 0;
        time_point::duration round_trip{};
        bool operator==(const snapshot&) const = default;
    };
    snapshot published_;  // what other threads see
    const std::unique_ptr<timer> timer_;
    time_point armed_for_ = never;
    time_point queue_deadline_ = never;
    time_point metric_at_ = never;
    std::uint64_t written_ = 0;  // of given_: what is with the system
    std::unique_ptr<transport::connector> connector_;
    std::optional<transport::stream> stream_;
    bool refusal_told_ = false;  // to on_auth_failure, for this attempt or connection
    time_point read_at_{};       // what is being handled came then: one look at the clock for many messages
    std::chrono::system_clock::time_point read_at_date_{};
    int unsettled_ = 0;  // steps since the last after_step()
    bool is_reading_ = false;
    bool waits_readable_ = false;
    bool waits_writable_ = false;
    std::vector<promise<>> connecting_;
    std::vector<promise<>> closing_;
};

template <class Step>
void driver::post(Step step) {
    posted_.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(executor_, [weak = weak_from_this(), step = std::move(step)]() mutable {
        const auto self = weak.lock();
        if (!self) return;
        self->posted_.fetch_sub(1, std::memory_order_relaxed);
        self->run([&] { step(*self); });
    });
}

// Every entry to the strand goes through here. Of steps that wait for each other the last does what follows for all of
// them: so what a program asks for in a row goes out in one write.
template <class Step>
void driver::run(Step step) {
    const detail::future_state::completing_thread here(runtime_.get());
    stepping_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    awake_.store(true, std::memory_order_relaxed);
    const emitter::turn turn(*emitter_);
    step();
    if (posted_.load(std::memory_order_relaxed) == 0 || ++unsettled_ == steps_in_a_turn) {
        unsettled_ = 0;
        after_step();
    }
    stepping_.store({}, std::memory_order_relaxed);
}

}  // namespace vafast::client_detail
