// A session with a server at its other end, in simulated time: no socket, no thread, no waiting. One thread.
#pragma once

#include "base/random.hpp"
#include "client/policy/session.hpp"

#include <vafast/client_options.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::client_detail {

// Repeats itself for the same seed.
class seeded_random final : public base::random {
 public:
    explicit seeded_random(std::uint64_t seed) : state_(seed) {}
    void fill(base::mutable_bytes out) override;

 private:
    std::uint64_t state_;
};

// The session's host, and what is at the other end of its transport.
class simulated_network : private session_host {
 public:
    explicit simulated_network(client_options options = {}, std::string_view url = "ws://server.test/ws",
                               std::uint64_t seed = 1);
    simulated_network(const simulated_network&) = delete;
    simulated_network& operator=(const simulated_network&) = delete;

    session& client() noexcept { return session_; }
    time_point now() const noexcept { return now_; }
    milliseconds elapsed() const noexcept { return std::chrono::duration_cast<milliseconds>(now_ - time_point{}); }

    // Advances the clock, doing what falls due on the way.
    void advance(time_point::duration duration);
    // Waits for the next attempt, however long that takes.
    void advance_to_attempt();

    // What the network answers to the attempt under way.
    void accept_tcp();
    void refuse_tcp(const error& failure = error(error_kind::connect, "Connection refused."));

    // What the server does. Everything is delivered at once.
    void accept_handshake(std::string_view protocol = {});
    void answer(std::string_view http);        // bytes as they are
    void server_sends(std::string_view text);  // a text message
    void server_sends_bytes(base::bytes raw);
    void server_closes(std::uint16_t code, std::string_view reason = {});
    void server_ends_stream();
    void connection_breaks(const error& failure = error(error_kind::connection_lost, "connection reset by peer"));

    // TCP, then the handshake.
    void establish();

    // What the client wrote reaches the server; true unless the network is silent.
    void deliver();
    void go_silent() noexcept { silent_ = true; }  // nothing arrives any more, in either direction
    void block_writes(bool blocked) noexcept { blocked_ = blocked; }

    void send_text(std::string_view text);

    bool is_attempting() const noexcept { return attempting_; }
    bool is_connected() const noexcept { return connected_; }  // TCP
    bool awaits_handshake() const noexcept { return connected_ && !server_; }
    int attempts_made() const noexcept { return attempts_made_; }
    const std::vector<base::url>& targets() const noexcept { return targets_; }
    const std::string& handshake_request() const noexcept { return request_; }
    const std::string& token() const noexcept { return token_; }  // with which it was opened
    std::vector<std::string> take_events() { return std::exchange(events_, {}); }
    std::vector<std::string> take_server_saw() { return std::exchange(server_saw_, {}); }

 private:
    void ask_token() override { events_.push_back("ask token"); }
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

    void receive(base::bytes data);
    void server_reads(base::mutable_bytes data);
    void flush_server();

    const client_options options_;
    seeded_random random_;
    time_point now_{};
    bool attempting_ = false;
    bool connected_ = false;  // TCP
    bool silent_ = false;
    bool blocked_ = false;
    int attempts_made_ = 0;
    std::vector<base::url> targets_;
    std::string request_;
    std::string token_;
    std::optional<websocket::server_handshake> server_handshake_;
    std::optional<websocket::connection> server_;
    std::optional<websocket::frame_writer> writer_;
    std::vector<std::string> events_;
    std::vector<std::string> server_saw_;
    session session_;
};

// A network with an open connection, whose events so far are forgotten.
struct connected : simulated_network {
    explicit connected(client_options options = {}, std::uint64_t seed = 1)
        : simulated_network(std::move(options), "ws://server.test/ws", seed) {
        client().connect(now());
        establish();
        take_events();
    }
};

}  // namespace vafast::client_detail
