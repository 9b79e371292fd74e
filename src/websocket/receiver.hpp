// Turns received bytes into messages and control frames (RFC 6455 sections 5 to 8, RFC 7692). Fails at the first byte
// that breaks the rules. A payload that lies whole in the input is never copied; nothing is allocated for a frame.
// Pure; one thread at a time.
#pragma once

#include <optional>
#include <string_view>

#include "websocket/deflate.hpp"
#include "websocket/frame.hpp"
#include "websocket/utf8.hpp"

namespace vafast::websocket {

struct receive_limits {
    std::size_t max_frame = std::size_t{64} << 20;    // payload bytes of one frame, as sent
    std::size_t max_message = std::size_t{64} << 20;  // payload bytes of one message, inflated
};

struct event {
    enum class kind : std::uint8_t {
        need_more,  // the input is used up
        message,    // op is text or binary; payload is the whole message
        ping,       // payload
        pong,       // payload
        close,      // code (1005 where the frame carried none) and reason
        failure,    // the peer broke the rules: code to close with, reason says which rule
    };
    kind what = kind::need_more;
    opcode op = opcode::continuation;
    std::uint16_t code = 0;
    mutable_bytes payload;    // valid until the next call; may be changed in place
    std::string_view reason;  // the same
};

class receiver {
 public:
    // `self` is the role of who receives: a server wants masked frames, a client unmasked ones (section 5.1).
    receiver(role self, receive_limits limits, const std::optional<deflate_parameters>& compression);

    // The next event of `input`, which is advanced past what was used, and is unmasked in place. Call until
    // need_more. After close or failure nothing more is read: the rest is used up and need_more comes for ever.
    event next(mutable_bytes& input);

 private:
    // (the room's own)
};

}  // namespace vafast::websocket
