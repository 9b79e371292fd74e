#include "trace/frame_reader.hpp"

#include "websocket/mask.hpp"

#include <algorithm>
#include <utility>

namespace vafast::trace {
namespace {

// How long a header is that begins with these bytes, two of them at least.
std::size_t header_size(unsigned second) noexcept {
    const unsigned length = second & 0x7f;
    return 2 + (length == 126 ? 2U : length == 127 ? 8U : 0U) + ((second & 0x80) != 0 ? 4U : 0U);
}

}  // namespace

frame_reader::frame_reader(side from, std::size_t max_payload,
                           const std::optional<websocket::deflate_parameters>& compression)
    : from_(from), max_payload_(max_payload) {
    if (compression)
        inflater_.emplace(from == side::client ? websocket::role::server : websocket::role::client, *compression);
}

void frame_reader::add(base::bytes data, const taker& take) {
    while (!data.empty()) {
        if (!in_payload_ && !read_header(data)) return;
        const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, data.size()));
        const std::size_t kept = std::min(size, max_payload_ - std::min(max_payload_, payload_.size()));
        payload_.append(base::as_text(data.first(kept)));
        data = data.subspan(size);
        left_ -= size;
        if (left_ == 0) complete(payload_.size() == frame_.length, take);
    }
}

// True when the header is whole. An empty payload is there at once.
bool frame_reader::read_header(base::bytes& data) {
    for (;;) {
        const std::size_t size = header_size_ < 2 ? 2 : header_size(std::to_integer<unsigned>(header_[1]));
        if (header_size_ == size) break;
        if (data.empty()) return false;
        header_[header_size_++] = data.front();
        data = data.subspan(1);
    }
    const auto first = std::to_integer<unsigned>(header_[0]);
    const auto second = std::to_integer<unsigned>(header_[1]);
    frame_ = frame{.from = from_,
                   .fin = (first & 0x80) != 0,
                   .rsv = static_cast<std::uint8_t>(first >> 4 & 7),
                   .opcode = static_cast<std::uint8_t>(first & 15),
                   .masked = (second & 0x80) != 0};
    const std::size_t length_end = header_size_ - (frame_.masked ? key_.size() : 0);
    frame_.length = length_end == 2 ? second & 0x7f : 0;
    for (std::size_t i = 2; i < length_end; ++i)
        frame_.length = frame_.length << 8 | std::to_integer<std::uint64_t>(header_[i]);
    if (frame_.masked)
        std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(length_end), key_.size(), key_.begin());
    left_ = frame_.length;
    in_payload_ = true;
    return true;
}

void frame_reader::complete(bool whole, const taker& take) {
    std::string payload = std::exchange(payload_, {});
    if (frame_.masked) websocket::mask(std::as_writable_bytes(std::span(payload)), key_);
    const bool is_data = frame_.opcode < opcode::close;
    if (is_data && frame_.opcode != opcode::continuation) in_compressed_ = inflater_ && (frame_.rsv & rsv1) != 0;
    if (is_data && in_compressed_) {
        std::string inflated;
        whole = inflate(payload, whole, inflated) && whole;
        payload = std::move(inflated);
    }
    if (!whole) frame_.cut = true;
    header_size_ = 0;
    in_payload_ = false;
    take(std::exchange(frame_, {}), std::move(payload));
}

bool frame_reader::inflate(const std::string& piece, bool whole, std::string& out) {
    using result = websocket::inflater::result;
    base::byte_buffer inflated;
    auto outcome = inflater_->add(base::as_bytes(piece), inflated, max_payload_);
    if (outcome == result::ok && whole && frame_.fin) outcome = inflater_->finish(inflated, max_payload_);
    out = base::as_text(inflated.data());
    return outcome == result::ok;
}

void frame_reader::finish(const taker& take) {
    if (in_payload_) return complete(false, take);
    header_size_ = 0;
}

}  // namespace vafast::trace
