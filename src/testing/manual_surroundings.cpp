#include "testing/manual_surroundings.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

namespace vafast::testing {

class manual_surroundings::manual_timer final : public client_detail::timer {
 public:
    manual_timer(manual_surroundings& around, boost::asio::any_io_executor executor)
        : around_(around), executor_(std::move(executor)), place_(around.waits_.end()) {}
    ~manual_timer() override { cancel(); }

    void wait_until(time_point deadline, std::function<void()> due) override {
        const waits::node_type dropped = take_out();
        const std::lock_guard lock(around_.mutex_);
        place_ = around_.waits_.emplace(deadline, wait{this, std::move(due)});
    }
    void cancel() noexcept override { take_out(); }

    // Under the lock: it is no longer among those that wait.
    const boost::asio::any_io_executor& fired() noexcept {
        place_ = around_.waits_.end();
        return executor_;
    }

 private:
    // To be let go of without the lock: what it calls may own anything.
    waits::node_type take_out() noexcept {
        const std::lock_guard lock(around_.mutex_);
        if (place_ == around_.waits_.end()) return {};
        return around_.waits_.extract(std::exchange(place_, around_.waits_.end()));
    }

    manual_surroundings& around_;  // outlives this
    boost::asio::any_io_executor executor_;
    waits::iterator place_;
};

manual_surroundings::~manual_surroundings() = default;

time_point manual_surroundings::now() const noexcept {
    const std::lock_guard lock(mutex_);
    return now_;
}

std::unique_ptr<client_detail::timer> manual_surroundings::make_timer(boost::asio::any_io_executor executor) {
    return std::make_unique<manual_timer>(*this, std::move(executor));
}

// The runtime's thread

void manual_surroundings::run(boost::asio::io_context& context) {
    {
        const std::lock_guard lock(mutex_);
        running_ = &context;
        thread_ = std::this_thread::get_id();
    }
    do {
        context.restart();
        settle(context);
        while (context.run_one() != 0) settle(context);
    } while (fire_next());
    const std::lock_guard lock(mutex_);
    running_ = nullptr;
}

// Until all is quiet, and nothing more falls due.
void manual_surroundings::settle(boost::asio::io_context& context) {
    do {
        while (context.poll() != 0) {
        }
        if (context.stopped()) return;
    } while (fire_next());
    arrive();
}

// The next wait that falls due: its time is now.
bool manual_surroundings::fire_next() {
    waits::node_type next;
    boost::asio::any_io_executor executor;
    {
        const std::lock_guard lock(mutex_);
        if (waits_.empty() || waits_.begin()->first > limit_) return false;
        next = waits_.extract(waits_.begin());
        now_ = std::max(now_, next.key());
        executor = next.mapped().owner->fired();
    }
    boost::asio::post(executor, std::move(next.mapped().due));
    return true;
}

void manual_surroundings::arrive() {
    if (arrival_ == nullptr) return;
    {
        const std::lock_guard lock(mutex_);
        now_ = std::max(now_, limit_);
    }
    std::exchange(arrival_, nullptr)->set_value();
}

void manual_surroundings::stop() {
    const std::lock_guard lock(mutex_);
    limit_ = client_detail::never;
    if (running_ != nullptr) boost::asio::post(*running_, [] {});  // to look at it
}

void manual_surroundings::advance(boost::asio::io_context& context, milliseconds duration) {
    {
        const std::lock_guard lock(mutex_);
        if (thread_ == std::this_thread::get_id())
            throw error(error_kind::invalid_argument,
                        "clock.advance() in a handler would wait for the handler itself; advance the clock in the "
                        "test.");
    }
    const std::lock_guard one_at_a_time(advancing_);
    std::promise<void> arrival;
    // Behind all that was asked for before.
    boost::asio::post(context, [&] {
        const std::lock_guard lock(mutex_);
        limit_ = now_ + duration;
        arrival_ = &arrival;
    });
    arrival.get_future().wait();
}

// The network

std::string manual_surroundings::make_name() {
    const std::lock_guard lock(mutex_);
    return "server-" + std::to_string(++names_) + std::string(memory_suffix);
}

void manual_surroundings::listen(const std::string& name, listener called) {
    const std::lock_guard lock(mutex_);
    listeners_[name] = std::move(called);
}

void manual_surroundings::stop_listening(const std::string& name) {
    const std::lock_guard lock(mutex_);
    listeners_.erase(name);
}

transport::dialler manual_surroundings::dialler_for(const base::url& server) {
    if (!server.host.ends_with(memory_suffix)) return {};
    return [this](const boost::asio::any_io_executor& executor, const base::url& to, const answer& done) {
        boost::asio::post(executor, [this, name = to.host, executor, done] { dial(name, executor, done); });
    };
}

void manual_surroundings::dial(const std::string& name, const boost::asio::any_io_executor& executor,
                               const answer& done) {
    listener called;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = listeners_.find(name); found != listeners_.end()) called = found->second;
    }
    if (called) return called(executor, done);
    done(tl::unexpected(
        error(error_kind::connect, "Could not connect to " + name + ": no testing::server listens there.")));
}

}  // namespace vafast::testing
