// Frames in words, for people who read a trace. Pure; any thread.
#pragma once

#include "trace/record.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vafast::cli {

// "text", "ping"; "opcode 3" for one that means nothing.
std::string opcode_name(std::uint8_t opcode);
// "normal", "going away"; empty where nobody has named it.
std::string_view close_code_name(std::uint16_t code);
// What is in a close frame: "1001 going away: the reason".
std::string close_words(base::bytes payload);
// A frame of the hub's protocol, "publish 5 to general"; empty where it is none.
std::string hub_words(trace::side from, std::string_view text);
// "text fin rsv1 masked, 12 bytes"
std::string frame_words(const trace::frame& frame);

}  // namespace vafast::cli
