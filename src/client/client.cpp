#include "client/driver.hpp"
#include "client/encryption.hpp"
#include "client/options.hpp"

#include <vafast/client.hpp>

#include <utility>

namespace vafast {

client_base::client_base(std::string_view url, client_options&& options, detail::message_decoder decode)
    : keys_(client_detail::take_keys(options.encryption)),
      runtime_(options.runtime ? std::move(options.runtime) : runtime::shared()),
      driver_(std::make_shared<client_detail::driver>(url, std::move(options), decode, runtime_->state())) {}

client_base::client_base(std::string_view url, detail::message_decoder decode)
    : client_base(url, client_options{}, decode) {}

websocket_client<>::websocket_client(std::string_view url) : client_base(url, nullptr) {}

websocket_client<>::websocket_client(std::string_view url, client_options&& options)
    : client_base(url, std::move(options)) {}

websocket_client<>::websocket_client(std::string_view url, const client_options& options)
    : client_base(url, client_options(options)) {}

client_base::~client_base() { let_go(); }

client_base::client_base(client_base&&) noexcept = default;

client_base& client_base::operator=(client_base&& other) noexcept {
    if (this != &other) {
        let_go();
        driver_ = std::move(other.driver_);
        runtime_ = std::move(other.runtime_);
        keys_ = std::move(other.keys_);
    }
    return *this;
}

void client_base::let_go() noexcept {
    if (const auto driver = std::exchange(driver_, nullptr)) driver->abandon();
}

future<> client_base::connect() { return driver_->connect(); }

future<> client_base::close(std::uint16_t code, std::string_view reason) { return driver_->close(code, reason); }

future<> client_base::force_close() { return driver_->force_close(); }

future<> client_base::reconnect() { return driver_->reconnect(); }

bool client_base::is_connected() const noexcept { return driver_->state() == ready_state::open; }

connection_info client_base::get_connection_info() const { return driver_->info(); }

json client_base::get_debug_info() const { return driver_->debug_info(); }

std::size_t client_base::buffered_bytes() const noexcept { return driver_->buffered_bytes(); }

send_status client_base::send_text(std::string_view text, detail::departure when) {
    return driver_->send_text(text, when);
}

send_status client_base::send_json(const json& value, detail::departure when) {
    return driver_->send_json(value, when);
}

send_status client_base::send_binary(std::span<const std::byte> data, detail::departure when) {
    return driver_->send(websocket::opcode::binary, data, when);
}

send_status client_base::send_value(const void* value, const detail::description& type, detail::departure when) {
    validation_error why;
    const std::string_view text = detail::encode_value(value, type, &why);
    if (text.data() != nullptr) return driver_->send_text(text, when);
    driver_->tell_invalid(std::move(why));
    return send_status::invalid;
}

void client_base::flush_message_queue() { driver_->flush_message_queue(); }

client_stats client_base::get_stats() const { return driver_->stats(); }

message_queue_status client_base::get_message_queue_status() const { return driver_->queue_status(); }

bool client_base::is_authenticated() const noexcept { return driver_->is_authenticated(); }

void client_base::set_authenticated(bool authenticated) noexcept { driver_->set_authenticated(authenticated); }

future<receipt> client_base::join_room(std::string_view room) {
    return driver_->join_room(client_detail::checked_room(room));
}

future<receipt> client_base::leave_room(std::string_view room) {
    return driver_->leave_room(client_detail::checked_room(room));
}

std::vector<std::string> client_base::get_current_rooms() const { return driver_->current_rooms(); }

future<room_history> client_base::history(std::string_view room, history_range range) {
    return driver_->history({.room = client_detail::checked_room(room), .after = range.after, .limit = range.limit});
}

future<std::vector<std::string>> client_base::presence(std::string_view room) {
    return driver_->presence({.room = client_detail::checked_room(room)});
}

future<receipt> client_base::publish_to_all(detail::room_data data) {
    return driver_->publish({.all = true}, std::move(data));
}

future<receipt> client_base::publish_to_room(std::string_view room, detail::room_data data) {
    return driver_->publish({.rooms = {client_detail::checked_room(room)}}, std::move(data));
}

future<receipt> client_base::publish_to_rooms(std::vector<std::string> rooms, detail::room_data data) {
    client_detail::check_rooms(rooms);
    return driver_->publish({.rooms = std::move(rooms)}, std::move(data));
}

future<receipt> client_base::publish_to_user(std::string_view user, detail::room_data data) {
    return driver_->publish({.user = client_detail::checked_user(user)}, std::move(data));
}

subscription client_base::add_handler(event_id id, detail::handler handler, bool once) {
    subscription added = driver_->events().add(id, std::move(handler), once);
    driver_->handler_added(id);
    return added;
}

void client_base::remove_handlers(event_id id) {
    driver_->events().remove_all(id);
    if (id == event_id::decoded_message) driver_->events().remove_all(event_id::raw_message);
    if (id == event_id::room_message) driver_->events().remove_all(event_id::raw_room_message);
}

future<receipt> websocket_client<>::broadcast(const json& value) {
    return publish_to_all(detail::make_room_data(value));
}

future<receipt> websocket_client<>::broadcast_to_room(std::string_view room, const json& value) {
    return publish_to_room(room, detail::make_room_data(value));
}

future<receipt> websocket_client<>::broadcast_to_rooms(std::vector<std::string> rooms, const json& value) {
    return publish_to_rooms(std::move(rooms), detail::make_room_data(value));
}

future<receipt> websocket_client<>::broadcast_to_user(std::string_view user, const json& value) {
    return publish_to_user(user, detail::make_room_data(value));
}

}  // namespace vafast
