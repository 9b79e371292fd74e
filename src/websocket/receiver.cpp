#include "websocket/receiver.hpp"

#include "websocket/growth.hpp"

#include <vafast/close_code.hpp>

#include <algorithm>

namespace vafast::websocket {
namespace {

// What is kept for the next message while more input follows.
constexpr std::size_t kept_assembly = std::size_t{64} << 10;
constexpr std::size_t least_direct_read = std::size_t{64} << 10;
constexpr std::size_t trust = 8;  // a peer that sent so much may announce this many times as much

bool is_known(opcode op) noexcept { return op <= opcode::binary || (op >= opcode::close && op <= opcode::pong); }

std::uint64_t read_big_endian(bytes data) noexcept {
    std::uint64_t value = 0;
    for (const std::byte byte : data) value = value << 8 | std::to_integer<std::uint64_t>(byte);
    return value;
}

}  // namespace

receiver::receiver(role self, receive_limits limits, const std::optional<deflate_parameters>& compression)
    : self_(self), limits_(limits) {
    if (compression) inflater_.emplace(self, *compression);
}

event receiver::next_part(mutable_bytes& input) {
    forget(input.empty());
    const event found = read_parts(input);
    between_messages_ = !in_payload_ && !over_ && !assembly_lent_ && header_size_ == 0 && !in_message();
    return found;
}

event receiver::read_parts(mutable_bytes& input) {
    while (!over_) {
        if (!in_payload_ && !read_header(input)) break;
        event found = read_payload(input);
        if (found.what != event::kind::need_more) return found;
        if (in_payload_) break;
    }
    input = {};
    if (failure_code_ == 0) return {};
    assembly_.release();
    return {.what = event::kind::failure, .code = std::exchange(failure_code_, std::uint16_t{0}), .reason = *failure_};
}

mutable_bytes receiver::input_room(mutable_bytes shared) {
    if (!in_payload_ || over_ || is_control() || message_compressed_) return shared;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, trust * assembly_.size()));
    if (count < least_direct_read) return shared;
    make_room(assembly_, count, limits_.max_message);
    return assembly_.room().first(count);
}

// What the last event lent is no longer needed. Memory is kept only while more input follows: an idle connection has
// none.
void receiver::forget(bool idle) noexcept {
    if (!assembly_lent_) return;
    assembly_lent_ = false;
    if (idle || assembly_.capacity() > kept_assembly)
        assembly_.release();
    else
        assembly_.clear();
}

bool receiver::fail(std::uint16_t code, std::string_view what_the_peer_did) {
    over_ = true;
    failure_code_ = code;
    const std::string who = self_ == role::client ? "The server " : "The client ";
    failure_ = std::make_unique<const std::string>(who + std::string(what_the_peer_did));
    return false;
}

// Parses in the input itself where the header lies whole in it, else gathers the header in header_.
bool receiver::read_header(mutable_bytes& input) {
    const std::size_t before = header_size_;
    bytes header = input;
    if (before != 0) {
        const std::size_t added = std::min(input.size(), header_.size() - before);
        std::copy_n(input.begin(), added, header_.begin() + header_size_);
        header = bytes(header_).first(before + added);
    }
    const std::size_t size = parse_header(header);
    if (size != 0) {
        input = input.subspan(size - before);
        header_size_ = 0;
        begin_payload();
        return true;
    }
    if (before == 0 && !over_) std::copy(header.begin(), header.end(), header_.begin());
    header_size_ = static_cast<std::uint8_t>(header.size());
    return false;
}

// The size of the header, or 0 where it is not complete or wrong. Looks at each part as soon as it is there.
std::size_t receiver::parse_header(bytes header) {
    if (header.empty() || !check_first_byte(std::to_integer<unsigned>(header[0]))) return 0;
    if (header.size() < 2 || !check_second_byte(std::to_integer<unsigned>(header[1]))) return 0;
    const std::size_t length_size = frame_.payload_size < 126 ? 0 : frame_.payload_size == 126 ? 2 : 8;
    const std::size_t mask_size = self_ == role::server ? frame_.key.size() : 0;
    if (length_size != 0) {
        if (header.size() < 2 + length_size) return 0;
        frame_.payload_size = read_big_endian(header.subspan(2, length_size));
        if (!check_length(length_size)) return 0;
    }
    if (!check_payload_size() || header.size() < 2 + length_size + mask_size) return 0;
    std::copy_n(header.begin() + static_cast<std::ptrdiff_t>(2 + length_size), mask_size, frame_.key.begin());
    return 2 + length_size + mask_size;
}

