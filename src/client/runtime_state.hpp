// What a runtime is made of: an io_context, the thread that runs it unless it is the program's own, what is around it,
// and the clients on it. Clients are held here from their first connect() until they are closed and let go of;
// everything else holds them weakly. Any thread.
#pragma once

#include "client/surroundings.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace vafast::client_detail {

class driver;

class runtime_state : public std::enable_shared_from_this<runtime_state> {
 public:
    static std::shared_ptr<runtime_state> with_own_thread(
        std::unique_ptr<surroundings> around = std::make_unique<surroundings>());
    // On the program's io_context, which outlives all clients on it.
    static std::shared_ptr<runtime_state> on(boost::asio::io_context& context);

    boost::asio::io_context& context() noexcept { return *context_; }
    // For one client, whose steps it runs one after the other: a strand where the program may have many threads, and
    // the own thread itself, which costs less.
    boost::asio::any_io_executor make_executor();
    surroundings& around() noexcept { return *around_; }
    time_point now() const noexcept { return around_->now(); }

    void hold(std::shared_ptr<driver> client);
    void let_go(const std::shared_ptr<driver>& client);

    // No client will come: ends the own thread once those that are closing are done. Waits for it, unless called there.
    void stop();

 private:
    explicit runtime_state(std::unique_ptr<surroundings> around) : around_(std::move(around)) {}

    const std::unique_ptr<surroundings> around_;
    std::unique_ptr<boost::asio::io_context> own_context_;
    boost::asio::io_context* context_ = nullptr;
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    std::thread thread_;
    std::mutex mutex_;
    std::unordered_set<std::shared_ptr<driver>> clients_;
};

}  // namespace vafast::client_detail
