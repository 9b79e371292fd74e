#include "client/policy/session.hpp"

#include "base/base64.hpp"
#include "client/policy/finality.hpp"
#include "protocol/frame.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace vafast::client_detail {
namespace {

constexpr std::string_view schemes = "ws wss http https";
constexpr std::size_t delivered_at_once = std::size_t{32} << 10;  // bytes of messages

std::string milliseconds_text(milliseconds duration) { return std::to_string(duration.count()) + " ms"; }

websocket::deflate_options to_deflate(const compression_options& options) {
    return {.level = options.level,
            .min_size = options.min_size,
            .client_no_context_takeover = options.client_no_context_takeover,
            .server_no_context_takeover = options.server_no_context_takeover,
            .client_max_window_bits = options.client_max_window_bits,
            .server_max_window_bits = options.server_max_window_bits};
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool same_name(std::string_view a, std::string_view lower_case) {
    return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(),
                      [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y; });
}

bool has_header(const header_list& headers, std::string_view lower_case) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return same_name(header.first, lower_case); });
}

// Headers that mean something to one origin and are nobody else's business.
void remove_credentials(header_list& headers) {
    std::erase_if(headers, [](const auto& header) {
        return same_name(header.first, "authorization") || same_name(header.first, "proxy-authorization") ||
               same_name(header.first, "cookie");
    });
}

// Visible ASCII: what RFC 6750 has for tokens, and more (section 2.1).
bool is_header_safe(std::string_view token) {
    return std::all_of(token.begin(), token.end(), [](char each) { return each > ' ' && each < 0x7f; });
}

std::vector<std::string> offered_protocols(const client_options& options) {
    std::vector<std::string> result = options.protocols;
    if (options.hub.enabled && std::find(result.begin(), result.end(), protocol::subprotocol) == result.end())
        result.emplace_back(protocol::subprotocol);
    return result;
}

// A close frame holds 123 bytes of reason (RFC 6455 section 5.5), whole characters only.
std::string_view fit_reason(std::string_view reason) {
    if (reason.size() <= 123) return reason;
    std::size_t size = 123;
    while (size > 0 && (static_cast<unsigned char>(reason[size]) & 0xc0) == 0x80) --size;
    return reason.substr(0, size);
}

}  // namespace

session::session(std::shared_ptr<const base::url> url, const client_options& options, base::random& random,
                 session_host& host)
    : url_(std::move(url)),
      options_(options),
      random_(random),
      host_(host),
      backoff_(options),
      heartbeat_(options.heartbeat_interval, options.heartbeat_timeout) {}

// Commands

void session::connect(time_point now) {
    if (phase_ == phase::idle) {
        backoff_.reset();
        is_reconnecting_ = false;
        start_attempt(now);
    } else if (phase_ == phase::closing && (next_ == next_step::stop || !options_.auto_reconnect)) {
        next_ = next_step::reconnect;
    }
}

void session::close(std::uint16_t code, std::string_view reason, time_point now) {
    switch (phase_) {
        case phase::idle: break;
        case phase::waiting:
        case phase::asking_token:
        case phase::connecting:
        case phase::handshaking: cancel_attempt(); break;
        case phase::open: begin_closing(code, reason, now); [[fallthrough]];
        case phase::closing: next_ = next_step::stop; break;
    }
}

void session::force_close(time_point now) {
    if (phase_ != phase::open && phase_ != phase::closing) return close(close_code::normal, {}, now);
    next_ = next_step::stop;
    if (!ending_.was_clean) ending_ = {.code = close_code::abnormal, .reason = "force_close() dropped the connection."};
    if (phase_ == phase::open) host_.on_closing();
    end_connection(now);
}

void session::reconnect(time_point now) {
    switch (phase_) {
        case phase::idle: connect(now); break;
        case phase::waiting: start_attempt(now); break;
        case phase::asking_token:
        case phase::connecting:
        case phase::handshaking: break;
        case phase::open: begin_closing(close_code::normal, "reconnecting", now); [[fallthrough]];
        case phase::closing: next_ = next_step::reconnect; break;
    }
}

// Attempts

void session::start_attempt(time_point now) {
    attempt_ = std::make_unique<attempt>();
    attempt_->target = *url_;
    attempt_->headers = options_.headers;
    next_ = next_step::by_policy;
    ending_ = {};
    deadline_ = now + options_.connection_timeout;
    away_.reset();
    if (!options_.auth.get_token) return begin_transport();
    phase_ = phase::asking_token;
    host_.ask_token();
}