bool receiver::check_first_byte(unsigned byte) {
    frame_.fin = (byte & 0x80) != 0;
    frame_.compressed = (byte & 0x40) != 0;
    frame_.op = static_cast<opcode>(byte & 0x0f);
    if ((byte & 0x30) != 0 || (frame_.compressed && !inflater_))
        return fail(close_code::protocol_error, "set a reserved bit that was not negotiated (RFC 6455 section 5.2).");
    if (!is_known(frame_.op))
        return fail(close_code::protocol_error, "sent a frame with the reserved opcode " + std::to_string(byte & 0x0f) +
                                                    " (RFC 6455 section 5.2).");
    if (frame_.compressed && (is_control() || frame_.op == opcode::continuation))
        return fail(close_code::protocol_error, "marked a frame as compressed that must not be (RFC 7692 section 6).");
    if (is_control()) {
        if (frame_.fin) return true;
        return fail(close_code::protocol_error, "sent a fragmented control frame (RFC 6455 section 5.5).");
    }
    if (frame_.op == opcode::continuation && !in_message())
        return fail(close_code::protocol_error, "continued a message that was not begun (RFC 6455 section 5.4).");
    if (frame_.op != opcode::continuation && in_message())
        return fail(close_code::protocol_error, "began a message inside a fragmented one (RFC 6455 section 5.4).");
    return true;
}

bool receiver::check_second_byte(unsigned byte) {
    const bool masked = (byte & 0x80) != 0;
    frame_.payload_size = byte & 0x7f;
    if (masked && self_ == role::client)
        return fail(close_code::protocol_error, "sent a masked frame (RFC 6455 section 5.1).");
    if (!masked && self_ == role::server)
        return fail(close_code::protocol_error, "sent a frame without a mask (RFC 6455 section 5.1).");
    if (is_control() && frame_.payload_size > max_control_payload)
        return fail(close_code::protocol_error, "sent a control frame of more than 125 bytes (RFC 6455 section 5.5).");
    if (frame_.op == opcode::close && frame_.payload_size == 1)
        return fail(close_code::protocol_error, "sent a close frame with half a code (RFC 6455 section 5.5.1).");
    return true;
}

bool receiver::check_length(std::size_t length_size) {
    if (frame_.payload_size >> 63 != 0)
        return fail(close_code::protocol_error, "announced a frame of more than 2^63 bytes (RFC 6455 section 5.2).");
    if (frame_.payload_size < (length_size == 2 ? 126u : 65536u))
        return fail(close_code::protocol_error,
                    "wrote the length of a frame with more bytes than it needs (RFC 6455 section 5.2).");
    return true;
}

// How large a compressed message is shows only when it is inflated.
bool receiver::check_payload_size() {
    if (is_control()) return true;
    const bool compressed = in_message() ? message_compressed_ : frame_.compressed;
    if (frame_.payload_size > limits_.max_frame)
        return fail(close_code::message_too_big, "sent a frame of " + std::to_string(frame_.payload_size) +
                                                     " bytes; the limit is " + std::to_string(limits_.max_frame) + ".");
    if (!compressed &&
        (assembly_.size() > limits_.max_message || frame_.payload_size > limits_.max_message - assembly_.size()))
        return fail(close_code::message_too_big, "sent a message of more than " + std::to_string(limits_.max_message) +
                                                     " bytes, which is the limit.");
    return true;
}

void receiver::begin_payload() noexcept {
    in_payload_ = true;
    payload_left_ = frame_.payload_size;
    control_size_ = 0;
    control_.reset();
    if (is_control() || frame_.op == opcode::continuation) return;
    message_op_ = frame_.op;
    message_compressed_ = frame_.compressed;
}

