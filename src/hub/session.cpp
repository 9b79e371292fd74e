#include "hub/session.hpp"

#include "base/random.hpp"
#include "hub/worker.hpp"
#include "protocol/frame.hpp"

#include <vafast/close_code.hpp>

#include <algorithm>
#include <utility>

namespace vafast::hub_detail {

using base::byte_buffer;
using base::bytes;
using base::mutable_bytes;
using websocket::connection;
using websocket::event;

namespace {

// What one connection may read before the others have their turn.
constexpr std::size_t input_per_turn = std::size_t{256} << 10;

}  // namespace

session::session(worker& owner, transport::stream stream)
    : owner_(owner), stream_(std::move(stream)), liveness_(clock::now()) {}

void session::start() {
    set_due(clock::now() + owner_.options().handshake_timeout);
    handshake_ = std::make_unique<websocket::server_handshake>(owner_.options().max_request);
    if (!owner_.tls()) {
        phase_ = phase::requesting;
        return turn();
    }
    // Here and in the waits below: the stream calls nothing after it was closed, and this closes it before it ends.
    stream_.async_accept_tls(owner_.tls(), [this](const tl::expected<void, error>& secured) {
        if (!secured) return end();
        phase_ = phase::requesting;
        turn();
    });
}

void session::turn() { go_on(true); }

// Most turns are those of members to whom a room's publications go, and nothing else.
void session::push() {
    if (write_common() && waits_for_input_ && drained_below_ == not_asked) return;
    go_on(false);
}

void session::go_on(bool reads) {
    if (phase_ == phase::gone || phase_ == phase::securing) return;
    in_turn_ = true;
    input_blocked_ = false;
    flush();
    if (reads) read();
    tell_drained();
    hand_over();
    flush();
    settle();
    rest();
    in_turn_ = false;
    if (input_blocked_ || wants_input()) wait_for_input();
    if (queued() <= drained_below_ && drained_below_ != not_asked) owner_.give_turn(*this);  // others come first
}

// ---- reading

bool session::wants_input() const noexcept {
    switch (phase_) {
        case phase::requesting: return true;
        case phase::lingering: return !input_ended_;
        case phase::open: break;
        default: return false;
    }
    if (input_ended_) return false;
    switch (connection_->current_state()) {
        case connection::state::open: return !connection_->wants_pause() && queued() <= owner_.options().send_buffer;
        case connection::state::closing: return !connection_->wants_pause();  // the peer's close frame may be next
        default: return false;
    }
}

void session::read() {
    for (std::size_t taken = 0; taken < input_per_turn && wants_input();) {
        const mutable_bytes room = connection_ ? connection_->input_room(owner_.input()) : owner_.input();
        const transport::io_result result = stream_.read(room);
        switch (result.what) {
            case transport::io_result::status::ok:
                taken += result.count;
                owner_.carried().bytes_received.add(result.count);
                received(room.first(result.count));
                if (result.was_all) return;
                break;
            case transport::io_result::status::want_read: return;
            case transport::io_result::status::want_write: return wait_for_room();
            case transport::io_result::status::end:
            case transport::io_result::status::failed: return input_ended();
        }
    }
}

void session::received(mutable_bytes input) {
    if (phase_ == phase::requesting) read_request(input);
    if (phase_ != phase::open) return;  // after an answer or a close nothing that comes matters
    if (liveness_.heard(clock::now()) && connection_->current_state() == connection::state::open) schedule_heartbeat();
    read_frames(input);
}

void session::read_request(mutable_bytes& input) {
    const auto complete = handshake_->receive(input);
    if (!complete) {
        return answer({complete.error().http_status(), std::string(complete.error().what()) + "\n"});
    }
    if (!*complete) return;
    const bool has_room = owner_.connections() < owner_.options().max_connections;
    auto decision = owner_.routes().decide(handshake_->request(), has_room);
    if (const auto* refused = std::get_if<http_answer>(&decision)) return answer(*refused);
    auto& terms = std::get<acceptance>(decision);
    auto admitted = terms.app->admit(handshake_->request(), terms.protocol, remote_address());
    if (!admitted) return answer(admitted.error());
    accept(std::move(terms), std::move(*admitted));
}

void session::answer(const http_answer& content) {
    head_.append(base::as_bytes(
        websocket::make_http_response(content.status, content.body, content.headers, content.content_type)));
    handshake_.reset();
    phase_ = phase::answering;
    set_due(clock::now() + owner_.options().close_timeout);
}

void session::accept(acceptance&& terms, std::shared_ptr<attachment> admitted) {
    const auto handshake = std::move(handshake_);
    const server_options& options = owner_.options();
    websocket::header_list headers;
    if (terms.protocol == protocol::subprotocol) headers.emplace_back(protocol::hub_header, protocol::hub_header_value);
    head_.append(base::as_bytes(handshake->accept(terms.protocol, terms.compression, headers)));
    connection_.emplace(websocket::role::server, options.limits, terms.compression, base::secure_random());
    if (terms.compression) {
        const websocket::frame_writer::compression how{*terms.compression, options.compression->level,
                                                       options.compression->min_size};
        writer_ = std::make_unique<websocket::frame_writer>(websocket::role::server, base::secure_random(), how);
    }
    phase_ = phase::open;
    const auto now = clock::now();
    liveness_ = liveness(now);
    if (options.heartbeat_interval.count() > 0) {
        schedule_heartbeat();
    } else {
        set_due(clock::time_point::max());
    }
    owner_.opened();
    attached_ = std::move(admitted);
    app_ = terms.app;
    app_->on_open(*this, handshake->request());
}

void session::read_frames(mutable_bytes input) {
    while (phase_ == phase::open) {
        const event next = connection_->next(input);
        switch (next.what) {
            case event::kind::need_more: return;
            case event::kind::message:
                if (connection_->current_state() == connection::state::open)
                    app_->on_message(*this, next.op, next.payload);
                break;
            case event::kind::ping:
            case event::kind::pong: break;
            case event::kind::close:
                report_close(next.code, next.reason);
                close(next.code, {});  // section 5.5.1: the answer typically echoes the code
                break;
            case event::kind::failure: {
                const std::string rule(next.reason);
                report_close(next.code, rule);
                close(next.code, rule);
                break;
            }
        }
    }
}

// The peer ended TCP, or it broke. What it still can get, it gets.
void session::input_ended() {
    input_ended_ = true;
    if (phase_ == phase::open && connection_->current_state() == connection::state::closed) return;
    hand_over();
    flush();
    end();
}

// ---- writing

websocket::frame_writer& session::writer() noexcept { return writer_ ? *writer_ : owner_.plain_writer(); }

void session::send(websocket::opcode op, bytes payload) {
    if (phase_ != phase::open || connection_->current_state() != connection::state::open) return;
    owner_.carried().messages_sent.add(1);
    keep_common();
    writer().message(op, payload, in_turn_ ? owner_.batch() : owner_.single());
    if (!in_turn_) enqueue(owner_.single());
}

void session::send(const encoded_frame& frame) {
    if (writer_) return send(websocket::opcode::text, base::as_bytes(frame.text()));
    if (phase_ != phase::open || connection_->current_state() != connection::state::open) return;
    owner_.carried().messages_sent.add(1);
    if (in_turn_) return owner_.batch().append(frame.whole());
    if (connection_->queued() == 0 && owner_.common().extend(common_, frame)) return owner_.give_turn(*this);
    keep_common();
    owner_.single().append(frame.whole());
    enqueue(owner_.single());
}

void session::enqueue(byte_buffer& frames) {
    connection_->send(frames);
    owner_.give_turn(*this);
}

void session::close(std::uint16_t code, std::string_view reason) {
    if (phase_ != phase::open) return;
    const bool was_closing = connection_->current_state() == connection::state::closing;
    hand_over();
    keep_common();
    connection_->close(code, reason);
    if (!was_closing) set_due(clock::now() + owner_.options().close_timeout);
    if (!in_turn_) owner_.give_turn(*this);
}

void session::cut(std::uint16_t code, std::string_view reason) {
    if (phase_ != phase::open) return;
    if (in_turn_) owner_.batch().clear();
    common_ = {};
    connection_->forget_waiting();
    close(code, reason);
}

std::size_t session::queued() const noexcept {
    const std::size_t batched = in_turn_ ? owner_.batch().size() : 0;
    return batched + common_.size() + (connection_ ? connection_->queued() : 0);
}

std::size_t session::thread() const noexcept { return owner_.index(); }

void session::tell_when_below(std::size_t size) {
    drained_below_ = size;
    if (!in_turn_ && queued() <= size) owner_.give_turn(*this);
}

void session::tell_drained() {
    if (!app_ || drained_below_ == not_asked || queued() > drained_below_) return;
    drained_below_ = not_asked;
    app_->on_drained(*this);
}

void session::hand_over() {
    if (!in_turn_ || owner_.batch().empty()) return;
    connection_->send(owner_.batch());
}

bytes session::output() noexcept {
    if (!head_.empty()) return head_.data();
    return connection_ ? connection_->output() : bytes{};
}

// Writes the frames that it has in common with others, if nothing is before them. True when all of them went out; of
// what did not it keeps a copy.
bool session::write_common() {
    if (common_.empty() || phase_ != phase::open) return false;
    if (waits_for_room_ || !output().empty()) {
        keep_common();
        return false;
    }
    const transport::io_result result = stream_.write(owner_.common().of(common_));
    const std::size_t count = result.what == transport::io_result::status::ok ? result.count : 0;
    if (count == common_.size()) {
        common_ = {};
        progressed_ = true;
        owner_.carried().bytes_sent.add(count);
        return true;
    }
    keep_common();
    if (count != 0) wrote(count);
    return false;
}

void session::keep_common() {
    if (common_.empty()) return;
    owner_.single().append(owner_.common().of(common_));
    common_ = {};
    connection_->send(owner_.single());
}

void session::flush() {
    static_cast<void>(write_common());
    while (!waits_for_room_ && phase_ != phase::gone) {
        const bytes pending = output();
        if (pending.empty()) return;
        const transport::io_result result = stream_.write(pending);
        switch (result.what) {
            case transport::io_result::status::ok: wrote(result.count); break;
            case transport::io_result::status::want_write: return wait_for_room();
            case transport::io_result::status::want_read: input_blocked_ = true; return;
            case transport::io_result::status::end:
            case transport::io_result::status::failed: return end();
        }
    }
}

void session::wrote(std::size_t count) {
    progressed_ = true;
    owner_.carried().bytes_sent.add(count);
    if (head_.empty()) return connection_->wrote(count);
    head_.consume(count);
    if (head_.empty()) head_.release();
}

// ---- waiting

void session::wait_for_input() {
    if (std::exchange(waits_for_input_, true)) return;
    stream_.async_wait_readable([this] {
        waits_for_input_ = false;
        turn();
    });
}

void session::wait_for_room() {
    if (std::exchange(waits_for_room_, true)) return;
    stream_.async_wait_writable([this] {
        waits_for_room_ = false;
        turn();
    });
}

// ---- ending

// Memory that an idle connection does not need goes back to the worker, where the next one finds it.
void session::rest() {
    if (phase_ != phase::open || !output().empty()) return;
    connection_->send(owner_.batch());
    connection_->release_memory();
}

// What is over, once everything is written: our side of TCP goes first (RFC 6455 section 7.1.1).
void session::settle() {
    const bool over = phase_ == phase::answering ||
                      (phase_ == phase::open && connection_->current_state() == connection::state::closed);
    if (over && output().empty()) linger();
}

// The peer may read our last frame before TCP ends: a close with bytes unread would reset the connection, and take
// that frame away from it.
void session::linger() {
    if (app_) report_close(close_code::abnormal, {});
    if (input_ended_) return end();
    stream_.shutdown();
    phase_ = phase::lingering;
    connection_.reset();
    writer_.reset();
    set_due(clock::now() + owner_.options().linger_timeout);
}

void session::end() noexcept {
    if (phase_ == phase::gone) return;
    if (app_) report_close(close_code::abnormal, {});
    phase_ = phase::gone;
    stream_.close();
    if (in_turn_) owner_.batch().clear();
    owner_.retire(*this);
}

void session::drop() noexcept {
    if (phase_ == phase::gone) return;
    stream_.reset();
    end();
}

void session::report_close(std::uint16_t code, std::string_view reason) {
    if (!app_) return;
    owner_.closed();
    drained_below_ = not_asked;
    alarm_ = clock::time_point::max();
    std::exchange(app_, nullptr)->on_close(*this, code, reason);
    attached_.reset();
}

void session::stop() {
    switch (phase_) {
        case phase::securing:
        case phase::requesting: return end();
        case phase::open:
            if (app_) return app_->on_stop(*this);
            return;       // is closing already
        default: return;  // ends by itself, soon
    }
}

// ---- time

void session::wake_at(time_point when) {
    alarm_ = when;
    schedule();
}

void session::set_due(clock::time_point at) {
    due_ = at;
    schedule();
}

void session::schedule() {
    const auto next = std::min(due_, alarm_);
    if (next == clock::time_point::max()) return owner_.unschedule(*this);
    owner_.schedule(*this, next);
}

void session::expire(clock::time_point now) {
    if (now >= alarm_) {
        alarm_ = clock::time_point::max();
        if (app_) app_->on_alarm(*this, now);
    }
    if (now < due_) return schedule();
    due_ = clock::time_point::max();
    switch (phase_) {
        case phase::requesting: answer({408, "The request did not come in time.\n"}); return turn();
        case phase::open: return expire_open(now);
        case phase::lingering: return end();
        default: return drop();
    }
}

void session::expire_open(clock::time_point now) {
    const server_options& options = owner_.options();
    if (connection_->current_state() != connection::state::open) {
        if (!std::exchange(progressed_, false)) return drop();
        return set_due(now + options.close_timeout);  // a slow reader is not a dead one
    }
    // While we do not read, because the peer does not, what it takes from us is its sign of life.
    if (std::exchange(progressed_, false) && !wants_input()) static_cast<void>(liveness_.heard(now));
    switch (liveness_.judge(now, options.heartbeat_interval, options.heartbeat_timeout)) {
        case liveness::verdict::gone: return drop();
        case liveness::verdict::ping:
            connection_->ping({});
            owner_.give_turn(*this);
            break;
        case liveness::verdict::fine: break;
    }
    schedule_heartbeat();
}

void session::schedule_heartbeat() {
    const server_options& options = owner_.options();
    set_due(liveness_.next(options.heartbeat_interval, options.heartbeat_timeout));
}

}  // namespace vafast::hub_detail
