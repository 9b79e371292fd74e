// Moves a client's bytes and calls its handlers: the session decides, the driver does. The public methods are for any
// thread; everything else runs on the client's strand. Whatever is outstanding holds the driver weakly; the runtime
// holds it while it has something to do.
#pragma once

#include "client/emitter.hpp"
#include "client/policy/session.hpp"
#include "client/runtime_state.hpp"
#include "transport/connector.hpp"

#include <vafast/client.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

namespace vafast::client_detail {

class driver final : public std::enable_shared_from_this<driver>, private session_host {
 public:
    // Throws error(invalid_argument) for options that cannot be used.
    driver(std::string_view url, client_options options, std::shared_ptr<runtime_state> runtime);
    ~driver();

    future<> connect();
    future<> close(std::uint16_t code, std::string_view reason);
    future<> force_close();
    future<> reconnect();
    send_status send(websocket::opcode op, base::bytes payload);

    ready_state state() const noexcept { return state_.load(std::memory_order_acquire); }
    connection_info info() const;
    std::size_t buffered_bytes() const noexcept;
    emitter& events() noexcept { return *emitter_; }

    // The client is gone: no handler is called from now on, and the connection closes in the background.
    void abandon() noexcept;

 private:
    using executor = boost::asio::strand<boost::asio::io_context::executor_type>;

    // Ends its future in any case: with `cancelled` where nothing else did.
    class promise {
     public:
        explicit promise(const runtime_state& runtime) : state_(std::make_shared<detail::future_state>(&runtime)) {}
        promise(promise&&) noexcept = default;
        promise& operator=(promise&& other) noexcept {
            std::swap(state_, other.state_);
            return *this;
        }
        ~promise();

        future<> get_future() const { return future<>(state_); }
        void complete(std::optional<error> failure) { state_->complete(std::move(failure)); }

     private:
        std::shared_ptr<detail::future_state> state_;
    };

    template <class Step>
    void post(Step step);
    template <class Step>
    void run(Step step);
    future<> post_command(std::vector<promise> driver::* waiting, void (session::*command)(time_point));
    future<> post_close(std::uint16_t code, std::string reason);
    void refuse_messages() noexcept;
    void complete(std::vector<promise>& promises, const std::optional<error>& failure);
    void after_step();
    bool settle();
    void publish_state();
    void finish_if_closed();
    void arm_timer();

    // Bytes
    void flush();
    void wait_readable();
    void wait_writable();
    void read();

    // session_host
    void open_transport(const base::url& target) override;
    void finish_transport() override;
    void drop_transport() override;
    void on_open(const std::string& protocol, const std::optional<websocket::deflate_parameters>& compression) override;
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

    const client_options options_;
    const std::shared_ptr<runtime_state> runtime_;  // which holds us while we are busy, and not longer
    executor executor_;
    transport::tls_context tls_;
    const std::shared_ptr<emitter> emitter_;

    std::atomic<ready_state> state_{ready_state::closed};
    std::atomic<bool> muted_{false};  // force_close() was called: no more messages are delivered

    // Between the threads that send and the strand
    mutable std::mutex mutex_;
    std::optional<websocket::frame_writer> writer_;  // while messages may be sent
    base::byte_buffer pending_;                      // frames that the strand has not taken yet
    std::size_t taken_ = 0;                          // bytes that it took and has not written yet
    bool awake_ = false;                             // the strand will look at pending_ by itself
    bool backlog_ = false;                           // `drain` is due once everything is written
    connection_info info_;

    // The strand's own
    session session_;
    ready_state published_ = ready_state::closed;
    boost::asio::steady_timer timer_;
    time_point armed_for_ = never;
    std::unique_ptr<transport::connector> connector_;
    std::optional<transport::stream> stream_;
    bool waits_readable_ = false;
    bool waits_writable_ = false;
    std::vector<promise> connecting_;
    std::vector<promise> closing_;
};

}  // namespace vafast::client_detail
