#include "hub/hub_server_options.hpp"

#include <vafast/error.hpp>

#include <algorithm>
#include <string>
#include <thread>

namespace vafast::hub_detail {
namespace {

void require(bool holds, const char* option, const char* what) {
    if (!holds) throw error(error_kind::invalid_argument, std::string("The option ") + option + ' ' + what + '.');
}

}  // namespace

hub_server_options checked(hub_server_options given) {
    require(!given.listen.empty(), "listen", "needs an address");
    require(!given.paths.empty(), "paths", "needs a path");
    for (const std::string& path : given.paths) {
        require(path.starts_with('/'), "paths", "has only what begins with a slash");
        require(given.metrics_path != path, "metrics_path", "is not that of a WebSocket");
    }
    require(given.metrics_path.empty() || given.metrics_path.starts_with('/'), "metrics_path", "begins with a slash");
    require(given.threads <= 1'024, "threads", "is at most 1024");
    require(given.history.age.count() >= 0, "history.age", "is not negative");
    require(given.history.rooms > 0, "history.rooms", "is at least 1");
    const hub_limit_options& limits = given.limits;
    require(limits.connections > 0, "limits.connections", "is at least 1");
    require(limits.requests_per_second > 0, "limits.requests_per_second", "is more than 0");
    require(limits.publishes_per_second > 0, "limits.publishes_per_second", "is more than 0");
    require(limits.request_burst > 0, "limits.request_burst", "is at least 1");
    require(limits.publish_burst > 0, "limits.publish_burst", "is at least 1");
    require(limits.waiting >= 16'384, "limits.waiting", "is at least 16 KiB");
    require(limits.publication <= limits.message, "limits.publication", "is no more than limits.message");
    require(given.heartbeat_interval.count() >= 0, "heartbeat_interval", "is not negative");
    require(given.heartbeat_timeout.count() > 0, "heartbeat_timeout", "is more than 0");
    require(given.handshake_timeout.count() > 0, "handshake_timeout", "is more than 0");
    require(given.close_timeout.count() > 0, "close_timeout", "is more than 0");
    require(given.stop_timeout.count() >= 0, "stop_timeout", "is not negative");
    require(given.reconnects_per_second > 0, "reconnects_per_second", "is more than 0");
    return given;
}

server_options server_of(const hub_server_options& given) {
    server_options result{.listen = given.listen,
                          .certificate = given.certificate,
                          .private_key = given.private_key,
                          .protocols = given.protocols,
                          .limits = {given.limits.message, given.limits.message},
                          .max_connections = given.limits.connections,
                          // Requests wait before what rooms say is too much.
                          .send_buffer = given.limits.waiting / 2,
                          .handshake_timeout = given.handshake_timeout,
                          .heartbeat_interval = given.heartbeat_interval,
                          .heartbeat_timeout = given.heartbeat_timeout,
                          .close_timeout = given.close_timeout,
                          .stop_timeout = given.stop_timeout};
    result.threads = given.threads != 0 ? given.threads : std::max(std::thread::hardware_concurrency(), 1U);
    if (given.compression) result.compression.emplace();
    return result;
}

memory_limits memory_of(const hub_server_options& given) {
    const hub_history_options& kept = given.history;
    return {.room = {.stored = {kept.messages, kept.bytes, kept.age}, .keys = {.age = kept.age}},
            .total_bytes = kept.total_bytes,
            .rooms = kept.rooms};
}

admission_limits admission_of(const hub_server_options& given) {
    const hub_limit_options& limits = given.limits;
    return {limits.connections_per_user,
            limits.connections_per_address,
            {limits.publishes_per_second, static_cast<double>(limits.publish_burst)}};
}

conversation_limits conversation_of(const hub_server_options& given) {
    const hub_limit_options& limits = given.limits;
    return {limits.rooms_per_connection,
            {limits.requests_per_second, static_cast<double>(limits.request_burst)},
            limits.publication,
            limits.waiting,
            given.handshake_timeout};
}

}  // namespace vafast::hub_detail
