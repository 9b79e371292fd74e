// Takes the frames of one direction apart, as they are, right or wrong (RFC 6455 section 5.2): a trace shows what a
// connection would refuse. Pure; one thread at a time.
#pragma once

#include "trace/record.hpp"
#include "websocket/deflate.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace vafast::trace {

class frame_reader {
 public:
    // Gets each frame, without its time, and its payload, unmasked and inflated.
    using taker = std::function<void(frame&& header, std::string&& payload)>;

    // Of what a side sends. Payloads beyond `max_payload` bytes are cut.
    frame_reader(side from, std::size_t max_payload, const std::optional<websocket::deflate_parameters>& compression);

    void add(base::bytes data, const taker& take);
    // The connection has ended: a frame that is not whole is cut.
    void finish(const taker& take);

 private:
    bool read_header(base::bytes& data);
    void complete(bool whole, const taker& take);
    bool inflate(const std::string& piece, bool whole, std::string& out);

    side from_;
    std::size_t max_payload_;
    std::optional<websocket::inflater> inflater_;
    bool in_compressed_ = false;  // the message that is under way

    std::array<std::byte, websocket::max_header_size> header_{};
    std::size_t header_size_ = 0;  // of what of it has come
    bool in_payload_ = false;
    frame frame_;
    websocket::masking_key key_{};
    std::uint64_t left_ = 0;  // of the payload, to come
    std::string payload_;     // as sent, as much of it as is kept
};

}  // namespace vafast::trace
