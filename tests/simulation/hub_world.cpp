#include "simulation/hub_world.hpp"

#include "client/options.hpp"

#include <algorithm>
#include <utility>

namespace vafast::simulation {
namespace {

using namespace std::chrono_literals;
using hub_detail::testing::fake_hub;
using hub_detail::testing::let_in_by_name;

}  // namespace

// Notes what an engine stores, and where.
class world::recorder final : public hub_detail::engine {
 public:
    recorder(world& in, hub_detail::engine& real) : world_(in), real_(real) {}

    void publish(const hub_detail::publish_request& what, completion<hub_detail::position> done) override {
        const auto note = [this, room = what.room, data = std::string(what.data),
                           done = std::move(done)](tl::expected<hub_detail::position, hub_detail::unavailable> at) {
            if (at) world_.stored_.try_emplace({world_.generation_, room, at->offset}, data);
            done(std::move(at));
        };
        real_.publish(what, note);
    }
    void subscribe(const std::string& room, hub_detail::subscriber& to, time_point now,
                   completion<hub_detail::position> done) override {
        real_.subscribe(room, to, now, std::move(done));
    }
    void unsubscribe(const std::string& room, hub_detail::subscriber& to, time_point now) override {
        real_.unsubscribe(room, to, now);
    }
    void history(const hub_detail::history_request& what, completion<hub_detail::history_page> done) override {
        real_.history(what, std::move(done));
    }
    void notify(hub_detail::room_notice what) override { real_.notify(std::move(what)); }
    void enter(const std::string& room, const std::string& user, std::uint64_t id, time_point now) override {
        real_.enter(room, user, id, now);
    }
    void leave(const std::string& room, const std::string& user, std::uint64_t id, time_point now) override {
        real_.leave(room, user, id, now);
    }
    void presence(const std::string& room, completion<std::vector<std::string>> done) override {
        real_.presence(room, std::move(done));
    }
    void control(hub_detail::command word) override { real_.control(std::move(word)); }
    void attach(hub_detail::subscriber& hub) override { real_.attach(hub); }
    void detach(hub_detail::subscriber& hub) override { real_.detach(hub); }
    usage used() const override { return real_.used(); }

 private:
    world& world_;
    hub_detail::engine& real_;
};

world::world(std::uint64_t seed, std::size_t history) : random_(seed), now_(time_point{} + 1h) {
    limits_.room.stored.messages = history;
    start_hub(true);
}

world::~world() {
    if (hub_) stop_hub(false);
}

void world::at(time_point when, std::function<void()> what) {
    if (free_plans_.empty()) {
        free_plans_.push_back(plans_.size());
        plans_.emplace_back();
    }
    const std::size_t plan = free_plans_.back();
    free_plans_.pop_back();
    plans_[plan] = std::move(what);
    events_.push({std::max(when, now_), ++order_, plan});
}

void world::run_until(time_point end) {
    while (!events_.empty() && events_.top().when <= end) {
        const event next = events_.top();
        events_.pop();
        now_ = next.when;
        const auto what = std::exchange(plans_[next.what], nullptr);
        free_plans_.push_back(next.what);
        what();
    }
    now_ = end;
}

fake_hub& world::working_hub() {
    hub_->now = now_;
    hub_->wall = std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(now_.time_since_epoch()));
    hub_->enter();
    return *hub_;
}

void world::work() {
    working_hub().work();
    while (!dirty_.empty()) {
        const auto next = std::move(dirty_.front());
        dirty_.pop_front();
        next->has_output = false;
        next->flush();
    }
}

void world::start_hub(bool with_new_engine) {
    if (with_new_engine) {
        recorder_.reset();
        engine_ = std::make_unique<hub_detail::memory_engine>("epoch" + std::to_string(++generation_), limits_);
        recorder_ = std::make_unique<recorder>(*this, *engine_);
    }
    hub_ = std::make_unique<fake_hub>(limits_, recorder_.get());
    hub_->last_id = connections_;
    let_in_by_name(hub_->decided);
}

