// Decides everything about a client's connection: when to attempt it, what its bytes mean, when it is dead, what comes
// after. Time, bytes and commands go in; what to do and what to tell comes out through session_host. Pure; one thread
// at a time, and never called by the host while it calls the host.
#pragma once

#include "base/random.hpp"
#include "base/url.hpp"
#include "client/policy/backoff.hpp"
#include "client/policy/heartbeat.hpp"
#include "client/policy/time.hpp"
#include "websocket/connection.hpp"
#include "websocket/handshake.hpp"

#include <vafast/client_options.hpp>
#include <vafast/error.hpp>
#include <vafast/event.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace vafast::client_detail {

// How a connection was opened.
struct opening {
    std::string protocol;  // that the server chose; empty: none
    std::optional<websocket::deflate_parameters> compression;
    std::string token{};  // of get_token; empty, too, where a redirect led to somebody whose business it is not
};

// What a connection's transport and its user see.
class session_host {
 public:
    // Answer with token_ready().
    virtual void ask_token() = 0;
    // Begin a transport to `target`; answer with transport_ready() or transport_failed().
    virtual void open_transport(const base::url& target) = 0;
    // Say that no more is written, go on reading.
    virtual void finish_transport() = 0;
    // Drop the transport, or the attempt to make one; nothing more comes from it.
    virtual void drop_transport() = 0;

    virtual void on_open(const opening& how) = 0;
    virtual void on_message(websocket::opcode op, base::mutable_bytes payload) = 0;
    // No more can be sent on this connection. Returns the data frames that were not handed to session::send() yet.
    virtual base::byte_buffer on_closing() = 0;
    virtual void on_close(const close_event& event) = 0;
    // An attempt came to nothing, or a connection broke.
    virtual void on_error(const error& error) = 0;
    // An attempt ended: with a connection, or with `failure`.
    virtual void on_attempt_done(const std::optional<error>& failure) = 0;
    virtual void on_reconnect(std::uint32_t attempt, milliseconds delay) = 0;
    virtual void on_reconnect_success(std::uint32_t attempt) = 0;
    virtual void on_reconnect_failed(std::uint32_t attempt) = 0;
    virtual void on_heartbeat() = 0;
    virtual void on_heartbeat_timeout() = 0;

 protected:
    ~session_host() = default;
};

class session {
 public:
    // `options`, which were checked, `random` and `host` outlive this.
    session(std::shared_ptr<const base::url> url, const client_options& options, base::random& random,
            session_host& host);

    // Commands.
    void connect(time_point now);
    void close(std::uint16_t code, std::string_view reason, time_point now);
    void force_close(time_point now);
    void reconnect(time_point now);

    // What get_token gave: for the attempt that waits for it, or for nobody.
    void token_ready(const tl::expected<std::string, error>& token, time_point now);

    // The transport.
    void transport_ready(time_point now);
    void transport_failed(const error& error, time_point now);
    // Reads from the front of `input`. True: there is more of it, and what was delivered may have been answered. To
    // write first lets the server work while the rest is read.
    bool received(base::mutable_bytes& input, time_point now);
    // Where to read what received() gets next: into memory of its own, which saves copying, or into `shared`.
    base::mutable_bytes input_room(base::mutable_bytes shared) {
        return connection_ ? connection_->input_room(shared) : shared;
    }
    // The peer ended the stream, or it broke: then `failure` says how, and whether it would happen again.
    void transport_ended(const std::optional<error>& failure, time_point now);

    // The open connection is of no use. A final error ends reconnection.
    void give_up(const error& why, std::uint16_t code, time_point now);
    // How long to wait before the next attempt, once this connection has ended.
    void stay_away(milliseconds least, milliseconds most) noexcept { away_ = {least, most}; }

    // Data frames made by a frame_writer for this connection; empty afterwards.
    void send(base::byte_buffer& frames);
    // What to write next, and what of it went out.
    base::bytes output() noexcept;
    void wrote(std::size_t count, time_point now);
    std::size_t queued() const noexcept;
    // How much of what this connection's send() was given went out.
    std::uint64_t data_written() const noexcept { return connection_ ? connection_->data_written() : 0; }
    bool wants_pause() const noexcept;  // read no more until something was written
    // Gives back memory of the open connection that holds nothing, where it is not more than this.
    void release_memory(std::size_t size) noexcept {
        if (connection_) connection_->release_memory(size);
    }

    // The time at which tick() has something to do.
    time_point deadline() const noexcept;
    void tick(time_point now);

    ready_state current_state() const noexcept;
    // Of the last heartbeat, or of the handshake, where there was no heartbeat yet on this connection.
    time_point::duration round_trip() const noexcept { return round_trip_; }
    std::uint32_t attempts() const noexcept { return backoff_.attempts(); }
    const base::url& url() const noexcept { return *url_; }

 private:
    enum class phase : std::uint8_t { idle, waiting, asking_token, connecting, handshaking, open, closing };
    // What comes after the connection that closes now.
    enum class next_step : std::uint8_t { by_policy, stop, reconnect };

    // What is needed until a connection is open, or has failed to be.
    struct attempt {
        base::url target{};     // url_, or where redirects led
        header_list headers{};  // what of options_.headers may be sent there
        std::string token{};
        std::uint32_t redirects = 0;
        time_point asked_at{};  // for the handshake
        base::byte_buffer output{};
        std::optional<websocket::client_handshake> handshake{};
    };

    void start_attempt(time_point now);
    void begin_transport();
    void read_handshake(base::mutable_bytes& input, time_point now);
    void follow_redirect(const error& refusal, time_point now);
    void become_open(time_point now);
    void fail_attempt(const error& error, time_point now);
    void cancel_attempt();

    bool read_frames(base::mutable_bytes& input, time_point now);
    void begin_closing(std::uint16_t code, std::string_view reason, time_point now);
    void finish_when_closed();
    void lose(const error& error, time_point now);
    void end_connection(time_point now);
    void wait_for_next(std::optional<std::chrono::seconds> retry_after, time_point now);
    void beat(time_point now);

    const std::shared_ptr<const base::url> url_;
    const client_options& options_;
    base::random& random_;
    session_host& host_;

    phase phase_ = phase::idle;
    next_step next_ = next_step::by_policy;
    bool is_reconnecting_ = false;
    time_point deadline_ = never;  // of the phase; while open: when it counts as stable
    backoff backoff_;
    std::optional<std::pair<milliseconds, milliseconds>> away_;
    heartbeat heartbeat_;
    time_point::duration round_trip_{};
    std::unique_ptr<attempt> attempt_;
    std::optional<websocket::connection> connection_;
    close_event ending_;  // what the close event will say
};

}  // namespace vafast::client_detail
