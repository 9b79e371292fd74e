#include "hub/policy/publication.hpp"

#include "protocol/codec.hpp"

namespace vafast::hub_detail {

publication::publication(std::string_view room, std::uint64_t offset, const std::optional<std::string>& from,
                         std::string_view data, time_point at)
    : room_(room), offset_(offset), from_(from), at_(at), data_size_(data.size()), frame_([&](std::string& out) {
          protocol::append(
              protocol::publication{.room = room_, .offset = offset, .from = from, .data = raw_json_view(data)}, out);
      }) {}

// The last member, before the closing brace.
std::string_view publication::data() const noexcept {
    const std::string_view text = frame_.text();
    return text.substr(text.size() - 1 - data_size_, data_size_);
}

}  // namespace vafast::hub_detail
