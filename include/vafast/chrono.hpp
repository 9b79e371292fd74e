// std::chrono's durations, time points and clocks, which options and events are written in. A program that wants
// calendars includes <chrono> itself: they bring in the streams, and cost each file a seventh of what our headers do.
#pragma once

#if __has_include(<bits/chrono.h>)  // libstdc++ 12 and later: what <chrono> has without calendars
#include <bits/chrono.h>
#else
#include <chrono>
#endif
