#include "testing/connection.hpp"

#include "base/random.hpp"

#include <array>
#include <utility>

namespace vafast::testing {

connection::connection(std::size_t number, behaviour does, transport::stream stream,
                       boost::asio::any_io_executor executor, client_detail::surroundings& around, journal& notes)
    : number_(number),
      does_(std::move(does)),
      stream_(std::move(stream)),
      around_(around),
      notes_(notes),
      receiver_(websocket::role::server, {}, std::nullopt),
      writer_(websocket::role::server, base::secure_random()),
      timer_(around.make_timer(std::move(executor))) {}

connection::~connection() { leave(); }

void connection::start(const transport::tls_context& tls) {
    if (!reaches(step::connect) || !reaches(step::tls)) return;
    if (!tls) return secured();
    stream_.async_accept_tls(tls, [weak = weak_from_this()](const tl::expected<void, error>& done) {
        const auto self = weak.lock();
        if (!self || self->phase_ == phase::gone) return;
        if (!done) return self->leave();
        const bool resumed = self->stream_.tls_resumed();
        self->notes_.change(
            [&](journal::state& state) { ++(resumed ? state.tls_handshakes.resumed : state.tls_handshakes.full); });
        self->secured();
    });
}

void connection::secured() {
    phase_ = phase::handshake;
    read();
}

// False where it goes no further.
bool connection::reaches(step where) {
    if (does_.cut_at == where) cut();
    if (does_.stall_at == where) stalled_ = true;
    return !stalled_ && phase_ != phase::gone;
}

// What is told

void connection::when_open(std::function<void()> act) {
    later([this, act = std::move(act)] {
        if (phase_ != phase::open) return;
        act();
        write();
    });
}

void connection::send(bool is_text, std::string data) {
    when_open([this, is_text, data = std::move(data)] {
        writer_.message(is_text ? websocket::opcode::text : websocket::opcode::binary, base::as_bytes(data), output_);
    });
}

void connection::send_bytes(std::string raw) {
    when_open([this, raw = std::move(raw)] { output_.append(base::as_bytes(raw)); });
}

void connection::ping() {
    when_open([this] { writer_.control(websocket::opcode::ping, {}, output_); });
}

void connection::close(std::uint16_t code, std::string reason) {
    when_open([this, code, reason = std::move(reason)] {
        writer_.close(code, reason, output_);
        phase_ = phase::closing;
    });
}

void connection::cut() noexcept {
    stream_.reset();
    leave();
}

void connection::cut_in_frame() {
    if (phase_ != phase::open) return;
    output_.append(base::as_bytes("\x81\x0ahalf "));  // of ten bytes
    write();
    cut();
}

// After the delay that its behaviour asks for, in the order of the calls.
void connection::later(std::function<void()> act) {
    if (stalled_) return;
    if (does_.delay.count() == 0) return act();
    delayed_.emplace_back(around_.now() + does_.delay, std::move(act));
    if (delayed_.size() == 1) act_on_time();
}

void connection::act_on_time() {
    while (!stalled_ && !delayed_.empty() && delayed_.front().first <= around_.now()) {
        const auto act = std::move(delayed_.front().second);
        delayed_.pop_front();
        act();
    }
    if (stalled_ || delayed_.empty()) return;
    timer_->wait_until(delayed_.front().first, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->act_on_time();
    });
}

// What comes

void connection::read() {
    using status = transport::io_result::status;
    std::array<std::byte, 16 * 1024> memory;
    const auto again = [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->read();
    };
    while (!stalled_ && phase_ != phase::gone) {
        const transport::io_result result = stream_.read(memory);
        switch (result.what) {
            case status::ok: received(base::mutable_bytes(memory).first(result.count)); break;
            case status::want_read: return stream_.async_wait_readable(again);
            case status::want_write: return stream_.async_wait_writable(again);
            case status::end:
            case status::failed: return leave();
        }
    }
}

void connection::received(base::mutable_bytes input) {
    if (phase_ == phase::handshake) read_request(input);
    if (phase_ == phase::open || phase_ == phase::closing) read_frames(input);
}