void session::token_ready(const tl::expected<std::string, error>& token, time_point now) {
    if (phase_ != phase::asking_token) return;
    if (!token) return fail_attempt(token.error(), now);
    if (!is_header_safe(*token))
        return fail_attempt(
            error(error_kind::handler, "The token that get_token gave holds characters that no header may carry.")
                .final(),
            now);
    attempt_->token = *token;
    if (options_.auth.auto_auth && !token->empty()) {
        std::erase_if(attempt_->headers, [](const auto& header) { return same_name(header.first, "authorization"); });
        attempt_->headers.emplace_back("Authorization", "Bearer " + *token);
    }
    begin_transport();
}

void session::begin_transport() {
    phase_ = phase::connecting;
    host_.open_transport(attempt_->target);
}

void session::transport_ready(time_point now) {
    if (phase_ != phase::connecting) return;
    const base::url& target = attempt_->target;
    header_list headers = attempt_->headers;
    if (!target.user.empty() && !has_header(headers, "authorization"))
        headers.emplace_back("Authorization",
                             "Basic " + base::encode_base64(base::as_bytes(target.user + ':' + target.password)));
    websocket::client_handshake_options handshake{
        .host = target.authority(),
        .target = target.target,
        .headers = std::move(headers),
        .protocols = offered_protocols(options_),
        .compression = std::nullopt,
        .max_size = options_.limits.handshake,
    };
    if (options_.compression.enabled) handshake.compression = to_deflate(options_.compression);
    attempt_->handshake.emplace(std::move(handshake), random_);
    attempt_->output.append(base::as_bytes(attempt_->handshake->request()));
    attempt_->asked_at = now;
    phase_ = phase::handshaking;
}

void session::transport_failed(const error& error, time_point now) {
    if (phase_ == phase::connecting) fail_attempt(error, now);
}

void session::read_handshake(base::mutable_bytes& input, time_point now) {
    const tl::expected<bool, error> complete = attempt_->handshake->receive(input);
    if (!complete) return follow_redirect(complete.error(), now);
    if (*complete) become_open(now);
}

void session::follow_redirect(const error& refusal, time_point now) {
    const std::string location(attempt_->handshake->location());
    if (!is_redirect(refusal.http_status()) || location.empty() || options_.max_redirects == 0)
        return fail_attempt(refusal, now);
    if (attempt_->redirects == options_.max_redirects)
        return fail_attempt(
            error(error_kind::handshake,
                  "The server redirected more often than max_redirects allows; the last redirect was to " +
                      base::quote_url(location) + ".")
                .final(),
            now);

    base::url next;
    try {
        next = base::resolve_url(attempt_->target, location, schemes);
    } catch (const error& malformed) {
        return fail_attempt(
            error(error_kind::handshake,
                  std::string("The server redirected to a URL that cannot be used. ") + malformed.what())
                .final(),
            now);
    }
    if (next.scheme == "http") next.scheme = "ws";
    if (next.scheme == "https") next.scheme = "wss";
    if (attempt_->target.scheme == "wss" && next.scheme == "ws")
        return fail_attempt(error(error_kind::handshake, "The server redirected from wss to ws (" + next.display() +
                                                             "), which would give up TLS.")
                                .final(),
                            now);

    if (!next.same_origin(attempt_->target)) remove_credentials(attempt_->headers);
    attempt_->target = std::move(next);
    ++attempt_->redirects;
    attempt_->handshake.reset();
    attempt_->output.clear();
    host_.drop_transport();
    begin_transport();
}

void session::become_open(time_point now) {
    const std::unique_ptr<attempt> done = std::move(attempt_);
    const websocket::client_handshake& answered = *done->handshake;
    opening how{.protocol = answered.protocol(), .compression = answered.compression()};
    if (how.protocol == protocol::subprotocol && !has_header(answered.headers(), "vafast-hub")) how.protocol.clear();
    if (done->target.same_origin(*url_)) how.token = std::move(done->token);
    connection_.emplace(
        websocket::role::client,
        websocket::receive_limits{.max_frame = options_.limits.frame, .max_message = options_.limits.message},
        how.compression, random_);
    phase_ = phase::open;
    deadline_ = now + options_.stable_after;
    heartbeat_.start(now);
    round_trip_ = now - done->asked_at;
    host_.on_open(how);
    if (std::exchange(is_reconnecting_, false)) host_.on_reconnect_success(backoff_.attempts());
    host_.on_attempt_done(std::nullopt);
}

