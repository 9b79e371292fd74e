#include "hub/policy/rules.hpp"
#include "hub/running_hub.hpp"
#include "protocol/frame.hpp"
#include "protocol/room_name.hpp"

#include <vafast/hub.hpp>

#include <algorithm>
#include <utility>

namespace vafast {
namespace {

using hub_detail::running_hub;

void require(bool holds, std::string sentence) {
    if (!holds) throw error(error_kind::invalid_argument, std::move(sentence));
}

void require_user(std::string_view user) {
    require(hub_detail::is_user_name(user),
            '"' + std::string(user) + "\" cannot be a user: a name has 1 to 200 bytes without control characters.");
}

void require_room(std::string_view room) {
    require(protocol::is_room_name(room),
            '"' + std::string(room) +
                "\" cannot be a room: a name has 1 to 255 bytes without control characters, and begins with neither * "
                "nor @.");
}

}  // namespace

hub_base::hub_base(hub_server_options options) : running_(std::make_unique<running_hub>(std::move(options))) {}
hub_base::~hub_base() = default;
hub_base::hub_base(hub_base&&) noexcept = default;
hub_base& hub_base::operator=(hub_base&&) noexcept = default;

void hub_base::authenticate(std::function<authentication(const handshake_request&, std::string_view)> decide) {
    running_->change_rules().authenticate = std::move(decide);
}
void hub_base::authorize(std::function<permission(const identity&, hub_action, std::string_view)> decide) {
    running_->change_rules().authorize = std::move(decide);
}
void hub_base::set_open_handler(std::function<void(hub_connection&)> call) {
    running_->change_rules().opened = std::move(call);
}
void hub_base::set_message_handler(std::function<void(hub_connection&, const message_event&)> call) {
    running_->change_rules().message = std::move(call);
}
void hub_base::set_close_handler(std::function<void(hub_connection&, const hub_close_event&)> call) {
    running_->change_rules().closed = std::move(call);
}

void hub_base::set_join_handler(std::function<void(hub_connection&, const std::string&)> call) {
    running_->change_rules().joined = std::move(call);
}
void hub_base::set_leave_handler(std::function<void(hub_connection&, const std::string&)> call) {
    running_->change_rules().left = std::move(call);
}

void hub_base::start() { running_->start(); }
future<> hub_base::stop() { return running_->stop(); }
std::vector<std::string> hub_base::urls() const { return running_->urls(); }
hub_stats hub_base::stats() const { return running_->stats(); }

future<> hub_base::publish(std::string_view room, std::string data, encoded) {
    require_room(room);
    return running_->publish(std::string(room), std::move(data));
}

future<> hub_base::publish_to_user(std::string_view user, const json& data) {
    require_user(user);
    return running_->publish(protocol::user_prefix + std::string(user), data.dump());
}

future<> hub_base::publish_to_all(const json& data) {
    return running_->publish(std::string(protocol::everybody), data.dump());
}

void hub_base::notify(std::string_view room, const json& data, std::string_view except) {
    require_room(room);
    running_->notify(hub_detail::application_notice(room, except, data.dump()));
}

void hub_base::add_page(std::string path, std::string media_type, std::string content) {
    require(path.starts_with('/'), "The path \"" + path + "\" of a page does not begin with a slash.");
    running_->add_page(std::move(path), std::move(media_type), std::move(content));
}

void hub_base::remove(std::string_view user, std::string_view room, std::string_view reason) {
    require_user(user);
    require_room(room);
    running_->control(hub_detail::remove_user{std::string(user), std::string(room), std::string(reason)});
}

void hub_base::disconnect(std::string_view user, std::uint16_t code, std::string_view reason) {
    require_user(user);
    require(websocket::is_valid_close_code(code),
            "The close code " + std::to_string(code) + " must not be sent; use 1000, or one from 3000 to 4999.");
    require(reason.size() <= websocket::max_control_payload - 2, "The reason for closing has at most 123 bytes.");
    running_->control(hub_detail::disconnect_user{std::string(user), code, std::string(reason)});
}

message to_message(const message_event& event) {
    if (!event.is_text) return binary(event.bytes.begin(), event.bytes.end());
    if (json value; json::try_parse(event.text(), value)) return value;
    return std::string(event.text());
}

const char* to_string(hub_action action) noexcept {
    switch (action) {
        case hub_action::join: return "join";
        case hub_action::publish: return "publish";
        case hub_action::broadcast: return "broadcast";
        case hub_action::message_user: return "message_user";
        case hub_action::presence: return "presence";
        case hub_action::history: return "history";
    }
    return "";
}

std::string_view handshake_request::header(std::string_view name) const noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (const auto& [key, value] : headers) {
        if (std::equal(key.begin(), key.end(), name.begin(), name.end(),
                       [&](char a, char b) { return lower(a) == lower(b); }))
            return value;
    }
    return {};
}

}  // namespace vafast
