#include "client/policy/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace vafast::client_detail {

backoff::backoff(const client_options& options)
    : first_(options.reconnect_delay),
      longest_(options.max_reconnect_delay),
      multiplier_(options.reconnect_multiplier),
      jitter_(options.reconnect_jitter),
      max_attempts_(options.max_reconnect_attempts) {}

milliseconds backoff::next(std::optional<std::chrono::seconds> retry_after, base::random& random) {
    const double grown = static_cast<double>(first_.count()) * std::pow(multiplier_, attempts_);
    double delay = std::min(grown, static_cast<double>(longest_.count()));
    if (jitter_ == jitter::full) delay *= random.draw_unit();
    if (jitter_ == jitter::equal) delay *= 0.5 + random.draw_unit() / 2;
    count();

    const milliseconds wait(static_cast<milliseconds::rep>(delay));
    if (!retry_after) return wait;
    // Those who were all sent away at once do not come back at once: the jitter is added.
    return std::min<milliseconds>(*retry_after, longest_retry_after) + wait;
}

}  // namespace vafast::client_detail
