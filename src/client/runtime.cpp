#include "client/driver.hpp"
#include "client/runtime_state.hpp"
#include "transport/tls.hpp"

#include <vafast/asio.hpp>
#include <vafast/runtime.hpp>

#include <utility>

#include <boost/asio/strand.hpp>

namespace vafast {
namespace client_detail {

std::shared_ptr<runtime_state> runtime_state::with_own_thread(std::unique_ptr<surroundings> around) {
    std::shared_ptr<runtime_state> state(new runtime_state(std::move(around)));
    state->own_context_ = std::make_unique<boost::asio::io_context>(1);
    state->context_ = state->own_context_.get();
    state->work_.emplace(boost::asio::make_work_guard(*state->context_));
    // The thread keeps the state: it may outlive the runtime where that ends on the thread itself.
    state->thread_ = std::thread([state] { state->around_->run(*state->context_); });
    return state;
}

std::shared_ptr<runtime_state> runtime_state::on(boost::asio::io_context& context) {
    std::shared_ptr<runtime_state> state(new runtime_state(std::make_unique<surroundings>()));
    state->context_ = &context;
    return state;
}

boost::asio::any_io_executor runtime_state::make_executor() {
    if (own_context_) return own_context_->get_executor();
    return boost::asio::make_strand(*context_);
}

void runtime_state::hold(std::shared_ptr<driver> client) {
    const std::lock_guard lock(mutex_);
    clients_.insert(std::move(client));
}

void runtime_state::let_go(const std::shared_ptr<driver>& client) {
    const std::lock_guard lock(mutex_);
    clients_.erase(client);
}

void runtime_state::stop() {
    around_->stop();
    work_.reset();
    if (!thread_.joinable()) return;
    if (thread_.get_id() == std::this_thread::get_id()) {
        thread_.detach();
    } else {
        thread_.join();
    }
}

}  // namespace client_detail

runtime::runtime() : state_(client_detail::runtime_state::with_own_thread()) {}

runtime::runtime(std::shared_ptr<client_detail::runtime_state> state) noexcept : state_(std::move(state)) {}

runtime::~runtime() { state_->stop(); }

std::shared_ptr<runtime> runtime::shared() {
    static const std::shared_ptr<runtime> instance = [] {
        transport::prepare_tls();  // connections that still close at the end of the process need it
        return std::make_shared<runtime>();
    }();
    return instance;
}

std::shared_ptr<runtime> make_runtime(boost::asio::io_context& context) {
    return std::make_shared<runtime>(client_detail::runtime_state::on(context));
}

}  // namespace vafast
