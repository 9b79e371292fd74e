// For tests: frames as a peer may send them, rightly or wrongly, and what a receiver makes of them.
#pragma once

#include "base/random.hpp"
#include "websocket/receiver.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::websocket {

class seeded_random final : public base::random {
 public:
    explicit seeded_random(std::uint64_t seed) : engine_(seed) {}
    void fill(mutable_bytes out) override {
        for (std::byte& byte : out) byte = static_cast<std::byte>(engine_());
    }
    std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }

 private:
    std::mt19937_64 engine_;
};

inline role peer_of(role self) { return self == role::client ? role::server : role::client; }
inline const char* name_of(role self) { return self == role::client ? "client" : "server"; }

inline mutable_bytes as_input(std::string& wire) { return std::as_writable_bytes(std::span(wire)); }

// A frame of which every part can be wrong.
struct raw_frame {
    unsigned first = 0x80;  // FIN, the reserved bits and the opcode
    std::string payload{};
    std::optional<std::uint64_t> length{};  // what is announced, where it is not the payload's
    std::optional<int> length_size{};       // 0, 2 or 8 bytes, where it is not the shortest
    bool wrong_mask = false;                // masked by a server, unmasked by a client
};

inline constexpr unsigned fin = 0x80;
inline constexpr unsigned rsv1 = 0x40;

inline raw_frame make_frame(opcode op, std::string payload, unsigned flags = fin) {
    return {.first = flags | static_cast<unsigned>(op), .payload = std::move(payload)};
}
inline raw_frame text_frame(std::string payload, unsigned flags = fin) {
    return make_frame(opcode::text, std::move(payload), flags);
}
inline raw_frame binary_frame(std::string payload, unsigned flags = fin) {
    return make_frame(opcode::binary, std::move(payload), flags);
}
inline raw_frame continuation_frame(std::string payload, unsigned flags = fin) {
    return make_frame(opcode::continuation, std::move(payload), flags);
}
inline raw_frame ping_frame(std::string payload) { return make_frame(opcode::ping, std::move(payload)); }
inline raw_frame pong_frame(std::string payload) { return make_frame(opcode::pong, std::move(payload)); }
inline raw_frame close_frame(unsigned code, std::string_view reason = {}) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code)};
    return make_frame(opcode::close, payload.append(reason));
}

inline constexpr std::string_view wire_key = "\x37\xfa\x21\x3d";  // of the example in RFC 6455 section 5.7

// The frame on the wire, as `sender` sends it.
inline std::string to_wire(const raw_frame& frame, role sender) {
    const std::uint64_t length = frame.length.value_or(frame.payload.size());
    const int length_size = frame.length_size.value_or(length < 126 ? 0 : length < 65536 ? 2 : 8);
    const bool masked = (sender == role::client) != frame.wrong_mask;
    const std::uint64_t first_length = length_size == 0 ? length : length_size == 2 ? 126 : 127;
    std::string wire;
    wire += static_cast<char>(frame.first);
    wire += static_cast<char>((masked ? 0x80 : 0) | static_cast<unsigned>(first_length));
    for (int i = length_size - 1; i >= 0; --i) wire += static_cast<char>(length >> (8 * i));
    if (!masked) return wire.append(frame.payload);
    wire += wire_key;
    const std::size_t header = wire.size();
    wire += frame.payload;
    for (std::size_t i = header; i < wire.size(); ++i)
        wire[i] = static_cast<char>(wire[i] ^ wire_key[(i - header) % 4]);
    return wire;
}

inline std::string to_wire(const std::vector<raw_frame>& frames, role sender) {
    std::string wire;
    for (const auto& frame : frames) wire += to_wire(frame, sender);
    return wire;
}

// An event that owns what it says.
struct heard {
    event::kind what = event::kind::need_more;
    std::string payload{};  // or the reason
    std::uint16_t code = 0;
    opcode op = opcode::continuation;

    bool operator==(const heard&) const = default;
};

inline std::string shown(std::string_view payload) {
    constexpr std::size_t most = 60;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : payload.substr(0, most)) {
        if (c >= 0x20 && c < 0x7f) {
            text += c;
        } else {
            text += "\\x";
            text += digits[static_cast<unsigned char>(c) >> 4];
            text += digits[static_cast<unsigned char>(c) & 15];
        }
    }
    return payload.size() > most ? text + "... (" + std::to_string(payload.size()) + " bytes)" : text;
}

inline std::ostream& operator<<(std::ostream& out, const heard& event) {
    constexpr const char* kinds[] = {"need_more", "message", "ping", "pong", "close", "failure"};
    out << kinds[static_cast<int>(event.what)];
    if (event.what == event::kind::message) out << (event.op == opcode::text ? " text" : " binary");
    if (event.code != 0) out << ' ' << event.code;
    return out << " \"" << shown(event.payload) << '"';
}

inline heard heard_text(std::string payload) { return {event::kind::message, std::move(payload), 0, opcode::text}; }
inline heard heard_binary(std::string payload) { return {event::kind::message, std::move(payload), 0, opcode::binary}; }
inline heard heard_ping(std::string payload) { return {event::kind::ping, std::move(payload)}; }
inline heard heard_pong(std::string payload) { return {event::kind::pong, std::move(payload)}; }
inline heard heard_close(unsigned code, std::string reason = {}) {
    return {event::kind::close, std::move(reason), static_cast<std::uint16_t>(code)};
}
// The sentence of a failure is left out: what counts is the code.
inline heard heard_failure(unsigned code) { return {event::kind::failure, {}, static_cast<std::uint16_t>(code)}; }

// How the network cuts: the size of the next piece, where `left` bytes are left.
using chops = std::function<std::size_t(std::size_t left)>;
inline chops whole() {
    return [](std::size_t left) { return left; };
}
inline chops each_of(std::size_t size) {
    return [size](std::size_t left) { return std::min(size, left); };
}

inline chops random_chops(std::uint64_t seed) {
    auto random = std::make_shared<seeded_random>(seed);
    return [random](std::size_t left) {
        const std::size_t most = std::size_t{1} << random->below(14);  // small pieces as often as large ones
        return std::min(left, 1 + random->below(most));
    };
}

struct hearing {
    std::vector<heard> events;
    std::size_t failed_after = 0;  // how many bytes had come when the failure was reported
};

inline heard to_heard(const event& found) {
    heard result{found.what, std::string(base::as_text(found.payload)), found.code, found.op};
    if (found.what == event::kind::close) result.payload = found.reason;
    return result;
}

// Feeds `wire` to the receiver (or connection), in pieces of memory of their own, so that a sanitizer sees who looks
// beyond.
template <class Receiver>
hearing hear(Receiver& receiver, std::string_view wire, const chops& cut) {
    hearing result;
    for (std::size_t at = 0; at < wire.size();) {
        const std::size_t size = cut(wire.size() - at);
        std::vector<std::byte> piece(size);
        std::memcpy(piece.data(), wire.data() + at, size);
        at += size;
        mutable_bytes input(piece);
        for (event found = receiver.next(input); found.what != event::kind::need_more; found = receiver.next(input)) {
            result.events.push_back(to_heard(found));
            if (found.what == event::kind::failure) result.failed_after = at;
        }
    }
    return result;
}

}  // namespace vafast::websocket
