#include "websocket/connection.hpp"

#include <algorithm>

namespace vafast::websocket {
namespace {

constexpr std::size_t max_controls = std::size_t{16} << 10;
constexpr std::size_t max_record = std::size_t{16} << 10;  // of TLS (RFC 8446 section 5.1)
constexpr std::size_t kept_output = std::size_t{64} << 10;

// The size of the frame, one of our own, that begins at `frame`.
std::size_t frame_size(const std::byte* frame) noexcept {
    const auto second = std::to_integer<unsigned>(frame[1]);
    const std::size_t mask_size = (second & 0x80) != 0 ? sizeof(masking_key) : 0;
    const std::size_t length_size = (second & 0x7f) == 126 ? 2 : (second & 0x7f) == 127 ? 8 : 0;
    std::size_t payload_size = length_size == 0 ? second & 0x7f : 0;
    for (std::size_t i = 0; i < length_size; ++i)
        payload_size = payload_size << 8 | std::to_integer<std::size_t>(frame[2 + i]);
    return 2 + length_size + mask_size + payload_size;
}

}  // namespace

connection::connection(role self, receive_limits limits, const std::optional<deflate_parameters>& compression,
                       base::random& keys)
    : receiver_(self, limits, compression), writer_(self, keys) {}

void connection::heed(const event& found) {
    const bool answered = state_ != state::open;  // our close frame is queued already
    if (found.what == event::kind::ping) control(opcode::pong, found.payload);
    if (found.what == event::kind::close) state_ = answered ? state::closed : state::close_received;
    if (found.what == event::kind::failure) state_ = answered ? state::closed : state::failed;
}

void connection::send(byte_buffer& frames) {
    if (!close_queued_) {
        if (data_.empty())
            data_.swap(frames);
        else
            data_.append(frames.data());
    }
    frames.clear();
}

void connection::ping(bytes payload) {
    if (state_ == state::open) control(opcode::ping, payload);
}

// Section 5.5.1: nothing follows our close frame. One that only waits is still overtaken.
void connection::control(opcode op, bytes payload) {
    if (!close_begun()) writer_.control(op, payload, controls_);
}

bool connection::close_begun() const noexcept { return close_queued_ && committed_ == data_.size(); }

void connection::close(std::uint16_t code, std::string_view reason) {
    if (close_queued_) return;
    writer_.close(code, reason, data_);
    close_queued_ = true;
    state_ = state_ == state::open ? state::closing : state::closed;
}

void connection::forget_waiting() noexcept {
    if (!close_queued_) data_.shrink(data_.size() - committed_);
}

bytes connection::output() noexcept {
    if (!controls_.empty()) return committed_ == 0 ? controls_.data() : data_.data().first(committed_);
    commit(std::min(data_.size(), max_record));
    return data_.data();
}

// Extends what goes before controls_ to the end of the frame that holds the byte before `count`.
void connection::commit(std::size_t count) noexcept {
    while (committed_ < count) committed_ += frame_size(data_.data().data() + committed_);
}

void connection::wrote(std::size_t count) noexcept {
    if (!controls_.empty() && committed_ == 0) {
        controls_.consume(count);
        if (controls_.empty()) controls_.release();
        return;
    }
    if (count == data_.size())
        committed_ = count;
    else
        commit(count);
    committed_ -= count;
    data_written_ += count;
    data_.consume(count);
    if (data_.empty() && data_.capacity() > kept_output) data_.release();
    if (close_begun()) controls_.release();
}

std::size_t connection::queued() const noexcept { return data_.size() + controls_.size(); }

bool connection::wants_pause() const noexcept { return controls_.size() > max_controls; }

connection::state connection::current_state() const noexcept { return state_; }

void connection::release_memory(std::size_t size) noexcept {
    if (data_.empty() && data_.capacity() <= size) data_.release();
    if (controls_.empty() && controls_.capacity() <= size) controls_.release();
}

}  // namespace vafast::websocket
