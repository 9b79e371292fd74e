#include "simulation/queue_world.hpp"

#include "client/options.hpp"

#include <vafast/close_code.hpp>

#include <algorithm>
#include <utility>

namespace vafast::simulation {
namespace {

using namespace std::chrono_literals;

// Stands and falls quickly, and looks at the network often: pings go ahead of what waits.
client_options options_of(const queue_setting& how) {
    return client_detail::checked({.reconnect_delay = 5ms,
                                   .max_reconnect_delay = 50ms,
                                   .stable_after = 20ms,
                                   .connection_timeout = 100ms,
                                   .heartbeat_interval = 40ms,
                                   .heartbeat_timeout = 30ms,
                                   .close_timeout = 50ms,
                                   .message_queue = how.queue,
                                   .limits = {.send_buffer = how.send_buffer}});
}

}  // namespace

// One connection's reader

void reader::read(base::bytes data, std::vector<std::string>& heard) {
    std::vector<std::byte> copy(data.begin(), data.end());
    base::mutable_bytes input(copy);
    if (!connection_) {
        const auto complete = handshake_.receive(input);
        if (!complete || !*complete) return;
        const std::string answer = handshake_.accept({}, std::nullopt, {});
        output_.insert(output_.end(), base::as_bytes(answer).begin(), base::as_bytes(answer).end());
        connection_.emplace(websocket::role::server, websocket::receive_limits{}, std::nullopt, random_);
    }
    using kind = websocket::event::kind;
    for (;;) {
        const websocket::event event = connection_->next(input);
        if (event.what == kind::need_more) return;
        if (event.what == kind::message) heard.emplace_back(base::as_text(event.payload));
        if (event.what == kind::failure) heard.push_back("failure: " + std::string(event.reason));
        if (event.what == kind::close || event.what == kind::failure) return connection_->close(event.code, {});
    }
}

void reader::close(std::uint16_t code) {
    if (connection_) connection_->close(code, {});
}

std::vector<std::byte> reader::take_output() {
    std::vector<std::byte> all = std::exchange(output_, {});
    while (connection_ && !connection_->output().empty()) {
        const base::bytes output = connection_->output();
        all.insert(all.end(), output.begin(), output.end());
        connection_->wrote(output.size());
    }
    return all;
}

bool reader::is_done() const {
    return connection_ && connection_->current_state() == websocket::connection::state::closed;
}

// The program

queue_world::queue_world(const queue_setting& how, std::uint64_t seed)
    : how_(how),
      random_(seed),
      options_(options_of(how_)),
      session_(std::make_shared<base::url>(base::parse_url("ws://server.test/ws", "ws wss")), options_, random_, *this),
      queue_(options_.message_queue) {}

void queue_world::connect() {
    session_.connect(now_);
    settle();
}

void queue_world::close() {
    queue_.flush();
    write_queued();
    writer_.reset();
    session_.close(close_code::normal, {}, now_);
    settle();
}

void queue_world::force_close() {
    writer_.reset();
    session_.force_close(now_);
    settle();
}

void queue_world::reconnect() {
    session_.reconnect(now_);
    settle();
}

client_detail::message_queue::admission queue_world::push(std::string_view text, bool at_once) {
    const auto became = queue_.push(websocket::opcode::text, base::as_bytes(text), now_);
    if (at_once) queue_.flush();
    settle();
    return became;
}

void queue_world::flush() {
    queue_.flush();
    settle();
}

// The driver's part

void queue_world::write_queued() {
    while (writer_) {
        const client_detail::queued_message* next = queue_.next(now_);
        if (next == nullptr) return;
        const std::size_t waits = session_.queued() + pending_.size() + queue_.kept_bytes();
        if (waits > how_.send_buffer - next->payload.size()) return;
        write_message(next->payload);
        queue_.handed_over(given_ + pending_.size());
    }
}

void queue_world::write_message(std::string_view text) {
    writer_->message(websocket::opcode::text, base::as_bytes(text), pending_);
}

void queue_world::settle() {
    do {
        given_ += pending_.size();
        session_.send(pending_);
        write();
        queue_.written(written_);
        write_queued();
    } while (!pending_.empty());
}

// To the system, which takes what it has room for.
void queue_world::write() {
    while (tcp_ && !session_.output().empty() && tcp_->buffer.size() < how_.system_buffer) {
        const base::bytes output = session_.output();
        const base::bytes fits = output.first(std::min(output.size(), how_.system_buffer - tcp_->buffer.size()));
        tcp_->buffer.insert(tcp_->buffer.end(), fits.begin(), fits.end());
        tcp_->judge.read(fits, taken.back());
        session_.wrote(fits.size(), now_);
        written_ = session_.data_written();
    }
}

void queue_world::on_open(const client_detail::opening&) {
    writer_.emplace(websocket::role::client, random_);
    queue_.flush();
    given_ = written_ = 0;
    write_message("introduction");
}

base::byte_buffer queue_world::on_closing() {
    writer_.reset();
    return std::exchange(pending_, {});
}

void queue_world::on_close(const close_event&) {
    pending_.release();
    queue_.written(written_);
    queue_.connection_lost();
}

// The network

void queue_world::pass(milliseconds time) {
    now_ += time;
    if (attempting_ && refuses_) {
        attempting_ = false;
        session_.transport_failed(error(error_kind::connect, "Connection refused."), now_);
    } else if (attempting_) {
        attempting_ = false;
        silent_ = false;
        tcp_.emplace(random_);
        taken.emplace_back();
        heard.emplace_back();
        ++connections_;
        session_.transport_ready(now_);
    }
    if (session_.deadline() <= now_) session_.tick(now_);
    settle();
}

void queue_world::carry(std::size_t bytes) {
    if (!tcp_ || silent_) return;
    const std::size_t count = std::min(bytes, tcp_->buffer.size());
    tcp_->server.read(base::bytes(tcp_->buffer).first(count), heard.back());
    tcp_->buffer.erase(tcp_->buffer.begin(), tcp_->buffer.begin() + static_cast<std::ptrdiff_t>(count));
    answer();
    settle();
}

void queue_world::answer() {
    std::vector<std::byte> answered = tcp_->server.take_output();
    const bool ends = tcp_->server.is_done();
    base::mutable_bytes input(answered);
    while (!input.empty() && session_.received(input, now_)) settle();
    if (ends && tcp_) session_.transport_ended(std::nullopt, now_);
}

void queue_world::cut() {
    if (!tcp_) return;
    end_tcp();
    session_.transport_ended(error(error_kind::connection_lost, "connection reset by peer"), now_);
    settle();
}

void queue_world::server_closes(std::uint16_t code) {
    if (!tcp_ || silent_) return;
    tcp_->server.close(code);
    answer();
    settle();
}

// What the system has still arrives, or the beginning of it.
void queue_world::end_tcp() {
    attempting_ = false;
    if (!tcp_) return;
    const std::size_t arrives = how_.loses ? below(tcp_->buffer.size() + 1) : tcp_->buffer.size();
    tcp_->server.read(base::bytes(tcp_->buffer).first(arrives), heard.back());
    tcp_.reset();
}

void queue_world::open_transport(const base::url&) { attempting_ = true; }

}  // namespace vafast::simulation
