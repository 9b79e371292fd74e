// Writes messages and control frames as bytes (RFC 6455 section 5, RFC 7692): encodes and masks straight into the
// output. Nothing is allocated but what the output needs to grow. Pure; one thread at a time (the owner locks).
#pragma once

#include "base/random.hpp"
#include "websocket/deflate.hpp"
#include "websocket/frame.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace vafast::websocket {

class frame_writer {
 public:
    struct compression {
        deflate_parameters parameters;
        int level;
        std::size_t min_size;
    };

    // `self` is the role of who sends: a client masks, with keys from `keys`, which outlives this.
    frame_writer(role self, base::random& keys, const std::optional<compression>& compressed = std::nullopt);

    // A whole message in one frame, compressed where that was agreed and the message is large enough. `op` is text
    // or binary.
    void message(opcode op, bytes payload, byte_buffer& out);
    // A ping or pong of at most 125 bytes.
    void control(opcode op, bytes payload, byte_buffer& out);
    // A close frame; code 1005 sends none. `reason` is UTF-8, at most 123 bytes.
    void close(std::uint16_t code, std::string_view reason, byte_buffer& out);

 private:
    void write(opcode op, bytes payload, byte_buffer& out);
    void compressed_message(opcode op, bytes payload, byte_buffer& out);

    struct compressor {
        deflater deflating;
        std::size_t min_size;
    };

    base::random& keys_;
    std::unique_ptr<compressor> compressor_;  // where messages are compressed
    role self_;
};

}  // namespace vafast::websocket
