#include "client/runtime_state.hpp"
#include "testing/manual_surroundings.hpp"

#include <vafast/error.hpp>
#include <vafast/runtime.hpp>
#include <vafast/testing/clock.hpp>

namespace vafast::testing {

clock::clock()
    : runtime_(std::make_shared<vafast::runtime>(
          client_detail::runtime_state::with_own_thread(std::make_unique<manual_surroundings>()))) {}

clock::~clock() = default;

void clock::advance(std::chrono::milliseconds duration) {
    if (duration.count() < 0) throw error(error_kind::invalid_argument, "clock.advance() cannot go back in time.");
    client_detail::runtime_state& state = *runtime_->state();
    static_cast<manual_surroundings&>(state.around()).advance(state.context(), duration);
}

std::chrono::milliseconds clock::elapsed() const noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(runtime_->state()->now() -
                                                                 client_detail::time_point());
}

}  // namespace vafast::testing
