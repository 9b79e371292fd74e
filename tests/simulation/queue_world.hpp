// A client with a message queue, as the driver runs one, and a server at the other end of a network that stands still,
// breaks and is restarted, in simulated time. No socket, no thread. One thread.
#pragma once

#include "client/policy/message_queue.hpp"
#include "client/policy/session.hpp"
#include "client/simulated.hpp"
#include "websocket/connection.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/handshake.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace vafast::simulation {

using client_detail::milliseconds;
using client_detail::time_point;

// What reads one connection's bytes, from its handshake on: a server, or a judge of what the system was given.
class reader {
 public:
    explicit reader(base::random& random) : random_(random) {}

    // Adds the messages to `heard`.
    void read(base::bytes data, std::vector<std::string>& heard);
    void close(std::uint16_t code);
    // What to answer.
    std::vector<std::byte> take_output();
    bool is_done() const;  // both have said goodbye

 private:
    base::random& random_;
    websocket::server_handshake handshake_;
    std::vector<std::byte> output_;
    std::optional<websocket::connection> connection_;
};

struct queue_setting {
    message_queue_options queue{};
    std::size_t send_buffer = 1'000;
    std::size_t system_buffer = 300;  // what the system takes without the network
    bool loses = false;               // a connection that breaks takes with it what the system had
};

class queue_world final : private client_detail::session_host {
 public:
    queue_world(const queue_setting& how, std::uint64_t seed);

    base::random& random() noexcept { return random_; }
    std::uint64_t below(std::uint64_t limit) { return random_.draw<std::uint64_t>() % limit; }

    // The program.
    void connect();
    void close();
    void force_close();
    void reconnect();
    client_detail::message_queue::admission push(std::string_view text, bool at_once);
    void flush();

    // The network and the server.
    void pass(milliseconds time);
    void carry(std::size_t bytes);  // to the server, and all of its answers back
    void cut();                     // the client learns of it at once
    void silence() { silent_ = true; }
    void server_closes(std::uint16_t code);
    void refuse(bool refuses) { refuses_ = refuses; }

    bool is_open() const noexcept { return session_.current_state() == ready_state::open; }
    bool is_idle() const noexcept { return session_.current_state() == ready_state::closed; }
    bool is_done() const noexcept { return queue_.size() == 0 && queue_.kept_bytes() == 0; }
    std::uint64_t dropped() const noexcept { return queue_.dropped(); }
    bool loses() const noexcept { return how_.loses; }
    int connections() const noexcept { return connections_; }
    // By connection: what the system was given of each, and what the server heard.
    std::vector<std::vector<std::string>> taken, heard;

 private:
    struct tcp {
        tcp(base::random& random) : judge(random), server(random) {}
        std::vector<std::byte> buffer{};
        reader judge, server;
    };

    void settle();
    void write();
    void write_queued();
    void write_message(std::string_view text);
    void answer();
    void end_tcp();

    // session_host
    void ask_token() override {}
    void open_transport(const base::url& target) override;
    void finish_transport() override {}
    void drop_transport() override { end_tcp(); }
    void on_open(const client_detail::opening&) override;
    void on_message(websocket::opcode, base::mutable_bytes) override {}
    base::byte_buffer on_closing() override;
    void on_close(const close_event& event) override;
    void on_error(const error&) override {}
    void on_attempt_done(const std::optional<error>&) override {}
    void on_reconnect(std::uint32_t, milliseconds) override {}
    void on_reconnect_success(std::uint32_t) override {}
    void on_reconnect_failed(std::uint32_t) override {}
    void on_heartbeat() override {}
    void on_heartbeat_timeout() override {}

    const queue_setting how_;
    client_detail::seeded_random random_;
    const client_options options_;
    time_point now_ = time_point{} + std::chrono::hours(1);
    client_detail::session session_;
    client_detail::message_queue queue_;
    std::optional<websocket::frame_writer> writer_;
    base::byte_buffer pending_;
    std::uint64_t given_ = 0, written_ = 0;
    std::optional<tcp> tcp_;
    bool attempting_ = false, refuses_ = false, silent_ = false;
    int connections_ = 0;
};

}  // namespace vafast::simulation
