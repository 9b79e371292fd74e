// Time as the policies know it: given by the caller, never asked for.
#pragma once

#include <chrono>

namespace vafast::hub_detail {

using time_point = std::chrono::steady_clock::time_point;
using milliseconds = std::chrono::milliseconds;

}  // namespace vafast::hub_detail
