// Turns received bytes into messages and control frames (RFC 6455 sections 5 to 8, RFC 7692). Fails at the first byte
// that breaks the rules. A payload that lies whole in the input is never copied; nothing is allocated for a frame.
// Pure; one thread at a time.
#pragma once

#include "websocket/deflate.hpp"
#include "websocket/frame.hpp"
#include "websocket/mask.hpp"
#include "websocket/utf8.hpp"

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
    mutable_bytes payload{};    // valid until the next call; may be changed in place
    std::string_view reason{};  // the same
};

class receiver {
 public:
    // `self` is the role of who receives: a server wants masked frames, a client unmasked ones (section 5.1).
    receiver(role self, receive_limits limits, const std::optional<deflate_parameters>& compression);

    // The next event of `input`, which is advanced past what was used, and is unmasked in place. Call until
    // need_more. After close or failure nothing more is read: the rest is used up and need_more comes for ever.
    event next(mutable_bytes& input) {
        event found;
        if (!between_messages_ || !take_whole_message(input, found)) found = next_part(input);
        return found;
    }

    // Where to read what next() gets next: into the message that is under way, where much of it is missing, which
    // saves copying it; else into `shared`.
    mutable_bytes input_room(mutable_bytes shared);

 private:
    // What the header of the current frame says.
    struct frame_header {
        std::uint64_t payload_size = 0;
        masking_key key{};
        opcode op = opcode::continuation;
        bool fin = false;
        bool compressed = false;
    };

    bool is_control() const noexcept { return frame_.op >= opcode::close; }
    bool in_message() const noexcept { return message_op_ != opcode::continuation; }

    bool take_whole_message(mutable_bytes& input, event& found) const noexcept;
    event next_part(mutable_bytes& input);
    event read_parts(mutable_bytes& input);
    void forget(bool idle) noexcept;
    bool read_header(mutable_bytes& input);
    std::size_t parse_header(bytes header);
    bool check_first_byte(unsigned byte);
    bool check_second_byte(unsigned byte);
    bool check_length(std::size_t length_size);
    bool check_payload_size();
    void begin_payload() noexcept;
    event read_payload(mutable_bytes& input);

    event read_control(mutable_bytes piece);
    bool check_close(bytes payload, bool whole);
    event read_data(mutable_bytes piece);
    event read_compressed(bytes piece, bool last);
    event finish_message(mutable_bytes payload);

    // Always false. Reported by next().
    bool fail(std::uint16_t code, std::string_view what_the_peer_did);

    role self_;
    bool between_messages_ = true;  // what next_part() left: nothing of what follows is under way, or lent
    bool in_payload_ = false;
    bool over_ = false;  // a close frame or a failure came
    bool message_compressed_ = false;
    bool assembly_lent_ = false;                // the last event's payload lies in assembly_
    opcode message_op_ = opcode::continuation;  // of the message that is under way; else continuation
    std::uint8_t header_size_ = 0;
    std::uint8_t control_size_ = 0;
    utf8_validator utf8_;
    receive_limits limits_;
    std::optional<inflater> inflater_;

    frame_header frame_;
    std::uint64_t payload_left_ = 0;
    byte_buffer assembly_;  // of a message that does not lie whole in one input

    std::array<std::byte, max_header_size> header_{};  // of a header that the input cut
    std::uint16_t failure_code_ = 0;
    // Apart, as most connections never need them: the payload of a control frame that the input cut, until the next
    // frame, and the sentence of a failure.
    std::unique_ptr<std::array<std::byte, max_control_payload>> control_;
    std::unique_ptr<const std::string> failure_;
};

// Most messages are one frame of up to 64 KiB that lies whole in the input and is not compressed: such a message is
// given at once. All else, and all that is wrong, is left as it
// is for those who look at each part as soon as it is there.
inline bool receiver::take_whole_message(mutable_bytes& input, event& found) const noexcept {
    constexpr unsigned fin_bit = 0x80;   // of a frame's first byte (section 5.2)
    constexpr unsigned mask_bit = 0x80;  // of its second
    if (input.size() < 2) return false;
    const auto op = static_cast<opcode>(std::to_integer<unsigned>(input[0]) ^ fin_bit);
    if (op != opcode::text && op != opcode::binary) return false;
    const bool is_server = self_ == role::server;
    std::size_t size = std::to_integer<unsigned>(input[1]) ^ (is_server ? mask_bit : 0);
    std::size_t header_size = is_server ? 2 + sizeof(masking_key) : 2;
    if (size >= 126) {
        if (size != 126 || input.size() < 4) return false;
        size = std::to_integer<std::size_t>(input[2]) << 8 | std::to_integer<std::size_t>(input[3]);
        if (size < 126) return false;
        header_size += 2;
    }
    if (size > limits_.max_frame || size > limits_.max_message || input.size() < header_size + size) return false;
    const mutable_bytes payload = input.subspan(header_size, size);
    masking_key key;
    if (is_server) {
        std::memcpy(key.data(), payload.data() - key.size(), key.size());
        mask(payload, key);
    }
    if (op == opcode::text && !is_valid_utf8(payload)) {
        if (is_server) mask(payload, key);  // as it was
        return false;
    }
    input = input.subspan(header_size + size);
    found.what = event::kind::message;
    found.op = op;
    found.payload = payload;
    return true;
}

}  // namespace vafast::websocket
