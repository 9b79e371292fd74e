// Says what happens to a connection: messages on standard output and the rest on standard error, or, as JSON, one
// object a line for everything on standard output. Called by the client's handlers, one at a time.
#pragma once

#include "cli/lines.hpp"

#include <vafast/event.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

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
    void heartbeat();
    void heartbeat_timed_out();

    // False once standard output cannot be written any more.
    bool can_write() const noexcept { return can_write_; }

 private:
    void write(std::string& line);
    void write(vafast::json&& event);

    style style_;
    bool on_terminal_;
    bool can_write_ = true;
    std::string last_failure_;  // until it is told
};

}  // namespace vafast::cli
