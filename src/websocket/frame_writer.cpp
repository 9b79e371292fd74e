#include "websocket/frame_writer.hpp"

#include "websocket/mask.hpp"

#include <vafast/close_code.hpp>
#include <vafast/error.hpp>

#include <array>

namespace vafast::websocket {
namespace {

std::size_t header_size(std::size_t payload_size, role self) noexcept {
    const std::size_t length_size = payload_size < 126 ? 0 : payload_size < 65536 ? 2 : 8;
    return 2 + length_size + (self == role::client ? sizeof(masking_key) : 0);
}

}  // namespace

frame_writer::frame_writer(role self, base::random& keys, const std::optional<compression>& compressed)
    : keys_(keys), self_(self) {
    if (!compressed) return;
    compressor_ = std::make_unique<compressor>(
        compressor{deflater(self, compressed->parameters, compressed->level), compressed->min_size});
}

void frame_writer::message(opcode op, bytes payload, byte_buffer& out) {
    if (compressor_ && payload.size() >= compressor_->min_size)
        compressed_message(op, payload, out);
    else
        write(op, payload, out);
}

void frame_writer::control(opcode op, bytes payload, byte_buffer& out) {
    if (payload.size() > max_control_payload)
        throw error(error_kind::invalid_argument,
                    "The payload of a ping or pong has at most 125 bytes, not " + std::to_string(payload.size()) + ".");
    write(op, payload, out);
}

void frame_writer::close(std::uint16_t code, std::string_view reason, byte_buffer& out) {
    if (code == close_code::no_status) return write(opcode::close, {}, out);
    if (!is_valid_close_code(code))
        throw error(error_kind::invalid_argument, "The close code " + std::to_string(code) +
                                                      " must not be sent; use 1000, or one from 3000 to 4999.");
    if (reason.size() > max_control_payload - 2)
        throw error(error_kind::invalid_argument,
                    "The reason for closing has at most 123 bytes, not " + std::to_string(reason.size()) + ".");
    std::array<std::byte, max_control_payload> payload;
    payload[0] = static_cast<std::byte>(code >> 8);
    payload[1] = static_cast<std::byte>(code & 0xff);
    if (!reason.empty()) std::memcpy(payload.data() + 2, reason.data(), reason.size());
    write(opcode::close, bytes(payload).first(2 + reason.size()), out);
}

void frame_writer::write(opcode op, bytes payload, byte_buffer& out) {
    std::byte* frame = out.grow(header_size(payload.size(), self_) + payload.size());
    if (self_ == role::client) {
        const auto key = keys_.draw<masking_key>();
        frame += write_header(frame, op, payload.size(), &key, false);
        mask_copy(frame, payload, key);
    } else {
        frame += write_header(frame, op, payload.size(), nullptr, false);
        if (!payload.empty()) std::memcpy(frame, payload.data(), payload.size());
    }
}

// How long the header is shows after the compression: room is left for that of the uncompressed size, which mostly
// fits; else what was compressed moves.
void frame_writer::compressed_message(opcode op, bytes payload, byte_buffer& out) {
    const std::size_t begin = out.size();
    const std::size_t reserved = header_size(payload.size(), self_);
    out.grow(reserved);
    compressor_->deflating.compress(payload, out);
    const std::size_t size = out.size() - begin - reserved;
    const std::size_t needed = header_size(size, self_);
    if (needed > reserved) out.grow(needed - reserved);
    std::byte* frame = out.data().data() + begin;
    if (needed != reserved) std::memmove(frame + needed, frame + reserved, size);
    if (needed < reserved) out.shrink(reserved - needed);
    if (self_ == role::client) {
        const auto key = keys_.draw<masking_key>();
        write_header(frame, op, size, &key, true);
        mask({frame + needed, size}, key);
    } else {
        write_header(frame, op, size, nullptr, true);
    }
}

}  // namespace vafast::websocket
