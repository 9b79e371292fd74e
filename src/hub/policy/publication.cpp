#include "hub/policy/publication.hpp"

#include <vafast/json.hpp>

namespace vafast::hub_detail {

publication::publication(std::string_view room, std::uint64_t offset, const std::optional<std::string>& from,
                         std::string_view data, time_point at)
    : room_(room), offset_(offset), from_(from), at_(at), data_size_(data.size()), frame_([&](std::string& out) {
          out += R"({"$":"publication","room":)" + json(room).dump() + R"(,"offset":)" + std::to_string(offset);
          if (from) out += R"(,"from":)" + json(*from).dump();
          out.append(R"(,"data":)").append(data).append("}");
      }) {}

// The last member, before the closing brace.
std::string_view publication::data() const noexcept {
    const std::string_view text = frame_.text();
    return text.substr(text.size() - 1 - data_size_, data_size_);
}

}  // namespace vafast::hub_detail
