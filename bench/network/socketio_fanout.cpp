// How fast does Socket.IO reach many? As `vafast bench fanout`, with our client speaking Socket.IO's protocol over
// WebSocket, so that all servers are measured with the same members. socketio_fanout PORT MEMBERS WINDOW SECONDS
#include "cli/bench/latencies.hpp"
#include "cli/descriptors.hpp"

#include <vafast/client.hpp>
#include <vafast/runtime.hpp>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using steady = std::chrono::steady_clock;

constexpr std::size_t number_size = 16;
constexpr std::size_t size = 64;

// All on the runtime's thread, but for the constructor and what is atomic.
class fan {
 public:
    fan(const std::string& url, std::size_t members, std::size_t window) : members_(members), ways_(window) {
        const auto thread = std::make_shared<vafast::runtime>();
        for (std::size_t i = 0; i <= members; ++i) {
            clients_.push_back(std::make_unique<vafast::websocket_client<>>(
                url, vafast::client_options{.auto_reconnect = false, .runtime = thread}));
            auto& client = *clients_.back();
            client.on<"message">(
                [this, &client](const vafast::message_event& event) { received(client, event.text()); });
            client.connect().get();
        }
    }

    void run(std::chrono::duration<double> time) {
        while (joined_ <= members_) std::this_thread::yield();
        // The members' last answers are there: from here on only publications come.
        for (std::size_t i = 0; i < ways_.size(); ++i) publish(i);
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        is_measuring_ = true;
        std::this_thread::sleep_for(time);
        is_measuring_ = false;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        std::printf("{\"deliveries_per_second\":%.0f,\"p50_us\":%.1f}\n",
                    static_cast<double>(times_.count()) / time.count(),
                    static_cast<double>(times_.percentile(0.5).count()) / 1000);
        std::fflush(stdout);
        std::_Exit(0);
    }

 private:
    struct way {
        steady::time_point sent_at;
        std::size_t reached = 0;
    };

    void publish(std::size_t number) {
        ways_[number] = {steady::now(), 0};
        char digits[number_size + 1];
        std::snprintf(digits, sizeof digits, "%016zu", number);
        clients_.front()->send("42[\"publish\",\"" + std::string(digits) + std::string(size - number_size, 'x') +
                               "\"]");
    }
    // Engine.IO: 0 opens, 2 is a ping, 4 a message; Socket.IO in it: 40 connects, 42 is an event.
    void received(vafast::websocket_client<>& client, std::string_view text) {
        constexpr std::string_view event = "42[\"published\",\"";
        if (text.starts_with('0')) client.send("40");
        if (text.starts_with('2')) client.send("3");
        if (text.starts_with("40")) ++joined_;
        if (!text.starts_with(event) || &client == clients_.front().get()) return;
        std::size_t number = 0;
        std::from_chars(text.data() + event.size(), text.data() + event.size() + number_size, number);
        if (is_measuring_) times_.add(steady::now() - ways_[number].sent_at);
        if (++ways_[number].reached == members_) publish(number);
    }

    const std::size_t members_;
    std::vector<way> ways_;
    std::vector<std::unique_ptr<vafast::websocket_client<>>> clients_;
    std::atomic<std::size_t> joined_{0};
    std::atomic<bool> is_measuring_{false};
    vafast::cli::latencies times_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::fprintf(stderr, "usage: %s PORT MEMBERS WINDOW SECONDS\n", words[0]);
        return 2;
    }
    vafast::cli::allow_many_descriptors();
    fan all("ws://127.0.0.1:" + std::string(words[1]) + "/socket.io/?EIO=4&transport=websocket",
            static_cast<std::size_t>(std::atol(words[2])), static_cast<std::size_t>(std::atol(words[3])));
    all.run(std::chrono::duration<double>(std::atof(words[4])));
}