void world::stop_hub(bool says_goodbye) {
    working_hub();
    for (const auto& [number, each] : std::map(served_)) {
        if (says_goodbye) each->say_goodbye();
        each->end_server();
    }
    connections_ = hub_->last_id;
    hub_.reset();
}

std::uint64_t world::serve(std::shared_ptr<tcp> added) {
    served_.emplace(++last_served_, std::move(added));
    return last_served_;
}

std::uint64_t world::newest(const std::string& room) const {
    const auto after = stored_.upper_bound({generation_, room, ~std::uint64_t{0}});
    if (after == stored_.begin()) return 0;
    const auto& [generation, name, offset] = std::prev(after)->first;
    return generation == generation_ && name == room ? offset : 0;
}

// A connection

tcp::~tcp() = default;

void tcp::open() { number_ = world_.serve(shared_from_this()); }

void tcp::flush_soon() {
    if (!std::exchange(has_output, true)) world_.flush_soon(shared_from_this());
}

void tcp::send_through(pipe& way, base::bytes data, void (tcp::*arrive)(std::vector<std::byte>)) {
    if (way.broken || data.empty()) return;
    way.on_its_way.emplace_back(data.begin(), data.end());
    way.busy_until = std::max(way.busy_until, world_.now() + world_.between(1, 40));
    world_.at(way.busy_until, [self = shared_from_this(), &way, arrive] {
        if (way.on_its_way.empty()) return;  // lost
        auto next = std::move(way.on_its_way.front());
        way.on_its_way.pop_front();
        (self.get()->*arrive)(std::move(next));
    });
}

void tcp::from_client(base::bytes data) { send_through(to_server_, data, &tcp::arrive_at_server); }

void tcp::arrive_at_client(std::vector<std::byte> data) {
    if (client_ != nullptr) client_->received(std::move(data));
}

void tcp::arrive_at_server(std::vector<std::byte> data) {
    if (!serves_) return;
    world_.working_hub();
    base::mutable_bytes input(data);
    if (!connection_) {
        const auto complete = handshake_.receive(input);
        if (!complete.has_value() || !*complete) return;
        introduce();
    }
    read_frames(input);
    world_.work();
}

void tcp::introduce() {
    fake_hub& hub = world_.working_hub();
    send_through(to_client_,
                 base::as_bytes(handshake_.accept(protocol::subprotocol, std::nullopt, {{"Vafast-Hub", "v1"}})),
                 &tcp::arrive_at_client);
    connection_.emplace(websocket::role::server, websocket::receive_limits{}, std::nullopt, world_.random());
    writer_.emplace(websocket::role::server, world_.random());
    const std::string address = "192.0.2.7";
    hub.gate.enter_address(address);
    static const std::string path = "/ws";
    hub_detail::arrival came(hub_detail::admitted_address(hub.gate, address),
                             handshake_request{.path = path, .remote_address = remote_address()});
    talk_ = std::make_shared<hub_detail::conversation>(static_cast<hub_detail::peer&>(*this), hub.enter(),
                                                       ++hub.last_id, path, std::move(came.place));
    talk_->open(came);
}

void tcp::read_frames(base::mutable_bytes input) {
    using kind = websocket::event::kind;
    while (serves_) {
        const websocket::event event = connection_->next(input);
        if (event.what == kind::need_more) break;
        if (event.what == kind::message) talk_->receive(event.op, event.payload);
        if (event.what == kind::close || event.what == kind::failure) {
            connection_->close(event.code, {});
            flush();
            return end_server();
        }
    }
    if (serves_) flush_soon();
}

void tcp::send(websocket::opcode op, base::bytes payload) {
    if (!writer_) return;
    base::byte_buffer frames;
    writer_->message(op, payload, frames);
    connection_->send(frames);
    flush_soon();
}

void tcp::send(const hub_detail::encoded_frame& frame) { send(websocket::opcode::text, base::as_bytes(frame.text())); }