void session::fail_attempt(const error& error, time_point now) {
    host_.drop_transport();
    attempt_.reset();
    const bool retry = options_.auto_reconnect && error.retryable() && !backoff_.is_exhausted();
    phase_ = retry ? phase::waiting : phase::idle;
    deadline_ = never;
    host_.on_error(error);
    host_.on_attempt_done(error);
    if (retry) return wait_for_next(error.retry_after(), now);
    if (is_reconnecting_) host_.on_reconnect_failed(backoff_.attempts());
    host_.on_close({.code = close_code::abnormal, .reason = error.what()});
}

void session::cancel_attempt() {
    host_.drop_transport();
    attempt_.reset();
    phase_ = phase::idle;
    deadline_ = never;
    host_.on_attempt_done(error(error_kind::cancelled, "The client was closed before the connection was open."));
    host_.on_close({.code = close_code::abnormal, .reason = "The client was closed before the connection was open."});
}

void session::wait_for_next(std::optional<std::chrono::seconds> retry_after, time_point now) {
    milliseconds delay = backoff_.next(retry_after, random_);
    if (const auto away = std::exchange(away_, std::nullopt))
        delay = away->first + milliseconds(static_cast<milliseconds::rep>(
                                  random_.draw_unit() * static_cast<double>((away->second - away->first).count() + 1)));
    phase_ = phase::waiting;
    is_reconnecting_ = true;
    deadline_ = now + delay;
    host_.on_reconnect(backoff_.attempts(), delay);
}

// The open connection

bool session::received(base::mutable_bytes& input, time_point now) {
    heartbeat_.received();
    if (phase_ == phase::handshaking) read_handshake(input, now);
    return (phase_ == phase::open || phase_ == phase::closing) && read_frames(input, now);
}

bool session::read_frames(base::mutable_bytes& input, time_point now) {
    using kind = websocket::event::kind;
    std::size_t delivered = 0;
    for (;;) {
        const websocket::event event = connection_->next(input);
        switch (event.what) {
            case kind::need_more: finish_when_closed(); return false;
            case kind::message:
                host_.on_message(event.op, event.payload);
                delivered += event.payload.size();
                if (delivered >= delivered_at_once && !input.empty()) return true;
                break;
            case kind::ping: break;
            case kind::pong: round_trip_ = heartbeat_.ponged(now).value_or(round_trip_); break;
            case kind::close:
                ending_ = {.code = event.code, .reason = std::string(event.reason), .was_clean = true};
                if (phase_ == phase::open) begin_closing(event.code, {}, now);
                break;
            case kind::failure: {
                const std::string reason(event.reason);
                ending_ = {.code = event.code, .reason = reason};
                host_.on_error(error(error_kind::protocol, reason).final());
                if (phase_ == phase::open) begin_closing(event.code, fit_reason(reason), now);
                break;
            }
        }
    }
}

void session::begin_closing(std::uint16_t code, std::string_view reason, time_point now) {
    phase_ = phase::closing;
    deadline_ = now + options_.close_timeout;
    heartbeat_.stop();
    base::byte_buffer pending = host_.on_closing();
    // Who said goodbye reads no more. The message queue keeps what was not written yet: it goes out on the next
    // connection.
    const bool is_over = connection_->current_state() != websocket::connection::state::open;
    if (is_over && options_.message_queue.enabled)
        connection_->forget_waiting();
    else
        connection_->send(pending);
    connection_->close(code, reason);
}

// The server closes TCP first (RFC 6455 section 7.1.1), unless it broke the rules: then it may never.
void session::finish_when_closed() {
    if (phase_ != phase::closing || connection_->current_state() != websocket::connection::state::closed) return;
    if (!ending_.was_clean && connection_->output().empty()) host_.finish_transport();
}

void session::transport_ended(const std::optional<error>& failure, time_point now) {
    const bool is_final = failure && !failure->retryable();
    if (phase_ == phase::handshaking && is_final) return fail_attempt(*failure, now);
    if (phase_ == phase::open && is_final) {
        next_ = next_step::stop;
        return lose(*failure, now);
    }
    if (phase_ == phase::handshaking)
        return fail_attempt(
            error(error_kind::handshake, "The server ended the connection before it answered the handshake" +
                                             (failure ? std::string(": ") + failure->what() : std::string("."))),
            now);
    if (phase_ == phase::open)
        return lose(
            error(error_kind::connection_lost, failure ? std::string("The connection was lost: ") + failure->what()
                                                       : "The server ended the connection without a close frame."),
            now);
    if (phase_ == phase::closing) end_connection(now);
}

