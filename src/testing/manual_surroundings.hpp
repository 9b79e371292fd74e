// Surroundings in which time stands still until it is advanced, and servers are reached without a port. Whatever can
// happen without waiting happens before time moves. Any thread, where nothing else is said.
#pragma once

#include "client/surroundings.hpp"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace vafast::testing {

using client_detail::milliseconds;
using client_detail::time_point;

// Names that end in this are of servers in memory.
inline constexpr std::string_view memory_suffix = ".memory";

class manual_surroundings final : public client_detail::surroundings {
 public:
    // A client calls: answer with a socket, an error, or never. On the runtime's thread.
    using answer = std::function<void(tl::expected<transport::stream::socket_type, error>)>;
    using listener = std::function<void(const boost::asio::any_io_executor& executor, const answer& done)>;

    manual_surroundings() = default;
    ~manual_surroundings() override;

    time_point now() const noexcept override;
    std::unique_ptr<client_detail::timer> make_timer(boost::asio::any_io_executor executor) override;
    transport::dialler dialler_for(const base::url& server) override;
    void run(boost::asio::io_context& context) override;
    // Time runs on by itself from now on.
    void stop() override;

    // Returns once everything that is due in `duration` has happened. Throws error(invalid_argument) on the thread that
    // runs `context`.
    void advance(boost::asio::io_context& context, milliseconds duration);

    // A name under which nobody listens yet.
    std::string make_name();
    void listen(const std::string& name, listener called);
    void stop_listening(const std::string& name);

 private:
    class manual_timer;
    struct wait {
        manual_timer* owner;
        std::function<void()> due;
    };
    using waits = std::multimap<time_point, wait>;  // those of one moment in their order

    void settle(boost::asio::io_context& context);
    bool fire_next();
    void arrive();
    void dial(const std::string& name, const boost::asio::any_io_executor& executor, const answer& done);

    mutable std::mutex mutex_;  // guards what follows
    time_point now_{};
    time_point limit_{};  // to which time may move
    waits waits_;
    boost::asio::io_context* running_ = nullptr;
    std::thread::id thread_;
    std::map<std::string, listener, std::less<>> listeners_;
    unsigned names_ = 0;

    std::promise<void>* arrival_ = nullptr;  // who waits for limit_ to be reached; the runtime's thread only
    std::mutex advancing_;                   // one at a time
};

}  // namespace vafast::testing
