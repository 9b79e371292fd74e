#include "cli/report.hpp"

#include "cli/terminal.hpp"
#include "protocol/room_name.hpp"
#include "websocket/utf8.hpp"

#include <vafast/json.hpp>

#include <cerrno>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace vafast::cli {
namespace {

// Sentences may quote what a server sent, which can be anything; JSON takes only UTF-8.
std::string as_utf8(std::string_view text) {
    std::string result(text);
    if (!websocket::is_valid_utf8(base::as_bytes(text))) {
        for (char& each : result)
            if (static_cast<unsigned char>(each) >= 0x80) each = '?';
    }
    return result;
}

std::string describe(const close_event& event) {
    std::string result = fmt::format("closed with {}", event.code);
    if (!event.reason.empty()) result += ": " + event.reason;
    return result;
}

std::string in_words(std::chrono::milliseconds delay) {
    if (delay < std::chrono::seconds(1)) return fmt::format("{} ms", delay.count());
    return fmt::format("{:.1f} s", std::chrono::duration<double>(delay).count());
}

std::int64_t milliseconds_of(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

report::report(style how) : style_(how), on_terminal_(::isatty(STDOUT_FILENO) == 1) {}

void report::opened(const connection_info& info) {
    last_failure_.clear();
    if (style_.json) {
        return write(json::object({{"event", "open"},
                                   {"time", now_ms()},
                                   {"url", as_utf8(info.url)},
                                   {"protocol", as_utf8(info.protocol)},
                                   {"extensions", as_utf8(info.extensions)},
                                   {"local_address", info.local_address},
                                   {"remote_address", info.remote_address},
                                   {"tls_version", info.tls_version},
                                   {"tls_cipher", info.tls_cipher}}));
    }
    std::string line = "connected to " + info.url;
    for (const std::string& part : {info.protocol, info.extensions, info.tls_version})
        if (!part.empty()) line += ", " + part;
    tell(tone::good, line);
}

void report::message(const message_event& event) {
    if (style_.json) {
        json object = json::object({{"event", "message"}, {"time", milliseconds_of(event.time)}});
        if (event.is_text) {
            object["text"] = json(event.text());
            if (event.offset != 0) object["from"] = json(event.from);
        } else {
            object[style_.binary == binary_form::hex ? "hex" : "base64"] = json(encode(style_.binary, event.bytes));
        }
        return write(std::move(object));
    }
    if (!style_.messages) return;
    if (event.offset != 0) return write_room_line({}, event.from, event.text());  // to everybody, or to this user
    std::string line = event.is_text ? std::string(event.text()) : encode(style_.binary, event.bytes);
    if (on_terminal_) line = without_controls(line);
    line += '\n';
    write(line);
}

void report::closed(const close_event& event) {
    if (style_.json) {
        return write(json::object({{"event", "close"},
                                   {"time", now_ms()},
                                   {"code", event.code},
                                   {"reason", as_utf8(event.reason)},
                                   {"was_clean", event.was_clean},
                                   {"will_reconnect", event.will_reconnect}}));
    }
    if (event.was_clean) tell(event.will_reconnect ? tone::warning : tone::plain, describe(event));
}

void report::failed(const error& error) {
    last_failure_ = error.what();
    if (!style_.json) return;
    write(json::object({{"event", "error"},
                        {"time", now_ms()},
                        {"kind", to_string(error.kind())},
                        {"message", as_utf8(error.what())},
                        {"retryable", error.retryable()},
                        {"http_status", error.http_status()},
                        {"code", as_utf8(error.code())}}));
}

void report::reconnecting(std::uint32_t attempt, std::chrono::milliseconds delay) {
    if (style_.json) {
        return write(json::object(
            {{"event", "reconnect"}, {"time", now_ms()}, {"attempt", attempt}, {"delay_ms", delay.count()}}));
    }
    if (!last_failure_.empty()) tell(tone::warning, last_failure_);
    last_failure_.clear();
    tell(tone::warning, fmt::format("reconnecting in {} (attempt {})", in_words(delay), attempt));
}

void report::reconnected(std::uint32_t attempt) {
    if (style_.json)
        return write(json::object({{"event", "reconnect_success"}, {"time", now_ms()}, {"attempt", attempt}}));
    tell(tone::good, fmt::format("back after {} attempt{}", attempt, attempt == 1 ? "" : "s"));
}

void report::gave_up(std::uint32_t attempt) {
    if (style_.json)
        return write(json::object({{"event", "reconnect_failed"}, {"time", now_ms()}, {"attempt", attempt}}));
    tell(tone::bad, fmt::format("gave up after {} attempt{}", attempt, attempt == 1 ? "" : "s"));
}

void report::room_joined(const std::string& room) {
    if (style_.json) return write(json::object({{"event", "room_joined"}, {"time", now_ms()}, {"room", room}}));
    tell(tone::good, "joined " + room);
}

void report::room_left(const std::string& room, const std::string& reason) {
    if (style_.json) {
        return write(
            json::object({{"event", "room_left"}, {"time", now_ms()}, {"room", room}, {"reason", as_utf8(reason)}}));
    }
    tell(reason.empty() ? tone::plain : tone::warning, "left " + room + (reason.empty() ? "" : ": " + reason));
}

void report::room_message(const std::string& room, const message_event& event) {
    if (style_.json) {
        return write(json::object({{"event", "room_message"},
                                   {"time", milliseconds_of(event.time)},
                                   {"room", room},
                                   {"from", std::string(event.from)},
                                   {"offset", event.offset},
                                   {"data", json::parse(event.text())}}));
    }
    if (style_.messages) write_room_line(room, event.from, event.text());
}

// `[room] user: message`, or `user: message`; where a message that is text is written without its quotes.
void report::write_room_line(const std::string& room, std::string_view from, std::string_view data) {
    std::string line = room.empty() ? std::string() : "[" + room + "] ";
    if (!from.empty()) line.append(from) += ": ";
    if (json value; json::try_parse(data, value) && value.is_string())
        line += value.get<std::string_view>();
    else
        line += data;
    if (on_terminal_) line = without_controls(line);
    line += '\n';
    write(line);
}

void report::presence(const std::string& room, const std::string& user, presence_change change) {
    const std::string what = change == presence_change::joined ? "joined" : "left";
    if (style_.json) {
        return write(json::object(
            {{"event", "presence"}, {"time", now_ms()}, {"room", room}, {"user", user}, {"change", what}}));
    }
    tell(tone::plain, user + " " + what + " " + room);
}

void report::recovered(const std::string& room, const recovery& outcome) {
    if (style_.json) {
        return write(json::object({{"event", "recovered"},
                                   {"time", now_ms()},
                                   {"room", room},
                                   {"is_complete", outcome.is_complete},
                                   {"count", outcome.count}}));
    }
    if (!protocol::is_room_name(room)) return;  // of everybody, or of the user: nobody asked for these
    if (!outcome.is_complete) return tell(tone::warning, room + ": some messages are lost");
    tell(tone::good, fmt::format("{}: {} message{} recovered", room, outcome.count, outcome.count == 1 ? "" : "s"));
}

void report::present(const std::string& room, const std::vector<std::string>& users) {
    if (style_.json)
        return write(json::object({{"event", "present"}, {"time", now_ms()}, {"room", room}, {"users", json(users)}}));
    std::string line = room + ":";
    for (const std::string& each : users) line += " " + each;
    if (on_terminal_) line = without_controls(line);
    line += '\n';
    write(line);
}

void report::history(const std::string& room, const room_history& past) {
    if (!style_.json) {
        for (const stored_message& each : past.messages) write_room_line(room, each.from, each.data.text());
        return;
    }
    json messages = json::array();
    for (const stored_message& each : past.messages)
        messages.push_back(
            json::object({{"offset", each.offset}, {"from", each.from}, {"data", json::parse(each.data.text())}}));
    write(json::object({{"event", "history"},
                        {"time", now_ms()},
                        {"room", room},
                        {"offset", past.offset},
                        {"messages", std::move(messages)}}));
}

void report::refused(const error& error) {
    if (!style_.json) return tell(tone::bad, error.what());
    failed(error);
}

void report::debug(const debug_event& event) {
    if (style_.json)
        return write(
            json::object({{"event", "debug"}, {"time", event.timestamp}, {"type", event.type}, {"data", event.data}}));
    tell(tone::plain, event.type + " " + event.data.dump());
}

void report::heartbeat() {
    if (style_.json) write(json::object({{"event", "heartbeat"}, {"time", now_ms()}}));
}

void report::heartbeat_timed_out() {
    if (style_.json) write(json::object({{"event", "heartbeat_timeout"}, {"time", now_ms()}}));
}

void report::write(json&& event) {
    std::string line = event.dump();
    line += '\n';
    write(line);
}

// At once, and past stdio: who reads the other end of a pipe waits for whole lines.
void report::write(std::string& line) {
    std::string_view left = line;
    while (can_write_ && !left.empty()) {
        const auto count = ::write(STDOUT_FILENO, left.data(), left.size());
        if (count >= 0) {
            left.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            can_write_ = false;
        }
    }
}

}  // namespace vafast::cli