void session::lose(const error& error, time_point now) {
    phase_ = phase::closing;
    host_.drop_transport();
    host_.on_closing();
    host_.on_error(error);
    ending_ = {.code = close_code::abnormal, .reason = error.what()};
    end_connection(now);
}

void session::give_up(const error& why, std::uint16_t code, time_point now) {
    if (phase_ != phase::open) return;
    if (!why.retryable()) next_ = next_step::stop;
    host_.on_error(why);
    begin_closing(code, fit_reason(why.what()), now);
}

void session::end_connection(time_point now) {
    host_.drop_transport();
    connection_.reset();
    heartbeat_.stop();
    deadline_ = never;

    const bool may_retry = next_ == next_step::by_policy && options_.auto_reconnect && !is_final_close(ending_.code);
    const bool exhausted = may_retry && backoff_.is_exhausted();
    ending_.will_reconnect = next_ == next_step::reconnect || (may_retry && !exhausted);
    phase_ = ending_.will_reconnect ? phase::waiting : phase::idle;
    if (exhausted) host_.on_reconnect_failed(backoff_.attempts());
    if (!ending_.will_reconnect)
        host_.on_attempt_done(error(error_kind::connection_lost, "The connection was closed: " + ending_.reason));
    host_.on_close(std::exchange(ending_, {}));

    if (phase_ == phase::idle) return;
    if (next_ == next_step::by_policy) return wait_for_next(std::nullopt, now);
    backoff_.count();
    is_reconnecting_ = true;
    deadline_ = now;
    host_.on_reconnect(backoff_.attempts(), milliseconds(0));
}

void session::send(base::byte_buffer& frames) {
    if (connection_) {
        connection_->send(frames);
    } else {
        frames.clear();
    }
}

base::bytes session::output() noexcept {
    if (connection_) return connection_->output();
    return attempt_ ? attempt_->output.data() : base::mutable_bytes();
}

void session::wrote(std::size_t count, time_point now) {
    if (!connection_) return attempt_->output.consume(count);
    connection_->wrote(count);
    heartbeat_.wrote(count, now);
    finish_when_closed();
}

std::size_t session::queued() const noexcept {
    if (connection_) return connection_->queued();
    return attempt_ ? attempt_->output.size() : 0;
}

bool session::wants_pause() const noexcept { return connection_ && connection_->wants_pause(); }

// Time

time_point session::deadline() const noexcept { return std::min(deadline_, heartbeat_.deadline()); }

void session::tick(time_point now) {
    if (now >= deadline_) {
        switch (phase_) {
            case phase::idle: break;
            case phase::waiting: return start_attempt(now);
            case phase::asking_token:
                return fail_attempt(
                    error(error_kind::timeout,
                          "get_token gave none within " + milliseconds_text(options_.connection_timeout) + "."),
                    now);
            case phase::connecting:
                return fail_attempt(
                    error(error_kind::timeout, "No connection to " + attempt_->target.authority() + " within " +
                                                   milliseconds_text(options_.connection_timeout) + "."),
                    now);
            case phase::handshaking:
                return fail_attempt(
                    error(error_kind::timeout, "The server did not answer the handshake within " +
                                                   milliseconds_text(options_.connection_timeout) + "."),
                    now);
            case phase::open:
                backoff_.reset();
                deadline_ = never;
                break;
            case phase::closing: return end_connection(now);
        }
    }
    if (phase_ == phase::open) beat(now);
}

void session::beat(time_point now) {
    switch (heartbeat_.tick(now, connection_->queued())) {
        case heartbeat::action::none: return;
        case heartbeat::action::send_ping: connection_->ping({}); return host_.on_heartbeat();
        case heartbeat::action::timed_out:
            host_.on_heartbeat_timeout();
            return lose(
                error(error_kind::timeout, "Nothing came from the server within " +
                                               milliseconds_text(options_.heartbeat_timeout) + " after a ping."),
                now);
    }
}

ready_state session::current_state() const noexcept {
    switch (phase_) {
        case phase::idle: return ready_state::closed;
        case phase::open: return ready_state::open;
        case phase::closing: return ready_state::closing;
        default: return ready_state::connecting;
    }
}

}  // namespace vafast::client_detail