void tcp::close(std::uint16_t code, std::string_view reason) {
    if (!writer_) return;
    writer_.reset();
    connection_->close(code, reason);
    flush_soon();
}

void tcp::wake_at(time_point when) {
    alarm_ = when;
    if (when == time_point::max()) return;
    world_.at(when, [weak = weak_from_this(), when] {
        const auto self = weak.lock();
        if (!self || !self->serves_ || self->alarm_ != when) return;
        self->world_.working_hub();
        self->talk_->alarm();
        self->world_.work();
    });
}

void tcp::flush() {
    if (!serves_) return;
    while (connection_ && !connection_->output().empty()) {
        const base::bytes output = connection_->output();
        send_through(to_client_, output, &tcp::arrive_at_client);
        connection_->wrote(output.size());
    }
    if (!below_) return;
    below_.reset();
    talk_->drained();
    world_.work();
}

void tcp::say_goodbye() {
    if (talk_) talk_->say_goodbye({200, 2'000});
    flush();
}

// The hub's end is gone; what it sent still arrives, and then the end of the stream.
void tcp::end_server() {
    if (!std::exchange(serves_, false)) return;
    const auto self = shared_from_this();
    world_.serve_no_more(number_);
    if (talk_) {
        world_.working_hub();
        talk_->gone(1006, {});
        talk_.reset();
        world_.work();
    }
    world_.at(std::max(to_client_.busy_until, world_.now()), [self = shared_from_this()] {
        if (self->client_ != nullptr && !self->to_client_.broken) self->client_->ended(false);
    });
}

void tcp::client_left() {
    client_ = nullptr;
    world_.at(std::max(to_server_.busy_until, world_.now()), [self = shared_from_this()] {
        if (!self->to_server_.broken) self->end_server();
    });
}

void tcp::cut(bool client, bool server) {
    const auto self = shared_from_this();
    for (pipe* way : {&to_client_, &to_server_}) {
        way->broken = true;
        auto lost = std::exchange(way->on_its_way, {});
        const bool is_heard = way == &to_client_ ? client : server;
        if (lost.empty() || !is_heard) continue;
        lost.front().resize(world_.below(lost.front().size() + 1));
        if (lost.front().empty()) continue;
        way == &to_client_ ? arrive_at_client(std::move(lost.front())) : arrive_at_server(std::move(lost.front()));
    }
    if (client && client_ != nullptr) client_->ended(true);
    if (!serves_) return;
    if (server) return end_server();
    world_.at(world_.now() + world_.between(0, 3'000), [self] { self->end_server(); });
}

// A client

member::member(world& in, std::string name)
    : world_(in),
      name_(std::move(name)),
      options_(
          client_detail::checked({.reconnect_delay = 200ms,
                                  .max_reconnect_delay = 2s,
                                  .heartbeat_interval = 4s,
                                  .heartbeat_timeout = 1s,
                                  .auth = {.get_token = [] { return std::string("unused: ask_token answers"); }}})),
      events_(std::make_shared<client_detail::emitter>()),
      session_(std::make_shared<base::url>(base::parse_url("ws://hub.test/ws", "ws wss")), options_, in.random(),
               *this),
      hub_(options_, in.random(), *events_, *this) {
    static_cast<void>(events_->add(
        event_id::recovered,
        [this](const void* const* values) {
            const auto& room = *static_cast<const std::string*>(values[0]);
            const auto& outcome = *static_cast<const recovery*>(values[1]);
            note(room, {.kind = outcome.is_complete ? told::what::recovered : told::what::lost,
                        .generation = generation_,
                        .offset = outcome.count});
        },
        false));
}

member::~member() {
    if (tcp_) tcp_->client_left();
}

void member::connect() {
    session_.connect(world_.now());
    settle();
}

void member::join(const std::string& room) {
    note(room, {.kind = told::what::began, .generation = generation_});
    hub_.join(room, client_detail::promise<receipt>(this));
    settle();
}

void member::leave(const std::string& room) {
    hub_.leave(room, client_detail::promise<receipt>(this));
    settle();
}

void member::publish(const std::string& room) {
    const std::string data = '"' + name_ + '#' + std::to_string(++published_) + '"';
    client_detail::promise<receipt> done(this);
    ++unanswered_;
    done.get_future().then(
        [this, data](const receipt& given) {
            --unanswered_;
            if (given.is_complete()) acknowledged_.push_back(data);
        },
        [this](const error&) {
            --unanswered_;
            ++refused_;
        });
    if (room == protocol::everybody)
        hub_.publish({.all = true}, data, std::move(done));
    else
        hub_.publish({.rooms = {room}}, data, std::move(done));
    settle();
}

void member::cut(bool here, bool there) {
    if (tcp_) tcp_->cut(here, there);
}

void member::received(std::vector<std::byte> data) {
    base::mutable_bytes input(data);
    while (session_.received(input, world_.now())) settle();
    settle();
}

void member::ended(bool broken) {
    if (!tcp_) return;
    session_.transport_ended(
        broken ? std::optional(error(error_kind::connection_lost, "connection reset by peer")) : std::nullopt,
        world_.now());
    settle();
}

void member::settle() {
    for (const std::string& text : hub_.take_output()) {
        if (!writer_) continue;
        base::byte_buffer frames;
        writer_->message(websocket::opcode::text, base::as_bytes(text), frames);
        session_.send(frames);
    }
    while (tcp_ && !session_.output().empty()) {
        const base::bytes output = session_.output();
        tcp_->from_client(output);
        session_.wrote(output.size(), world_.now());
    }
    const time_point deadline = std::min(session_.deadline(), hub_.deadline());
    if (deadline == client_detail::never || std::exchange(armed_for_, deadline) == deadline) return;
    world_.at(deadline, [this, deadline] {
        if (armed_for_ != deadline) return;
        armed_for_ = client_detail::never;
        session_.tick(world_.now());
        if (hub_.deadline() <= world_.now()) hub_.tick(world_.now());
        settle();
    });
}

void member::ask_token() {
    world_.at(world_.now() + world_.between(0, 20), [this] {
        session_.token_ready(name_, world_.now());
        hub_.token_ready(name_, world_.now());
        settle();
    });
}

void member::open_transport(const base::url&) {
    const int attempt = ++attempt_;
    world_.at(world_.now() + world_.between(1, 40), [this, attempt] {
        if (attempt != attempt_) return;
        if (world_.hub() == nullptr) {
            session_.transport_failed(error(error_kind::connect, "Connection refused."), world_.now());
        } else {
            tcp_ = std::make_shared<tcp>(world_, *this);
            tcp_->open();
            generation_ = world_.generation();
            session_.transport_ready(world_.now());
        }
        settle();
    });
}

void member::finish_transport() {}

void member::drop_transport() {
    ++attempt_;
    if (const auto dropped = std::exchange(tcp_, nullptr)) dropped->client_left();
}

void member::on_open(const client_detail::opening& how) {
    writer_.emplace(websocket::role::client, world_.random());
    hub_.opened(how.protocol == protocol::subprotocol, how.token, world_.now());
}

void member::on_message(websocket::opcode op, base::mutable_bytes payload) {
    static_cast<void>(hub_.received({.is_text = op == websocket::opcode::text, .bytes = payload}, world_.now()));
}

void member::on_close(const close_event& event) {
    writer_.reset();
    if (event.will_reconnect) return hub_.closed(std::nullopt);
    hub_.closed(error(error_kind::connection_lost, "It is over."));
}

void member::on_hub_message(const message_event& event) { on_room_message(std::string(protocol::everybody), event); }

void member::on_room_message(const std::string& room, const message_event& event) {
    note(room, {.kind = told::what::message,
                .generation = generation_,
                .offset = event.offset,
                .data = std::string(event.text())});
}

}  // namespace vafast::simulation
