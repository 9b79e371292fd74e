// The public face of a pool.
#include "client/pool.hpp"

#include <algorithm>
#include <utility>

namespace vafast {

using client_detail::driver;

pool_base::pool_base(const std::vector<std::string>& urls, pool_options options, detail::message_decoder decode)
    : runtime_(options.client.runtime ? std::exchange(options.client.runtime, nullptr) : runtime::shared()),
      pool_(std::make_shared<client_detail::pool>(urls, std::move(options), decode, runtime_->state())) {
    pool_->start();
}

pool_base::~pool_base() { let_go(); }

pool_base::pool_base(pool_base&&) noexcept = default;

pool_base& pool_base::operator=(pool_base&& other) noexcept {
    if (this != &other) {
        let_go();
        pool_ = std::move(other.pool_);
        runtime_ = std::move(other.runtime_);
    }
    return *this;
}

void pool_base::let_go() noexcept {
    if (const auto pool = std::exchange(pool_, nullptr)) pool->abandon();
}

future<> pool_base::connect() { return pool_->connect(); }

future<> pool_base::close(std::uint16_t code, std::string_view reason) { return pool_->close(code, reason); }

future<> pool_base::force_close() { return pool_->force_close(); }

std::size_t pool_base::size() const noexcept { return pool_->drivers().size(); }

std::size_t pool_base::connected() const noexcept { return pool_->count_open(); }

std::vector<connection_info> pool_base::get_connection_info() const {
    std::vector<connection_info> result;
    for (const auto& each : pool_->drivers()) result.push_back(each->info());
    return result;
}

std::size_t pool_base::buffered_bytes() const noexcept {
    std::size_t result = 0;
    for (const auto& each : pool_->drivers()) result += each->buffered_bytes();
    return result;
}

message_queue_status pool_base::get_message_queue_status() const {
    message_queue_status result;
    for (const auto& each : pool_->drivers()) {
        const message_queue_status one = each->queue_status();
        result.size += one.size;
        result.bytes += one.bytes;
        result.is_full = result.is_full || one.is_full;
        result.oldest = std::max(result.oldest, one.oldest);
    }
    return result;
}

// Sums; of what cannot be added, the longest and the slowest.
client_stats pool_base::get_stats() const {
    client_stats all;
    double message_bytes = 0;
    for (const auto& each : pool_->drivers()) {
        const client_stats one = each->stats();
        all.messages_sent += one.messages_sent;
        all.messages_received += one.messages_received;
        all.bytes_sent += one.bytes_sent;
        all.bytes_received += one.bytes_received;
        message_bytes += one.average_message_size * static_cast<double>(one.messages_sent + one.messages_received);
        all.reconnection_attempts += one.reconnection_attempts;
        all.dropped += one.dropped;
        all.recovered += one.recovered;
        all.validation_failures += one.validation_failures;
        all.uptime = std::max(all.uptime, one.uptime);
        all.round_trip_time = std::max(all.round_trip_time, one.round_trip_time);  // nothing is less than anything
        all.queue_size += one.queue_size;
        all.queue_bytes += one.queue_bytes;
        all.send_buffer_bytes += one.send_buffer_bytes;
    }
    if (const auto messages = all.messages_sent + all.messages_received; messages != 0)
        all.average_message_size = message_bytes / static_cast<double>(messages);
    return all;
}

send_status pool_base::send_text(key_pointer key, std::string_view text) {
    return pool_->send(key,
                       [&](driver& to, std::uint64_t tag) { return to.send_text(text, detail::departure::now, tag); });
}

send_status pool_base::send_json(key_pointer key, const json& value) {
    return pool_->send(key,
                       [&](driver& to, std::uint64_t tag) { return to.send_json(value, detail::departure::now, tag); });
}

send_status pool_base::send_binary(key_pointer key, std::span<const std::byte> data) {
    return pool_->send(key, [&](driver& to, std::uint64_t tag) {
        return to.send(websocket::opcode::binary, data, detail::departure::now, tag);
    });
}

// Told of the first: it is of none of them.
void pool_base::tell_invalid(validation_error why) { pool_->drivers().front()->tell_invalid(std::move(why)); }

subscription pool_base::add_handler(event_id id, detail::handler handler, bool once) {
    return pool_->add_handler(id, std::move(handler), once);
}

void pool_base::remove_handlers(event_id id) {
    pool_->remove_handlers(id);
    if (id == event_id::decoded_message) pool_->remove_handlers(event_id::raw_message);
}

}  // namespace vafast
