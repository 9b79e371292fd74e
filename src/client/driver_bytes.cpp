// The driver's part that moves bytes: makes the way to the server, reads, writes, and waits for both.
#include "client/driver.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>

namespace vafast::client_detail {
namespace {

constexpr int reads_in_a_turn = 16;  // then the others on this thread get theirs

error broken(const transport::io_result& result) {
    if (result.final) return error(error_kind::tls, result.error).final();
    return error(error_kind::connection_lost, result.error);
}

trace::connected peers_of(const transport::stream& stream) {
    trace::connected peers{.local = stream.local_address(), .remote = stream.remote_address()};
    if (!stream.tls_version().empty()) {
        peers.tls = stream.tls_version();
        peers.cipher = stream.tls_cipher();
    }
    return peers;
}

}  // namespace

void driver::open_transport(const base::url& target) {
    const auto deliver = [weak = weak_from_this()](tl::expected<transport::stream, error> result) {
        const auto self = weak.lock();
        if (!self) return;
        self->run([&] {
            const auto finished = std::move(self->connector_);
            if (!result) {
                if (self->debug_) self->debug_->ended(trace::side::server, result.error().what());
                return self->session_.transport_failed(result.error(), self->now());
            }
            self->stream_.emplace(std::move(*result));
            if (self->debug_) self->debug_->connected(peers_of(*self->stream_));
            self->session_.transport_ready(self->now());
        });
    };
    refusal_told_ = false;
    {
        const std::lock_guard lock(mutex_);
        facts_.set({.url = target.display()});
    }
    try {
        transport::connect_request request{.target = target,
                                           .tls = tls_,
                                           .server_name = options_->tls.server_name,
                                           .verify = options_->tls.verify,
                                           .proxy = std::nullopt,
                                           .dial = runtime_->around().dialler_for(target)};
        if (!request.dial) request.proxy = transport::choose_proxy(options_->proxy, target);
        if (request.proxy) secrets_.add_url(*request.proxy);
        if (debug_) debug_->connecting(target, request.proxy);
        connector_ = std::make_unique<transport::connector>(executor_, std::move(request), deliver);
    } catch (const error& unusable) {  // the environment's proxy, changed since
        boost::asio::post(executor_, [deliver, unusable] { deliver(tl::unexpected(unusable)); });
    }
}

void driver::finish_transport() {
    if (stream_) stream_->shutdown();
}

void driver::drop_transport() {
    if (debug_) debug_->ended(trace::side::client, std::nullopt);
    connector_.reset();
    if (stream_) stream_->shutdown();
    stream_.reset();
    waits_readable_ = waits_writable_ = false;
}

void driver::flush() {
    using status = transport::io_result::status;
    while (stream_ && !waits_writable_ && !session_.output().empty()) {
        const transport::io_result result = stream_->write(session_.output());
        switch (result.what) {
            case status::ok:
                if (debug_) debug_->sent(session_.output().first(result.count));
                bytes_sent_.add(result.count);
                session_.wrote(result.count, now());
                written_ = session_.data_written();
                break;
            case status::want_read: return;  // TLS: read() goes on with it
            case status::want_write: {
                const std::lock_guard lock(mutex_);
                backlog_ = true;
            }
                wait_writable();
                return;
            case status::end:
            case status::failed:
                if (is_reading_) return;  // the next attempt to write fails, too
                read();                   // what the server said before it left
                if (stream_) transport_ended(result);
                return;
        }
    }
}

void driver::transport_ended(const transport::io_result& how) {
    const bool is_broken = how.what == transport::io_result::status::failed;
    if (debug_) debug_->ended(trace::side::server, is_broken ? std::optional(how.error) : std::nullopt);
    session_.transport_ended(is_broken ? std::optional(broken(how)) : std::nullopt, now());
}

void driver::wait_writable() {
    waits_writable_ = true;
    stream_->async_wait_writable([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->run([&] { self->waits_writable_ = false; });
    });
}

void driver::wait_readable() {
    if (!stream_ || waits_readable_ || session_.wants_pause()) return;
    waits_readable_ = true;
    stream_->async_wait_readable([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->run([&] {
            self->waits_readable_ = false;
            self->read();
        });
    });
}

namespace {

// One buffer serves all connections of a thread. A handler that runs the io_context itself gets another.
class read_buffer {
 public:
    read_buffer() {
        if (std::exchange(lent, true))
            own_ = std::make_unique<memory>();
        else if (!shared)
            shared = std::make_unique<memory>();
    }
    ~read_buffer() {
        if (!own_) lent = false;
    }
    read_buffer(const read_buffer&) = delete;
    read_buffer& operator=(const read_buffer&) = delete;

    base::mutable_bytes bytes() noexcept { return own_ ? *own_ : *shared; }

 private:
    using memory = std::array<std::byte, 256 * 1024>;
    static thread_local std::unique_ptr<memory> shared;
    static thread_local bool lent;
    std::unique_ptr<memory> own_;
};

thread_local std::unique_ptr<read_buffer::memory> read_buffer::shared;
thread_local bool read_buffer::lent = false;

class during {
 public:
    explicit during(bool& it) noexcept : it_(it) { it_ = true; }
    ~during() { it_ = false; }
    during(const during&) = delete;
    during& operator=(const during&) = delete;

 private:
    bool& it_;
};

}  // namespace

void driver::read() {
    using status = transport::io_result::status;
    read_buffer buffer;
    const during reading(is_reading_);
    for (int turn = 0; turn < reads_in_a_turn && stream_ && !session_.wants_pause(); ++turn) {
        const base::mutable_bytes room = session_.input_room(buffer.bytes());
        const transport::io_result result = stream_->read(room);
        switch (result.what) {
            case status::ok:
                if (debug_) debug_->received(room.first(result.count));
                bytes_received_.add(result.count);
                read_at_ = now();
                read_at_date_ = std::chrono::system_clock::now();
                handle(room.first(result.count));
                if (result.was_all) return;
                break;
            case status::want_read: return;
            case status::want_write:
                if (!waits_writable_) wait_writable();
                return;
            case status::end:
            case status::failed: return transport_ended(result);
        }
    }
}

// Writes what was answered before it reads on.
void driver::handle(base::mutable_bytes input) {
    while (stream_ && session_.received(input, read_at_)) {
        settle();
        awake_.store(true, std::memory_order_relaxed);
    }
}

}  // namespace vafast::client_detail
