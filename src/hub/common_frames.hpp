// What the connections of a thread are sent in one turn, once. A connection that is sent a run of these frames, one
// after the other, keeps only where the run begins and ends, and is written from here: a publication to a room is
// copied once, not for each member. One thread.
#pragma once

#include "hub/policy/encoded_frame.hpp"

#include <cstdint>

namespace vafast::hub_detail {

class common_frames {
 public:
    // Frames that lie one behind the other.
    struct run {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;

        std::size_t size() const noexcept { return end - begin; }
        bool empty() const noexcept { return begin == end; }
    };

    // Adds `frame` to the end of `to`. False where there is no room, or where others were sent something in between:
    // such a connection needs a copy of its own.
    bool extend(run& to, const encoded_frame& frame);
    base::bytes of(run which) const noexcept { return frames_.data().subspan(which.begin, which.size()); }

    // No run is of use any more.
    void clear() noexcept;

 private:
    static constexpr std::size_t most = std::size_t{1} << 20;   // bytes in one turn
    static constexpr std::size_t kept = std::size_t{64} << 10;  // of memory, between turns

    base::byte_buffer frames_;
    std::uint64_t last_ = 0;  // the id of the frame that was added last; 0: none
    std::size_t last_begin_ = 0;
};

}  // namespace vafast::hub_detail
