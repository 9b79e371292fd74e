#include "client/surroundings.hpp"

#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace vafast::client_detail {
namespace {

class system_timer final : public timer {
 public:
    explicit system_timer(boost::asio::any_io_executor executor) : timer_(std::move(executor)) {}

    void wait_until(time_point deadline, std::function<void()> due) override {
        timer_.expires_at(deadline);
        timer_.async_wait([due = std::move(due)](const boost::system::error_code& failure) {
            if (!failure) due();
        });
    }
    void cancel() noexcept override { timer_.cancel(); }

 private:
    boost::asio::steady_timer timer_;
};

}  // namespace

time_point surroundings::now() const noexcept { return std::chrono::steady_clock::now(); }

std::unique_ptr<timer> surroundings::make_timer(boost::asio::any_io_executor executor) {
    return std::make_unique<system_timer>(std::move(executor));
}

transport::dialler surroundings::dialler_for(const base::url&) { return {}; }

void surroundings::run(boost::asio::io_context& context) { context.run(); }

}  // namespace vafast::client_detail