void connection::read_request(base::mutable_bytes& input) {
    const auto complete = handshake_.receive(input);
    if (!complete) {
        output_.append(
            base::as_bytes(websocket::make_http_response(complete.error().http_status(), complete.error().what(), {})));
        finish();
        return write();
    }
    if (!*complete) return;
    const websocket::http_request& request = handshake_.request();
    notes_.change([&](journal::state& state) {
        state.requests.add({.connection = number_,
                            .target = request.target,
                            .headers = request.headers,
                            .protocols = request.protocols});
    });
    if (does_.stall_at == step::handshake) {
        stalled_ = true;
        return;
    }
    later([this] { answer(); });
}

void connection::answer() {
    const bool accepts = does_.status == 101 && does_.answer.empty();
    std::string text = does_.answer;
    if (accepts) {
        text = handshake_.accept({}, std::nullopt, does_.headers);
        if (!does_.protocol.empty())  // offered or not
            text.insert(text.size() - 2, "Sec-WebSocket-Protocol: " + does_.protocol + "\r\n");
    }
    if (text.empty()) text = websocket::make_http_response(does_.status, does_.body, does_.headers);
    if (does_.wrong_accept_key) {
        const std::string_view name = "Sec-WebSocket-Accept: ";
        if (const std::size_t found = text.find(name); found != std::string::npos)
            text[found + name.size()] = text[found + name.size()] == 'A' ? 'B' : 'A';
    }
    if (does_.cut_at == step::handshake) text.resize(text.size() / 2);
    output_.append(base::as_bytes(text));
    accepts ? become_open() : finish();
    write();
    if (does_.cut_at == step::handshake) return cut();
    if (phase_ == phase::open) reaches(step::open);
}

void connection::become_open() {
    phase_ = phase::open;
    notes_.change([](journal::state& state) { ++state.open; });
}

void connection::read_frames(base::mutable_bytes input) {
    using kind = websocket::event::kind;
    while (!stalled_) {
        const websocket::event event = receiver_.next(input);
        switch (event.what) {
            case kind::need_more: return;
            case kind::message: {
                const bool is_text = event.op == websocket::opcode::text;
                const std::string data(base::as_text(event.payload));
                notes_.change([&](journal::state& state) {
                    state.messages.add({.connection = number_, .is_text = is_text, .data = data});
                });
                if (does_.echo) send(is_text, data);
                break;
            }
            case kind::ping:
                when_open([this, data = std::string(base::as_text(event.payload))] {
                    writer_.control(websocket::opcode::pong, base::as_bytes(data), output_);
                });
                break;
            case kind::pong: break;
            case kind::close: return read_close(event.code, event.reason);
            case kind::failure:
                writer_.close(event.code, event.reason, output_);
                finish();
                return write();
        }
    }
}

void connection::read_close(std::uint16_t code, std::string_view reason) {
    notes_.change([&](journal::state& state) {
        state.closes.add({.connection = number_, .code = code, .reason = std::string(reason)});
    });
    if (!reaches(step::close)) return;
    later([this, code] {
        if (phase_ == phase::open) writer_.close(code, {}, output_);
        finish();
        write();
    });
}

// What goes, and the end

void connection::write() {
    using status = transport::io_result::status;
    while (phase_ != phase::gone && !waits_writable_ && !output_.empty()) {
        const transport::io_result result = stream_.write(output_.data());
        switch (result.what) {
            case status::ok: output_.consume(result.count); break;
            case status::want_read: return;  // TLS: it goes on when something was read
            case status::want_write:
                waits_writable_ = true;
                return stream_.async_wait_writable([weak = weak_from_this()] {
                    const auto self = weak.lock();
                    if (!self) return;
                    self->waits_writable_ = false;
                    self->write();
                });
            case status::end:
            case status::failed: return leave();
        }
    }
    if (phase_ == phase::finishing && output_.empty()) stream_.shutdown();
}

// No more than what is to be written already: then the client sees the end, and we wait for its.
void connection::finish() {
    if (phase_ == phase::open || phase_ == phase::closing) notes_.change([](journal::state& state) { --state.open; });
    phase_ = phase::finishing;
}

void connection::leave() noexcept {
    if (phase_ == phase::gone) return;
    if (phase_ == phase::open || phase_ == phase::closing) notes_.change([](journal::state& state) { --state.open; });
    phase_ = phase::gone;
    stream_.close();
    timer_->cancel();
}

}  // namespace vafast::testing
