// The hub's figures as Prometheus reads them (text format 0.0.4). Pure; any thread.
#pragma once

#include <vafast/hub.hpp>

#include <string>

namespace vafast::hub_detail {

inline constexpr const char* metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

std::string to_metrics(const hub_stats& figures);

}  // namespace vafast::hub_detail
