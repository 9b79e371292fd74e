// What was published to a room, encoded once for everybody. Immutable, shared; any thread.
#pragma once

#include "hub/policy/encoded_frame.hpp"
#include "hub/policy/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vafast::hub_detail {

class publication {
 public:
    // `from` is absent where the application published. `data` is JSON. `at` counts for the age of the history.
    publication(std::string_view room, std::uint64_t offset, const std::optional<std::string>& from,
                std::string_view data, time_point at);

    const std::string& room() const noexcept { return room_; }
    std::uint64_t offset() const noexcept { return offset_; }
    const std::optional<std::string>& from() const noexcept { return from_; }
    time_point at() const noexcept { return at_; }
    const encoded_frame& frame() const noexcept { return frame_; }
    std::string_view data() const noexcept;
    // What it costs to keep.
    std::size_t memory() const noexcept { return sizeof(*this) + frame_.text().size(); }

 private:
    std::string room_;
    std::uint64_t offset_;
    std::optional<std::string> from_;
    time_point at_;
    std::size_t data_size_;
    encoded_frame frame_;
};

using shared_publication = std::shared_ptr<const publication>;

}  // namespace vafast::hub_detail
