// Time as the policies know it: given by the caller, never asked for.
#pragma once

#include <chrono>

namespace vafast::client_detail {

using time_point = std::chrono::steady_clock::time_point;
using milliseconds = std::chrono::milliseconds;

inline constexpr time_point never = time_point::max();

}  // namespace vafast::client_detail
