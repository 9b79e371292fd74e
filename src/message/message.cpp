#include <vafast/message.hpp>
#include <vafast/raw_json.hpp>

namespace vafast {

bool blob::operator==(const blob& other) const noexcept { return data == other.data && type == other.type; }

message::message(const char* text) : variant(std::string(text)) {}

message::message(std::string_view text) : variant(std::string(text)) {}

bool operator==(raw_json_view left, raw_json_view right) noexcept { return left.text() == right.text(); }

bool operator==(const raw_json& left, const raw_json& right) noexcept { return left.text() == right.text(); }

}  // namespace vafast
