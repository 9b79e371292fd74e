// Many clients and a hub over a network that breaks, in simulated time: the client's whole session and its link to the
// hub at one end, the hub's conversations and its engine at the other, and the bytes of real frames between them. No
// socket, no thread. One thread.
#pragma once

#include "client/hub_link.hpp"
#include "client/policy/session.hpp"
#include "client/simulated.hpp"
#include "hub/conversing.hpp"
#include "websocket/connection.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/handshake.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <vector>

namespace vafast::simulation {

using client_detail::milliseconds;
using client_detail::time_point;

class tcp;
class member;

// Time, chance, and the hub of the moment.
class world {
 public:
    explicit world(std::uint64_t seed, std::size_t history);
    ~world();
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    time_point now() const noexcept { return now_; }
    base::random& random() noexcept { return random_; }
    std::uint64_t below(std::uint64_t limit) { return random_.draw<std::uint64_t>() % limit; }
    bool chance(unsigned percent) { return below(100) < percent; }
    milliseconds between(std::int64_t least, std::int64_t most) {
        return milliseconds(least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1))));
    }

    void at(time_point when, std::function<void()> what);
    void run_until(time_point end);

    // Null while the hub is down.
    hub_detail::testing::fake_hub* hub() noexcept { return hub_.get(); }
    int generation() const noexcept { return generation_; }  // of the engine: a new one has lost the history
    hub_detail::testing::fake_hub& working_hub();            // with the time set
    void work();                                             // what the hub has to tell goes out
    void start_hub(bool with_new_engine);
    void stop_hub(bool says_goodbye);

    // What every room contains, by generation, room and offset.
    using place = std::tuple<int, std::string, std::uint64_t>;
    const std::map<place, std::string>& stored() const noexcept { return stored_; }
    std::uint64_t newest(const std::string& room) const;

    // A connection of the hub's, from when it was made; in an order that is the same in every run.
    std::uint64_t serve(std::shared_ptr<tcp> added);
    void serve_no_more(std::uint64_t number) { served_.erase(number); }
    void flush_soon(std::shared_ptr<tcp> with_output) { dirty_.push_back(std::move(with_output)); }

 private:
    class recorder;
    // What is to happen lies apart: the queue moves these around a great deal.
    struct event {
        time_point when;
        std::uint64_t order;
        std::size_t what;
        bool operator<(const event& other) const noexcept {
            return when != other.when ? when > other.when : order > other.order;
        }
    };

    client_detail::seeded_random random_;
    time_point now_{};
    std::uint64_t order_ = 0;
    std::priority_queue<event> events_;
    std::vector<std::function<void()>> plans_;  // of the events; the free ones are empty
    std::vector<std::size_t> free_plans_;
    hub_detail::memory_limits limits_{};
    int generation_ = 0;
    std::uint64_t connections_ = 0;
    std::uint64_t last_served_ = 0;
    std::map<std::uint64_t, std::shared_ptr<tcp>> served_;
    std::deque<std::shared_ptr<tcp>> dirty_;  // the hub has something for them
    std::map<place, std::string> stored_;
    std::unique_ptr<hub_detail::memory_engine> engine_;
    std::unique_ptr<recorder> recorder_;
    std::unique_ptr<hub_detail::testing::fake_hub> hub_;
};

// A connection: two pipes with delay, and the hub's end.
class tcp final : public std::enable_shared_from_this<tcp>, private hub_detail::peer {
 public:
    tcp(world& in, member& client) : world_(in), client_(&client) {}
    ~tcp();

    void open();
    void from_client(base::bytes data);
    void client_left();  // and sends nothing more
    // Who is not told finds out later.
    void cut(bool client, bool server);  // breaks now, for whom it is said; in the middle of what is on its way
    void flush();                        // the hub's output
    bool has_output = false;             // and is to be flushed
    void say_goodbye();
    void end_server();

 private:
    struct pipe {
        std::deque<std::vector<std::byte>> on_its_way{};
        time_point busy_until{};
        bool broken = false;
    };
    void send_through(pipe& way, base::bytes data, void (tcp::*arrive)(std::vector<std::byte>));
    void arrive_at_client(std::vector<std::byte> data);
    void arrive_at_server(std::vector<std::byte> data);
    void read_frames(base::mutable_bytes input);
    void introduce();
    void flush_soon();

