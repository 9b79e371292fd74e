// A text message as the bytes of a whole WebSocket frame: a server's frames are not masked, so that one encoding serves
// every member of a room. Immutable; any thread.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vafast::hub_detail {

class encoded_frame {
 public:
    // `append(std::string& out)` appends the payload to `out`, which is not empty.
    template <class Append>
    explicit encoded_frame(Append&& append) : id_(next_id()), memory_(room_for_header, '\0') {
        append(memory_);
        write_header();
    }

    // No other frame of this process has it, and none has 0.
    std::uint64_t id() const noexcept { return id_; }
    // The frame: for members whose messages are not compressed.
    base::bytes whole() const noexcept { return base::as_bytes(std::string_view(memory_).substr(begin_)); }
    // Its payload.
    std::string_view text() const noexcept { return std::string_view(memory_).substr(room_for_header); }

 private:
    static constexpr std::size_t room_for_header = 10;  // RFC 6455 section 5.2, without a masking key
    static std::uint64_t next_id() noexcept;
    void write_header() noexcept;  // ends where the payload begins

    std::uint64_t id_;
    std::string memory_;
    std::size_t begin_ = 0;
};

}  // namespace vafast::hub_detail
