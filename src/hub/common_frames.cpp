#include "hub/common_frames.hpp"

namespace vafast::hub_detail {

bool common_frames::extend(run& to, const encoded_frame& frame) {
    if (frame.id() != last_) {
        if (frames_.size() + frame.whole().size() > most) return false;
        last_ = frame.id();
        last_begin_ = frames_.size();
        frames_.append(frame.whole());
    }
    if (!to.empty() && to.end != last_begin_) return false;
    if (to.empty()) to.begin = static_cast<std::uint32_t>(last_begin_);
    to.end = static_cast<std::uint32_t>(frames_.size());
    return true;
}

void common_frames::clear() noexcept {
    frames_.clear();
    if (frames_.capacity() > kept) frames_.release();
    last_ = 0;
}

}  // namespace vafast::hub_detail