    // peer
    void send(websocket::opcode op, base::bytes payload) override;
    void send(const hub_detail::encoded_frame& frame) override;
    void close(std::uint16_t code, std::string_view reason) override;
    void cut(std::uint16_t code, std::string_view reason) override { close(code, reason); }
    std::size_t queued() const noexcept override { return connection_ ? connection_->queued() : 0; }
    void wake_at(time_point when) override;
    void tell_when_below(std::size_t bytes) override { below_ = bytes; }
    std::size_t thread() const noexcept override { return 0; }
    std::string remote_address() const override { return "192.0.2.7:51234"; }
    const std::shared_ptr<hub_detail::attachment>& shared_attachment() const noexcept override { return kept_; }
    void attach(std::shared_ptr<hub_detail::attachment> given) override { kept_ = std::move(given); }

    world& world_;
    member* client_;
    bool serves_ = true;
    std::uint64_t number_ = 0;
    pipe to_server_, to_client_;
    websocket::server_handshake handshake_;
    std::optional<websocket::connection> connection_;
    std::optional<websocket::frame_writer> writer_;
    std::shared_ptr<hub_detail::conversation> talk_;
    std::shared_ptr<hub_detail::attachment> kept_;
    time_point alarm_ = time_point::max();
    std::optional<std::size_t> below_;
};

// What a member was told, in order.
struct told {
    enum class what : std::uint8_t { began, message, recovered, lost };
    what kind;
    int generation = 0;  // of the hub that it was connected to
    std::uint64_t offset = 0;
    std::string data{};
};

// A client, as the driver runs one.
class member final : private client_detail::session_host, private client_detail::link_host {
 public:
    member(world& in, std::string name);
    ~member();

    void connect();
    void join(const std::string& room);
    void leave(const std::string& room);
    // Something that nobody else publishes.
    void publish(const std::string& room);
    void cut(bool here, bool there);

    const std::string& name() const noexcept { return name_; }
    const std::map<std::string, std::vector<told>>& log() const noexcept { return log_; }
    // What the hub acknowledged.
    const std::vector<std::string>& acknowledged() const noexcept { return acknowledged_; }
    int refused() const noexcept { return refused_; }
    int unanswered() const noexcept { return unanswered_; }
    bool is_open() const noexcept { return session_.current_state() == ready_state::open; }

    // The network.
    void received(std::vector<std::byte> data);
    void ended(bool broken);

 private:
    void settle();
    void note(const std::string& room, told entry) { log_[room].push_back(std::move(entry)); }

    // session_host and link_host
    void ask_token() override;
    void open_transport(const base::url& target) override;
    void finish_transport() override;
    void drop_transport() override;
    void on_open(const client_detail::opening& how) override;
    void on_message(websocket::opcode op, base::mutable_bytes payload) override;
    base::byte_buffer on_closing() override { return {}; }
    void on_close(const close_event& event) override;
    void on_error(const error&) override {}
    void on_attempt_done(const std::optional<error>&) override {}
    void on_reconnect(std::uint32_t, milliseconds) override {}
    void on_reconnect_success(std::uint32_t) override {}
    void on_reconnect_failed(std::uint32_t) override {}
    void on_heartbeat() override {}
    void on_heartbeat_timeout() override {}
    void on_hub_message(const message_event& event) override;
    void on_room_message(const std::string& room, const message_event& event) override;
    void on_rooms_changed() override {}
    void on_identified() override {}
    void on_auth_failure(const error&) override {}
    void stay_away(milliseconds least, milliseconds most) override { session_.stay_away(least, most); }
    void give_up(const error& why, std::uint16_t code) override { session_.give_up(why, code, world_.now()); }

    world& world_;
    const std::string name_;
    client_options options_;
    std::shared_ptr<client_detail::emitter> events_;
    client_detail::session session_;
    client_detail::hub_link hub_;
    std::shared_ptr<tcp> tcp_;
    std::optional<websocket::frame_writer> writer_;
    int generation_ = 0;
    int attempt_ = 0;
    time_point armed_for_ = client_detail::never;
    std::uint64_t published_ = 0;
    int refused_ = 0;
    int unanswered_ = 0;
    std::vector<std::string> acknowledged_;
    std::map<std::string, std::vector<told>> log_;
};

}  // namespace vafast::simulation
