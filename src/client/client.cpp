#include "client/driver.hpp"

#include <vafast/client.hpp>

#include <utility>

namespace vafast {

client_base::client_base(std::string_view url, client_options options)
    : runtime_(options.runtime ? std::move(options.runtime) : runtime::shared()),
      driver_(std::make_shared<client_detail::driver>(url, std::move(options), runtime_->state())) {}

client_base::~client_base() { let_go(); }

client_base::client_base(client_base&&) noexcept = default;

client_base& client_base::operator=(client_base&& other) noexcept {
    if (this != &other) {
        let_go();
        driver_ = std::move(other.driver_);
        runtime_ = std::move(other.runtime_);
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

std::size_t client_base::buffered_bytes() const noexcept { return driver_->buffered_bytes(); }

send_status client_base::send_text(std::string_view text) {
    return driver_->send(websocket::opcode::text, base::as_bytes(text));
}

send_status client_base::send_binary(std::span<const std::byte> data) {
    return driver_->send(websocket::opcode::binary, data);
}

subscription client_base::add_handler(event_id id, detail::handler handler, bool once) {
    return driver_->events().add(id, std::move(handler), once);
}

void client_base::remove_handlers(event_id id) {
    driver_->events().remove_all(id);
    if (id == event_id::decoded_message) driver_->events().remove_all(event_id::raw_message);
}

}  // namespace vafast
