// How long to wait before the next reconnection attempt: exponential, bounded, jittered. Pure; one thread at a time.
#pragma once

#include "base/random.hpp"
#include "client/policy/time.hpp"

#include <vafast/client_options.hpp>

#include <cstdint>
#include <optional>

namespace vafast::client_detail {

class backoff {
 public:
    // The longest time that a server can keep us away with Retry-After.
    static constexpr std::chrono::hours longest_retry_after{1};

    explicit backoff(const client_options& options);

    std::uint32_t attempts() const noexcept { return attempts_; }  // since reset()
    bool is_exhausted() const noexcept { return attempts_ >= max_attempts_; }

    // Counts one attempt and says how long to wait before it; at least `retry_after`, where the server asked for that.
    milliseconds next(std::optional<std::chrono::seconds> retry_after, base::random& random);

    // Counts one attempt that begins at once, because the user asked for it.
    void count() noexcept { attempts_ += attempts_ != unlimited; }

    // The connection was stable.
    void reset() noexcept { attempts_ = 0; }

 private:
    milliseconds first_, longest_;
    double multiplier_;
    jitter jitter_;
    std::uint32_t max_attempts_;
    std::uint32_t attempts_ = 0;
};

}  // namespace vafast::client_detail