event receiver::read_payload(mutable_bytes& input) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, input.size()));
    const mutable_bytes piece = input.first(count);
    input = input.subspan(count);
    if (self_ == role::server) mask(piece, frame_.key, static_cast<std::size_t>(frame_.payload_size - payload_left_));
    payload_left_ -= count;
    if (payload_left_ == 0) in_payload_ = false;
    return is_control() ? read_control(piece) : read_data(piece);
}

event receiver::read_control(mutable_bytes piece) {
    mutable_bytes payload = piece;
    if (piece.size() != frame_.payload_size) {
        if (!control_) control_ = std::make_unique<std::array<std::byte, max_control_payload>>();
        std::copy(piece.begin(), piece.end(), control_->begin() + control_size_);
        control_size_ = static_cast<std::uint8_t>(control_size_ + piece.size());
        payload = mutable_bytes(*control_).first(control_size_);
    }
    if (frame_.op == opcode::close && !check_close(payload, !in_payload_)) return {};
    if (in_payload_) return {};
    if (frame_.op == opcode::ping) return {.what = event::kind::ping, .payload = payload};
    if (frame_.op == opcode::pong) return {.what = event::kind::pong, .payload = payload};
    over_ = true;
    if (payload.empty()) return {.what = event::kind::close, .code = close_code::no_status};
    return {.what = event::kind::close,
            .code = static_cast<std::uint16_t>(read_big_endian(payload.first(2))),
            .reason = base::as_text(payload.subspan(2))};
}

// Section 5.5.1. Called for each part that arrives: at most 125 bytes in all.
bool receiver::check_close(bytes payload, bool whole) {
    if (payload.size() < 2) return true;
    const auto code = static_cast<std::uint16_t>(read_big_endian(payload.first(2)));
    if (!is_valid_close_code(code))
        return fail(close_code::protocol_error, "closed with the code " + std::to_string(code) +
                                                    ", which must not be sent (RFC 6455 section 7.4).");
    utf8_validator reason;
    if (!reason.add(payload.subspan(2)) || (whole && !reason.finish()))
        return fail(close_code::invalid_payload, "closed with a reason that is not UTF-8 (RFC 6455 section 5.5.1).");
    return true;
}

event receiver::read_data(mutable_bytes piece) {
    const bool last = frame_.fin && !in_payload_;
    if (message_compressed_) return read_compressed(piece, last);
    if (message_op_ == opcode::text && !utf8_.add(piece)) {
        fail(close_code::invalid_payload, "sent text that is not UTF-8 (RFC 6455 section 8.1).");
        return {};
    }
    if (last && assembly_.empty()) return finish_message(piece);
    if (piece.data() == assembly_.room().data()) {
        assembly_.grow(piece.size());  // it was read to its place
    } else {
        make_room(assembly_, piece.size(), limits_.max_message);
        assembly_.append(piece);
    }
    if (!last) return {};
    assembly_lent_ = true;
    return finish_message(assembly_.data());
}

event receiver::read_compressed(bytes piece, bool last) {
    const std::size_t before = assembly_.size();
    auto result = inflater_->add(piece, assembly_, limits_.max_message);
    if (result == inflater::result::ok && last) result = inflater_->finish(assembly_, limits_.max_message);
    // The text first: whether it or the limit is seen must not depend on how the network cut.
    if (message_op_ == opcode::text && !utf8_.add(assembly_.data().subspan(before)))
        fail(close_code::invalid_payload, "sent text that is not UTF-8 (RFC 6455 section 8.1).");
    else if (result == inflater::result::too_big)
        fail(close_code::message_too_big, "sent a message that inflates to more than " +
                                              std::to_string(limits_.max_message) + " bytes, which is the limit.");
    else if (result == inflater::result::corrupt)
        fail(close_code::invalid_payload, "sent compressed data that does not inflate (RFC 7692 section 7.2.2).");
    if (over_ || !last) return {};
    assembly_lent_ = true;
    return finish_message(assembly_.data());
}

event receiver::finish_message(mutable_bytes payload) {
    const opcode op = std::exchange(message_op_, opcode::continuation);
    if (op == opcode::text && !utf8_.finish()) {
        fail(close_code::invalid_payload, "sent text that ends inside a character (RFC 6455 section 8.1).");
        return {};
    }
    return {.what = event::kind::message, .op = op, .payload = payload};
}

}  // namespace vafast::websocket
