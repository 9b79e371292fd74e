#include "client/options.hpp"
#include "client/runtime_state.hpp"
#include "testing/manual_surroundings.hpp"
#include "testing/server_state.hpp"

#include <vafast/testing/clock.hpp>
#include <vafast/testing/server.hpp>

#include <algorithm>
#include <utility>

namespace vafast::testing {
namespace {

std::string_view bytes_of(corruption how) {
    static const std::string long_ping = std::string("\x89\x7e\x00\x7e", 4) + std::string(126, 'x');
    using namespace std::string_view_literals;
    switch (how) {
        case corruption::reserved_bits: return "\xb1\x02no"sv;
        case corruption::unknown_opcode: return "\x83\x02no"sv;
        case corruption::masked: return "\x81\x82\x00\x00\x00\x00no"sv;
        case corruption::not_utf8: return "\x81\x02\xc3\x28"sv;
        case corruption::no_beginning: return "\x80\x02no"sv;
        case corruption::fragmented_ping: return "\x09\x00"sv;
        case corruption::long_ping: return long_ping;
        case corruption::forbidden_close_code: return "\x88\x02\x03\xed"sv;
    }
    return {};
}

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char each) {
        return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view received_request::header(std::string_view name) const noexcept {
    const auto found =
        std::find_if(headers.begin(), headers.end(), [&](const auto& header) { return same_name(header.first, name); });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

vafast::json received_message::json() const { return vafast::json::parse(data); }

server::server(server_options options)
    : state_(std::make_shared<server_state>(std::make_shared<vafast::runtime>(), nullptr, options)) {
    state_->start();
}

server::server(clock& clock, server_options options)
    : state_(std::make_shared<server_state>(
          clock.runtime(), &static_cast<manual_surroundings&>(clock.runtime()->state()->around()), options)) {
    state_->start();
}

server::~server() { stop(); }

std::string server::url(std::string_view target) const { return state_->url(target); }

pem_source server::certificate() const { return {.file = {}, .pem = state_->certificate()}; }

void server::script(std::vector<behaviour> behaviours) { state_->script(std::move(behaviours)); }

void server::send_message(bool is_text, std::string_view data) {
    state_->tell_all([&](connection& each) { each.send(is_text, std::string(data)); });
}

void server::send_bytes(std::string_view raw) {
    state_->tell_all([&](connection& each) { each.send_bytes(std::string(raw)); });
}

void server::corrupt(corruption how) { send_bytes(bytes_of(how)); }

void server::ping() { state_->tell_all(&connection::ping); }

void server::close(std::uint16_t code, std::string_view reason) {
    client_detail::check_close(code, reason);
    state_->tell_all([&](connection& each) { each.close(code, std::string(reason)); });
}

void server::stall() { state_->tell_all(&connection::stall); }

void server::cut() { state_->tell_all(&connection::cut); }

void server::cut_in_frame() { state_->tell_all(&connection::cut_in_frame); }

void server::stop() { state_->stop(); }

void server::start() { state_->start(); }

std::size_t server::connections() const {
    return state_->notes().read([](const journal::state& noted) { return noted.open; });
}

std::vector<received_request> server::requests() const {
    return state_->notes().read([](const journal::state& noted) { return noted.requests.all(); });
}

std::vector<received_message> server::received() const {
    return state_->notes().read([](const journal::state& noted) { return noted.messages.all(); });
}

std::vector<received_close> server::closes() const {
    return state_->notes().read([](const journal::state& noted) { return noted.closes.all(); });
}

vafast::testing::tls_handshakes server::tls_handshakes() const {
    return state_->notes().read([](const journal::state& noted) { return noted.tls_handshakes; });
}

std::optional<received_request> server::wait_for_request(std::chrono::milliseconds timeout) {
    return state_->notes().next(&journal::state::requests, timeout);
}

std::optional<received_message> server::wait_for_message(std::chrono::milliseconds timeout) {
    return state_->notes().next(&journal::state::messages, timeout);
}

std::optional<received_close> server::wait_for_close(std::chrono::milliseconds timeout) {
    return state_->notes().next(&journal::state::closes, timeout);
}

bool server::wait_for_connections(std::size_t count, std::chrono::milliseconds timeout) const {
    return state_->notes().wait(timeout, [&](const journal::state& noted) { return noted.open >= count; });
}

}  // namespace vafast::testing
