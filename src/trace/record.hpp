// What a trace is made of: one of these a line, as JSON (docs/debugging.md). Values; any thread.
//
// A trace is of one client. Everything after a `connect` belongs to that connection, until the next.
#pragma once

#include "base/bytes.hpp"

#include <vafast/message.hpp>
#include <vafast/message/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

namespace vafast::trace {

inline constexpr std::uint32_t version = 1;

// As they stand in frames, which may hold others (RFC 6455 section 5.2).
namespace opcode {
inline constexpr std::uint8_t continuation = 0;
inline constexpr std::uint8_t text = 1;
inline constexpr std::uint8_t binary = 2;
inline constexpr std::uint8_t close = 8;  // this and those above: control frames
inline constexpr std::uint8_t ping = 9;
inline constexpr std::uint8_t pong = 10;
}  // namespace opcode
inline constexpr std::uint8_t rsv1 = 4;  // of a compressed message (RFC 7692 section 6)

// Who sent it.
enum class side : std::uint8_t { client, server };

constexpr side other(side of) noexcept { return of == side::client ? side::server : side::client; }

// In all of them, `at` is the time in microseconds since the trace began, and never goes back.

// The first line, and no other.
struct beginning {
    static constexpr vafast::tag type{"what", "trace"};
    std::uint32_t version = trace::version;
    std::int64_t began = 0;  // milliseconds since 1970
};

// An attempt begins.
struct connect {
    static constexpr vafast::tag type{"what", "connect"};
    std::int64_t at = 0;
    std::uint32_t connection = 0;  // counted from 1
    std::string url{};
    std::optional<std::string> proxy{};
};

// The bytes can flow: TCP, the proxy and TLS are done.
struct connected {
    static constexpr vafast::tag type{"what", "connected"};
    std::int64_t at = 0;
    std::string local{};
    std::string remote{};
    std::optional<std::string> tls{};
    std::optional<std::string> cipher{};
};

// Bytes stand as `text` where they are UTF-8, else as `base64`.

// The header of a request or an answer, up to its empty line.
struct http {
    static constexpr vafast::tag type{"what", "http"};
    std::int64_t at = 0;
    side from = side::client;
    std::optional<std::string> text{};
    std::optional<binary> base64{};
};

// A frame (RFC 6455 section 5.2), with its payload unmasked and inflated.
struct frame {
    static constexpr vafast::tag type{"what", "frame"};
    std::int64_t at = 0;
    side from = side::client;
    bool fin = true;
    std::uint8_t rsv = 0;  // the three bits
    std::uint8_t opcode = 0;
    bool masked = false;
    std::uint64_t length = 0;   // of the payload as it was sent
    std::optional<bool> cut{};  // not all of the payload is here: the connection ended in it, or it does not inflate
    std::optional<std::string> text{};
    std::optional<binary> base64{};

    static consteval auto rules() {
        return vafast::rules(vafast::member(&frame::rsv, vafast::maximum(7)),
                             vafast::member(&frame::opcode, vafast::maximum(15)));
    }
};

// Bytes that are neither: the body of an answer, or another protocol.
struct raw {
    static constexpr vafast::tag type{"what", "bytes"};
    std::int64_t at = 0;
    side from = side::client;
    std::optional<std::string> text{};
    std::optional<binary> base64{};
};

// The connection is over.
struct end {
    static constexpr vafast::tag type{"what", "end"};
    std::int64_t at = 0;
    side by = side::client;
    std::optional<std::string> why{};
};

// Records are missing here: they came faster than they could be written.
struct lost {
    static constexpr vafast::tag type{"what", "lost"};
    std::int64_t at = 0;
    std::uint64_t records = 0;
};

// The last line of a trace that has reached its limit.
struct full {
    static constexpr vafast::tag type{"what", "full"};
    std::int64_t at = 0;
    std::uint64_t limit = 0;
};

using record = std::variant<beginning, connect, connected, http, frame, raw, end, lost, full>;

// 0 for the beginning.
std::int64_t time_of(const record& of) noexcept;

// The payload of an http, a frame or raw bytes.
template <class Record>
base::bytes payload_of(const Record& from) noexcept {
    if (from.text) return base::as_bytes(*from.text);
    return from.base64 ? base::bytes(*from.base64) : base::bytes();
}
bool is_text(base::bytes data) noexcept;
template <class Record>
void set_payload(Record& of, std::string&& data) {
    if (is_text(base::as_bytes(data))) {
        of.text = std::move(data);
    } else {
        const auto view = base::as_bytes(data);
        of.base64 = binary(view.begin(), view.end());
    }
}

// A line, with its end.
std::string to_line(const record& of);
// A line without its end. Nothing for a kind of record that this version does not know; else a sentence says what is
// wrong with it.
tl::expected<std::optional<record>, std::string> from_line(std::string_view line);

}  // namespace vafast::trace
