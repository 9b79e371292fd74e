#include "client/simulated.hpp"

#include "client/options.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace vafast::client_detail {

void seeded_random::fill(base::mutable_bytes out) {
    while (!out.empty()) {  // splitmix64
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        mixed ^= mixed >> 31;
        const std::size_t size = std::min(out.size(), sizeof mixed);
        std::memcpy(out.data(), &mixed, size);
        out = out.subspan(size);
    }
}

simulated_network::simulated_network(client_options options, std::string_view url, std::uint64_t seed)
    : options_(checked(std::move(options))),
      random_(seed),
      session_(std::make_shared<base::url>(base::parse_url(url, "ws wss")), options_, random_, *this) {}

void simulated_network::advance(time_point::duration duration) {
    const time_point end = now_ + duration;
    while (session_.deadline() <= end) {
        now_ = std::max(now_, session_.deadline());
        session_.tick(now_);
        deliver();
    }
    now_ = end;
}

void simulated_network::advance_to_attempt() {
    while (!attempting_ && session_.deadline() != never) advance(session_.deadline() - now_);
}

void simulated_network::accept_tcp() {
    attempting_ = false;
    connected_ = true;
    server_handshake_.emplace();
    session_.transport_ready(now_);
    deliver();
}

void simulated_network::refuse_tcp(const error& failure) {
    attempting_ = false;
    session_.transport_failed(failure, now_);
}

void simulated_network::accept_handshake(std::string_view protocol) {
    const std::string answer = server_handshake_->accept(protocol, std::nullopt, {{"Vafast-Hub", "v1"}});
    server_.emplace(websocket::role::server, websocket::receive_limits{}, std::nullopt, random_);
    writer_.emplace(websocket::role::server, random_);
    receive(base::as_bytes(answer));
}

void simulated_network::answer(std::string_view http) { receive(base::as_bytes(http)); }

void simulated_network::server_sends(std::string_view text) {
    base::byte_buffer frames;
    writer_->message(websocket::opcode::text, base::as_bytes(text), frames);
    server_->send(frames);
    flush_server();
}

void simulated_network::server_sends_bytes(base::bytes raw) { receive(raw); }

void simulated_network::server_closes(std::uint16_t code, std::string_view reason) {
    server_->close(code, reason);
    flush_server();
}

void simulated_network::server_ends_stream() {
    connected_ = false;
    session_.transport_ended(std::nullopt, now_);
}

void simulated_network::connection_breaks(const error& failure) {
    connected_ = false;
    session_.transport_ended(failure, now_);
}

void simulated_network::establish() {
    accept_tcp();
    accept_handshake();
}

void simulated_network::deliver() {
    while (connected_ && !blocked_ && !session_.output().empty()) {
        const base::bytes output = session_.output();
        std::vector<std::byte> data(output.begin(), output.end());
        session_.wrote(data.size(), now_);
        if (!silent_) server_reads(data);
    }
    if (connected_ && !silent_) flush_server();
}

void simulated_network::server_reads(base::mutable_bytes data) {
    if (!server_) {
        request_.append(base::as_text(data));
        static_cast<void>(server_handshake_->receive(data));
        return;
    }
    using kind = websocket::event::kind;
    for (;;) {
        const websocket::event event = server_->next(data);
        if (event.what == kind::need_more) return;
        if (event.what == kind::message) server_saw_.push_back("message " + std::string(base::as_text(event.payload)));
        if (event.what == kind::ping) server_saw_.push_back("ping");
        if (event.what == kind::failure) server_saw_.push_back("failure " + std::string(event.reason));
        if (event.what == kind::close) {
            server_saw_.push_back("close " + std::to_string(event.code) + " " + std::string(event.reason));
            server_->close(event.code, {});
        }
    }
}

void simulated_network::flush_server() {
    while (connected_ && server_ && !server_->output().empty()) {
        const base::bytes output = server_->output();
        const std::vector<std::byte> data(output.begin(), output.end());
        server_->wrote(data.size());
        receive(data);
    }
}

void simulated_network::receive(base::bytes data) {
    if (silent_) return;
    std::vector<std::byte> copy(data.begin(), data.end());
    base::mutable_bytes input(copy);
    while (session_.received(input, now_)) deliver();
    deliver();
}

void simulated_network::send_text(std::string_view text) {
    base::byte_buffer frames;
    websocket::frame_writer(websocket::role::client, random_)
        .message(websocket::opcode::text, base::as_bytes(text), frames);
    session_.send(frames);
    deliver();
}

void simulated_network::open_transport(const base::url& target) {
    attempting_ = true;
    ++attempts_made_;
    targets_.push_back(target);
    request_.clear();
    server_.reset();
    silent_ = false;
}

void simulated_network::finish_transport() { events_.push_back("finish"); }

void simulated_network::drop_transport() { attempting_ = connected_ = false; }

void simulated_network::on_open(const opening& how) {
    token_ = how.token;
    events_.push_back(how.protocol.empty() ? "open" : "open " + how.protocol);
}

void simulated_network::on_message(websocket::opcode, base::mutable_bytes payload) {
    events_.push_back("message " + std::string(base::as_text(payload)));
}

base::byte_buffer simulated_network::on_closing() { return {}; }

void simulated_network::on_close(const close_event& event) {
    events_.push_back("close " + std::to_string(event.code) + (event.was_clean ? " clean" : "") +
                      (event.will_reconnect ? " will reconnect" : " for good"));
}

void simulated_network::on_error(const error& error) {
    events_.push_back(std::string("error ") + to_string(error.kind()) + ": " + error.what());
}

void simulated_network::on_attempt_done(const std::optional<error>& failure) {
    events_.push_back(failure ? std::string("attempt failed: ") + to_string(failure->kind()) : "attempt succeeded");
}

void simulated_network::on_reconnect(std::uint32_t attempt, milliseconds delay) {
    events_.push_back("reconnect " + std::to_string(attempt) + " in " + std::to_string(delay.count()));
}

void simulated_network::on_reconnect_success(std::uint32_t attempt) {
    events_.push_back("reconnect_success " + std::to_string(attempt));
}

void simulated_network::on_reconnect_failed(std::uint32_t attempt) {
    events_.push_back("reconnect_failed " + std::to_string(attempt));
}

void simulated_network::on_heartbeat() { events_.push_back("heartbeat"); }

void simulated_network::on_heartbeat_timeout() { events_.push_back("heartbeat_timeout"); }

}  // namespace vafast::client_detail
