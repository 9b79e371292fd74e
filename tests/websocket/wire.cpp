#include "websocket/wire.hpp"

#include <memory>

namespace vafast::websocket {
namespace {

constexpr std::string_view wire_key = "\x37\xfa\x21\x3d";  // of the example in RFC 6455 section 5.7

std::string shown(std::string_view payload) {
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

}  // namespace

std::string to_wire(const raw_frame& frame, role sender) {
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

std::string to_wire(const std::vector<raw_frame>& frames, role sender) {
    std::string wire;
    for (const auto& frame : frames) wire += to_wire(frame, sender);
    return wire;
}

std::ostream& operator<<(std::ostream& out, const heard& event) {
    constexpr const char* kinds[] = {"need_more", "message", "ping", "pong", "close", "failure"};
    out << kinds[static_cast<int>(event.what)];
    if (event.what == event::kind::message) out << (event.op == opcode::text ? " text" : " binary");
    if (event.code != 0) out << ' ' << event.code;
    return out << " \"" << shown(event.payload) << '"';
}

chops random_chops(std::uint64_t seed) {
    auto random = std::make_shared<seeded_random>(seed);
    return [random](std::size_t left) {
        const std::size_t most = std::size_t{1} << random->below(14);  // small pieces as often as large ones
        return std::min(left, 1 + random->below(most));
    };
}

heard to_heard(const event& found) {
    heard result{found.what, std::string(base::as_text(found.payload)), found.code, found.op};
    if (found.what == event::kind::close) result.payload = found.reason;
    return result;
}

}  // namespace vafast::websocket
