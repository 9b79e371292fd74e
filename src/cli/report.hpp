// Says what happens to a connection: messages on standard output and the rest on standard error, or, as JSON, one
// object a line for everything on standard output. Called by the client's handlers, one at a time.
#pragma once

#include "cli/lines.hpp"

#include <vafast/event.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast {
class json;
}

namespace vafast::cli {

class report {
 public:
    struct style {
        bool json = false;
        bool messages = true;  // false where they are only echoed
        binary_form binary = binary_form::hex;
    };

    explicit report(style how);

    void opened(const connection_info& info);
    void message(const message_event& event);
    // Where it is final, the command's last words say why.
    void closed(const close_event& event);
    void failed(const error& error);
    void reconnecting(std::uint32_t attempt, std::chrono::milliseconds delay);
    void reconnected(std::uint32_t attempt);
    void gave_up(std::uint32_t attempt);
    void room_joined(const std::string& room);
    void room_left(const std::string& room, const std::string& reason);
    void room_message(const std::string& room, const message_event& event);
    void presence(const std::string& room, const std::string& user, presence_change change);
    void recovered(const std::string& room, const recovery& outcome);
    void present(const std::string& room, const std::vector<std::string>& users);
    void history(const std::string& room, const room_history& past);
    // What the hub did not do.
    void refused(const error& error);
    void debug(const debug_event& event);
    void heartbeat();
    void heartbeat_timed_out();

    // False once standard output cannot be written any more.
    bool can_write() const noexcept { return can_write_; }

 private:
    void write(std::string& line);
    void write(vafast::json&& event);
    void write_room_line(const std::string& room, std::string_view from, std::string_view data);

    style style_;
    bool on_terminal_;
    bool can_write_ = true;
    std::string last_failure_;  // until it is told
};

}  // namespace vafast::cli
