// How long does a restart of the hub hold up its members? vafast_recover URL COUNT: connects so many, each in a room,
// says "ready", waits until every one of them lost its connection and is back in its room, and tells how long that took
// from the first loss on.
#include "cli/descriptors.hpp"

#include <vafast/client.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace {

using steady = std::chrono::steady_clock;

// On the runtime's thread, but for wait().
class restart {
 public:
    explicit restart(std::size_t members) : missing_(members) {}
    void lost() {
        if (!begin_) begin_ = steady::now();
    }
    void recovered() {
        const std::lock_guard lock(mutex_);
        taken_.push_back(std::chrono::duration<double>(steady::now() - begin_.value()).count());
        if (--missing_ == 0) changed_.notify_all();
    }
    // Seconds, of the half and of all of them.
    std::pair<double, double> wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return missing_ == 0; });
        return {taken_[taken_.size() / 2], taken_.back()};
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t missing_;
    std::optional<steady::time_point> begin_;
    std::vector<double> taken_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 3) {
        std::fprintf(stderr, "usage: %s URL COUNT\n", words[0]);
        return 2;
    }
    vafast::cli::allow_many_descriptors();
    const auto members = static_cast<std::size_t>(std::atol(words[2]));
    restart progress(members);
    std::vector<std::unique_ptr<vafast::websocket_client<>>> clients;
    for (std::size_t i = 0; i < members; ++i) {
        clients.push_back(std::make_unique<vafast::websocket_client<>>(
            words[1], vafast::client_options{.connection_timeout = std::chrono::seconds(30)}));
        clients.back()->connect().get();
        clients.back()->join_room("room-" + std::to_string(i % 100)).get();
        clients.back()->on<"close">([&](const vafast::close_event&) { progress.lost(); });
        clients.back()->on<"recovered">([&](const std::string& room, const vafast::recovery&) {
            if (room.starts_with("room-")) progress.recovered();
        });
    }
    std::printf("ready\n");
    std::fflush(stdout);
    const auto [half, all] = progress.wait();
    std::printf("{\"half_s\":%.2f,\"all_s\":%.2f}\n", half, all);
    std::fflush(stdout);
    std::_Exit(0);
}
