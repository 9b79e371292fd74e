#include "client/driver.hpp"

#include "client/debug_data.hpp"
#include "client/options.hpp"
#include "client/shared.hpp"
#include "protocol/codec.hpp"
#include "websocket/utf8.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <utility>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

namespace vafast::client_detail {
namespace {

constexpr int writes_in_a_turn = 16;  // then the others on this thread get theirs
// Buffers of this size are given back whenever there is nothing to send: they are had again in no time. Larger ones
// wait for a timer.
constexpr std::size_t small_buffer = 512;

trace::secrets secrets_of(const client_options& options, const base::url& url) {
    trace::secrets result;
    result.add_url(url);
    for (const auto& [name, value] : options.headers) result.add_header(name, value);
    return result;
}

}  // namespace

driver::driver(std::string_view url, client_options options, detail::message_decoder decode,
               std::shared_ptr<runtime_state> runtime, transport::tls_context shared_tls)
    : options_(shared(checked(std::move(options)))),
      validator_(options_->message_validation.enabled ? &options_->message_validation.validator : nullptr),
      runtime_(std::move(runtime)),
      executor_(runtime_->make_executor()),
      tls_(std::move(shared_tls)),
      emitter_(std::make_shared<emitter>()),
      delivery_(*emitter_, decode, validator_, options_->binary_type),
      secrets_(secrets_of(*options_, base::parse_url(url, "ws wss"))),
      debug_(debugger::make(*options_, secrets_, *emitter_, runtime_->around())),
      session_(shared(base::parse_url(url, "ws wss")), *options_, base::secure_random(), *this),
      hub_(*options_, base::secure_random(), *emitter_, *this),
      timer_(runtime_->around().make_timer(executor_)) {
    facts_.set({.url = session_.url().display()});
    if (options_->message_queue.enabled) queue_ = std::make_unique<message_queue>(options_->message_queue);
    static_cast<void>(transport::choose_proxy(options_->proxy, session_.url()));
    if (!tls_ && (session_.url().scheme == "wss" || options_->max_redirects > 0))
        tls_ = transport::make_client_tls_context(options_->tls);
}

driver::~driver() = default;

// Commands, from any thread

future<> driver::post_command(std::vector<promise<>> driver::* waiting, void (session::*command)(time_point)) {
    promise<> done(runtime_.get());
    future<> result = done.get_future();
    runtime_->hold(shared_from_this());
    post([waiting, command, done = std::move(done)](driver& self) mutable {
        self.runtime_->hold(self.shared_from_this());
        (self.*waiting).push_back(std::move(done));
        (self.session_.*command)(self.now());
        if (waiting == &driver::connecting_ && self.session_.current_state() == ready_state::open)
            self.complete(self.connecting_, std::nullopt);
    });
    return result;
}

future<> driver::connect() { return post_command(&driver::connecting_, &session::connect); }

future<> driver::reconnect() { return post_command(&driver::connecting_, &session::reconnect); }

future<> driver::force_close() {
    muted_.store(true, std::memory_order_release);
    refuse_messages(waiting_messages::stay);
    return post_command(&driver::closing_, &session::force_close);
}

future<> driver::close(std::uint16_t code, std::string_view reason) {
    check_close(code, reason);
    return post_close(code, std::string(reason));
}

future<> driver::post_close(std::uint16_t code, std::string reason) {
    refuse_messages(waiting_messages::go_out);
    promise<> done(runtime_.get());
    future<> result = done.get_future();
    post([code, reason = std::move(reason), done = std::move(done)](driver& self) mutable {
        self.closing_.push_back(std::move(done));
        self.session_.close(code, reason, self.now());
        if (self.session_.current_state() == ready_state::closed)
            self.hub_.closed(error(error_kind::cancelled, "The client was closed before the hub answered."));
    });
    return result;
}

void driver::refuse_messages(waiting_messages queued) {
    const std::lock_guard lock(mutex_);
    if (queue_ && queued == waiting_messages::go_out) {
        empties_queue_ = true;  // it is now or not at all, whether the hub has answered or not
        queue_->flush();
        write_queued(now());
    }
    writer_.reset();
    ready_state expected = ready_state::open;
    state_.compare_exchange_strong(expected, ready_state::closing);
}

void driver::abandon() noexcept {
    emitter_->silence();
    try {
        static_cast<void>(post_close(close_code::going_away, {}));
    } catch (...) {
        // Out of memory: the runtime drops the connection at its own end.
    }
}

send_status driver::send(websocket::opcode op, base::bytes payload, detail::departure when, std::uint64_t tag) {
    if (op == websocket::opcode::text && !websocket::is_valid_utf8(payload)) return send_status::invalid;
    if (payload.size() > options_->limits.send_buffer) return send_status::too_big;
    if (when == detail::departure::at_flush && !queue_)
        throw error(error_kind::invalid_argument, "queue_message() needs the option message_queue.enabled.");
    send_status became = send_status::sent;
    {
        const std::lock_guard lock(mutex_);
        const bool goes_ahead = introduces_ && when == detail::departure::now && is_in_step();
        if (queue_ && !goes_ahead) {
            became = queue(op, payload, when, tag);
            if (!queue_wants_strand()) return became;
        } else {
            if (!writer_) return send_status::not_connected;
            if (!has_room(payload.size())) {
                backlog_ = true;
                return send_status::queue_full;
            }
            write_message(op, payload);
        }
        if (awake_.exchange(true, std::memory_order_relaxed)) return became;
    }
    post([](driver&) {});
    return became;
}

bool driver::has_room(std::size_t size) const noexcept {
    const std::size_t kept = queue_ ? queue_->kept_bytes() : 0;
    return taken_ + pending_.size() + kept <= options_->limits.send_buffer - size;
}

void driver::write_message(websocket::opcode op, base::bytes payload) {
    ++messages_sent_;
    message_bytes_sent_ += payload.size();
    if (wraps_ && op == websocket::opcode::text && protocol::is_hub_frame(base::as_text(payload))) {
        std::string wrapped;
        protocol::append_application_text(base::as_text(payload), wrapped);
        return writer_->message(op, base::as_bytes(wrapped), pending_);
    }
    writer_->message(op, payload, pending_);
}

send_status driver::send_text(std::string_view text, detail::departure when, std::uint64_t tag) {
    if (validator_ != nullptr && websocket::is_valid_utf8(base::as_bytes(text))) {
        if (auto why = validator_->check_text(text)) {
            tell_invalid(std::move(*why), std::string(text));
            return send_status::invalid;
        }
    }
    return send(websocket::opcode::text, base::as_bytes(text), when, tag);
}

send_status driver::send_json(const json& value, detail::departure when, std::uint64_t tag) {
    std::string text = value.dump();
    if (validator_ != nullptr) {
        if (auto why = validator_->check(value)) {
            tell_invalid(std::move(*why), std::move(text));
            return send_status::invalid;
        }
    }
    return send(websocket::opcode::text, base::as_bytes(text), when, tag);
}

// A program that makes wrong messages faster than its handlers can be told of them, is told of some.
void driver::tell_invalid(validation_error why, std::string text) {
    invalid_sent_.fetch_add(1, std::memory_order_relaxed);
    if (!emitter_->has_handlers(event_id::validation_error)) return;
    const std::size_t size = sizeof(validation_error) + text.size();
    if (untold_.fetch_add(size) > options_->limits.send_buffer) {
        untold_.fetch_sub(size);
        return;
    }
    post([why = std::move(why), text = std::move(text), size](driver& self) {
        self.untold_.fetch_sub(size);
        if (self.session_.current_state() == ready_state::closed) return;  // after the last `close` nothing is told
        self.emitter_->emit(event_id::validation_error, why, text);
    });
}

connection_info driver::info() const {
    const std::lock_guard lock(mutex_);
    connection_info result = facts_.get();
    result.ready_state = state();
    return result;
}

json driver::debug_info() const {
    json result = json::object({{"connection", describe(info())},
                                {"authenticated", is_authenticated()},
                                {"rooms", current_rooms()},
                                {"statistics", describe(stats())},
                                {"options", describe(*options_)}});
    if (!options_->debug.trace.empty()) result["trace"] = debug_->trace_state();
    return result;
}

std::size_t driver::buffered_bytes() const noexcept {
    const std::lock_guard lock(mutex_);
    return taken_ + pending_.size();
}

// The strand

void driver::complete(std::vector<promise<>>& promises, const std::optional<error>& failure) {
    for (promise<>& each : std::exchange(promises, {})) {
        try {
            failure ? each.fail(*failure) : each.succeed();
        } catch (const std::exception& thrown) {
            emitter_->emit(event_id::error,
                           error(error_kind::handler, std::string("A continuation threw: ") + thrown.what()));
        } catch (...) {
            emitter_->emit(event_id::error, error(error_kind::handler, "A continuation threw no std::exception."));
        }
    }
}

void driver::after_step() {
    int turns = 0;
    while (!settle()) {
        if (++turns < writes_in_a_turn) continue;
        post([](driver&) {});  // still awake: others send faster than we can look
        break;
    }
    publish_state();
    wait_readable();
    arm_timer();
    finish_if_closed();
}

// Writes what there is. True when nothing is left to do, and then the strand may sleep.
bool driver::settle() {
    base::byte_buffer frames;
    {
        const std::lock_guard lock(mutex_);
        write_hub_frames();
        taken_ += pending_.size();  // so that send() counts them at every moment
        given_ += pending_.size();
        frames.swap(pending_);
    }
    session_.send(frames);
    flush();
    bool drained = false;
    std::uint64_t dropped = 0;
    {
        const std::lock_guard lock(mutex_);
        if (pending_.capacity() == 0) frames.swap(pending_);  // its memory is used again
        taken_ = session_.queued();
        dropped = settle_queue();
        if (pending_.empty()) {
            drained = backlog_ && taken_ == 0 && writer_.has_value();
            if (drained) backlog_ = false;
            if (!drained && dropped == 0) {
                awake_.store(false, std::memory_order_relaxed);
                release_memory(small_buffer);
                return true;
            }
        }
    }
    if (dropped != 0) tell_dropped(dropped);
    if (drained) emitter_->emit(event_id::drain);
    return false;
}

// Under the mutex. Gives back buffers that hold nothing and are not larger than this.
void driver::release_memory(std::size_t size) {
    session_.release_memory(size);
    if (pending_.empty() && pending_.capacity() <= size) pending_.release();
}

void driver::publish_state() {
    const snapshot present{session_.current_state(), session_.attempts(), session_.round_trip()};
    if (present == published_) return;
    const std::lock_guard lock(mutex_);
    facts_.attempt = present.attempt;
    round_trip_ = present.round_trip;
    if (present.state != published_.state) state_.store(present.state, std::memory_order_release);
    published_ = present;
}

void driver::finish_if_closed() {
    if (session_.current_state() != ready_state::closed) return;
    complete(closing_, std::nullopt);
    if (session_.current_state() == ready_state::closed) runtime_->let_go(shared_from_this());
}

void driver::arm_timer() {
    plan_metric();
    const time_point deadline = std::min({session_.deadline(), hub_.deadline(), queue_deadline_, metric_at_});
    if (deadline >= armed_for_ && armed_for_ != never && deadline != never) return;  // it looks again when it fires
    if (deadline == never) {
        if (std::exchange(armed_for_, never) != never) timer_->cancel();
        return;
    }
    armed_for_ = deadline;
    timer_->wait_until(deadline, [weak = weak_from_this()] {
        const auto waits = weak.lock();
        if (!waits) return;
        boost::asio::dispatch(waits->executor_, [weak] {
            if (const auto self = weak.lock()) self->run([&] { self->on_time(); });
        });
    });
}

void driver::on_time() {
    armed_for_ = never;
    // A handler that kept this thread busy is not silence of the network: look at what came before judging.
    if (stream_ && session_.deadline() <= now()) read();
    session_.tick(now());
    if (hub_.deadline() <= now()) hub_.tick(now());
    tell_metric();
    const std::lock_guard lock(mutex_);
    release_memory(std::numeric_limits<std::size_t>::max());
}

// What the session asks for

void driver::on_open(const opening& how) {
    const auto& [protocol, compression, token] = how;
    const bool speaks_hub = options_->hub.enabled && protocol == protocol::subprotocol;
    if (speaks_hub) hub_.opened(true, token, now());  // hello goes before what other threads send
    {
        const std::lock_guard lock(mutex_);
        std::optional<websocket::frame_writer::compression> deflate;
        if (compression)
            deflate = {.parameters = *compression,
                       .level = options_->compression.level,
                       .min_size = options_->compression.min_size};
        writer_.emplace(websocket::role::client, base::secure_random(), deflate);
        backlog_ = backlog_ && queue_;  // what was refused without a connection may come now
        if (queue_) queue_->flush();
        given_ = written_ = 0;
        introduces_ = true;
        empties_queue_ = false;
        write_hub_frames();
        facts_.set({.url = facts_.get().url,
                    .protocol = protocol,
                    .extensions = compression ? websocket::make_deflate_answer(*compression) : std::string(),
                    .local_address = stream_->local_address(),
                    .remote_address = stream_->remote_address(),
                    .tls_version = stream_->tls_version(),
                    .tls_cipher = stream_->tls_cipher(),
                    .connected_since = std::chrono::system_clock::now()});
        opened_at_ = now();
    }
    publish_state();
    if (!speaks_hub && options_->auth.auto_auth && !token.empty()) set_authenticated(true);
    emitter_->emit(event_id::open, info());
    {
        const std::lock_guard lock(mutex_);
        introduces_ = false;
        empties_queue_ = !speaks_hub;
        write_queued(now());
    }
    if (!speaks_hub) hub_.opened(false, {}, now());
}

void driver::on_message(websocket::opcode op, base::mutable_bytes payload) {
    messages_received_.add(1);
    message_bytes_received_.add(payload.size());
    if (muted_.load(std::memory_order_acquire)) return;
    const message_event event{.is_text = op == websocket::opcode::text, .bytes = payload, .time = read_at_date_};
    if (hub_.is_spoken()) {
        if (event.text().starts_with(R"({"$":"error")"))  // a reason that quotes our token
            secrets_.hide_in({reinterpret_cast<char*>(payload.data()), payload.size()});
        if (hub_.received(event, read_at_)) return;
    }
    delivery_.message(event);
}

base::byte_buffer driver::on_closing() {
    const std::lock_guard lock(mutex_);
    writer_.reset();
    return std::exchange(pending_, {});
}

void driver::on_close(const close_event& given) {
    close_event event = given;
    secrets_.hide_in(event.reason);
    muted_.store(false, std::memory_order_release);
    publish_state();
    set_authenticated(false);
    tell_refusal(event);
    if (event.will_reconnect)
        hub_.closed(std::nullopt);
    else
        hub_.closed(error(error_kind::connection_lost, "The connection ended before the hub answered."));
    {
        const std::lock_guard lock(mutex_);
        pending_.release();
        if (queue_) {
            queue_->written(written_);
            queue_->connection_lost();
        }
        facts_.set({.url = facts_.get().url});
        opened_at_ = never;
    }
    emitter_->emit(event_id::close, event);
}

void driver::on_error(const error& given) {
    const error error = without_secrets(given, secrets_);
    publish_state();
    if (error.http_status() == 401 || error.http_status() == 403) on_auth_failure(error);
    emitter_->emit(event_id::error, error);
}

void driver::on_attempt_done(const std::optional<error>& failure) {
    complete(connecting_, failure ? std::optional(without_secrets(*failure, secrets_)) : std::nullopt);
}

void driver::on_reconnect(std::uint32_t attempt, milliseconds delay) {
    publish_state();
    reconnection_attempts_.add(1);
    emitter_->emit(event_id::reconnect, attempt, delay);
}

void driver::on_reconnect_success(std::uint32_t attempt) { emitter_->emit(event_id::reconnect_success, attempt); }

void driver::on_reconnect_failed(std::uint32_t attempt) { emitter_->emit(event_id::reconnect_failed, attempt); }

void driver::on_heartbeat() { emitter_->emit(event_id::heartbeat); }

void driver::on_heartbeat_timeout() { emitter_->emit(event_id::heartbeat_timeout); }

}  // namespace vafast::client_detail
