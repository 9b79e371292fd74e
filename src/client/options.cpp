#include "client/options.hpp"

#include "protocol/room_name.hpp"
#include "websocket/handshake.hpp"
#include "websocket/utf8.hpp"

#include <vafast/error.hpp>

#include <cmath>
#include <string>
#include <utility>

namespace vafast::client_detail {
namespace {

using namespace std::chrono_literals;

constexpr auto longest = std::chrono::milliseconds(720h);

[[noreturn]] void refuse(const std::string& sentence) { throw error(error_kind::invalid_argument, sentence); }

void check_duration(const char* name, std::chrono::milliseconds value, std::chrono::milliseconds least) {
    if (value < least || value > longest)
        refuse(std::string("The option ") + name + " is " + std::to_string(value.count()) +
               " ms; it has to be between " + std::to_string(least.count()) + " ms and 30 days.");
}

template <class Number>
void check_range(const char* name, Number value, Number least, Number most) {
    if (value < least || value > most)
        refuse(std::string("The option ") + name + " is " + std::to_string(value) + "; it has to be between " +
               std::to_string(least) + " and " + std::to_string(most) + ".");
}

void check_size(const char* name, std::size_t value, std::size_t least) {
    if (value < least)
        refuse(std::string("The option ") + name + " is " + std::to_string(value) + " bytes; it has to be at least " +
               std::to_string(least) + ".");
}

}  // namespace

client_options checked(client_options options) {
    check_duration("reconnect_delay", options.reconnect_delay, 0ms);
    check_duration("max_reconnect_delay", options.max_reconnect_delay, 0ms);
    if (options.max_reconnect_delay < options.reconnect_delay)
        refuse("The option max_reconnect_delay is shorter than reconnect_delay.");
    if (!std::isfinite(options.reconnect_multiplier)) refuse("The option reconnect_multiplier is not a finite number.");
    check_range("reconnect_multiplier", options.reconnect_multiplier, 1.0, 100.0);
    check_duration("stable_after", options.stable_after, 0ms);
    check_duration("connection_timeout", options.connection_timeout, 1ms);
    check_duration("heartbeat_interval", options.heartbeat_interval, 0ms);
    check_duration("heartbeat_timeout", options.heartbeat_timeout, 1ms);
    check_duration("close_timeout", options.close_timeout, 1ms);
    websocket::check_request(options.headers, options.protocols);
    check_range("compression.level", options.compression.level, 1, 9);
    check_range("compression.client_max_window_bits", options.compression.client_max_window_bits, 9, 15);
    check_range("compression.server_max_window_bits", options.compression.server_max_window_bits, 9, 15);
    check_range<std::size_t>("hub.max_unanswered", options.hub.max_unanswered, 1, unlimited);
    check_range<std::size_t>("message_queue.max_size", options.message_queue.max_size, 1, unlimited);
    check_size("message_queue.max_bytes", options.message_queue.max_bytes, 1);
    check_duration("message_queue.flush_interval", options.message_queue.flush_interval, 0ms);
    check_duration("performance_interval", options.performance_interval, 0ms);
    check_size("limits.message", options.limits.message, 1);
    check_size("limits.frame", options.limits.frame, 125);
    check_size("limits.send_buffer", options.limits.send_buffer, 1);
    check_size("limits.handshake", options.limits.handshake, 512);
    check_size("debug.trace_limit", options.debug.trace_limit, 1'024);
    return options;
}

void check_close(std::uint16_t code, std::string_view reason) {
    if (!websocket::is_valid_close_code(code))
        refuse("The close code " + std::to_string(code) +
               " cannot be sent; use 1000 to 1003, 1007 to 1014, or 3000 to 4999.");
    if (reason.size() > 123)
        refuse("The close reason has " + std::to_string(reason.size()) + " bytes; a close frame holds 123.");
    if (!websocket::is_valid_utf8(base::as_bytes(reason))) refuse("The close reason is not UTF-8.");
}

std::string checked_room(std::string_view room) {
    if (!protocol::is_room_name(room) || !websocket::is_valid_utf8(base::as_bytes(room)))
        refuse("\"" + std::string(room) +
               "\" is not the name of a room: that is 1 to 255 bytes of UTF-8 without control characters, and begins "
               "with neither * nor @.");
    return std::string(room);
}

void check_rooms(const std::vector<std::string>& rooms) {
    if (rooms.empty()) refuse("A broadcast to rooms needs at least one.");
    for (const std::string& each : rooms) static_cast<void>(checked_room(each));
}

std::string checked_user(std::string_view user) {
    if (user.empty() || !websocket::is_valid_utf8(base::as_bytes(user)))
        refuse("A user's name is not empty, and UTF-8.");
    return std::string(user);
}

}  // namespace vafast::client_detail
