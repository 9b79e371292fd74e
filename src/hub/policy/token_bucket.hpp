// Limits a rate: so many a second, and a burst of them at once. Keeps one time, that at which the bucket would be full
// again (the generic cell rate algorithm). Pure; one thread at a time.
#pragma once

#include "hub/policy/time.hpp"

#include <algorithm>
#include <optional>

namespace vafast::hub_detail {

struct rate {
    double per_second;
    double burst;  // 1 or more
};

class token_bucket {
 public:
    // Takes so many tokens, no more than a burst, or tells how long it takes until they are there.
    std::optional<milliseconds> take(time_point now, const rate& allowed, double count = 1) noexcept {
        using seconds = std::chrono::duration<double>;
        const double taken = std::min(count, allowed.burst);
        const auto each = std::chrono::duration_cast<time_point::duration>(seconds(taken / allowed.per_second));
        const auto whole =
            std::chrono::duration_cast<time_point::duration>(seconds(allowed.burst / allowed.per_second));
        const time_point full = std::max(full_, now) + each;
        if (full - now > whole) return std::chrono::ceil<milliseconds>(full - now - whole);
        full_ = full;
        return std::nullopt;
    }

 private:
    time_point full_{};
};

}  // namespace vafast::hub_detail
