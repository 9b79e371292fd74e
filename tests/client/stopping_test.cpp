// Stopping: from every handler, from other threads, at every step, in every way; ten thousand times in all. Nothing
// hangs, nothing is called afterwards, nothing is touched that is gone (the thread sanitizer watches).
#include "client/support.hpp"
#include "hub/support.hpp"

#include <vafast/client.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <random>
#include <thread>

#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using namespace std::chrono_literals;
using hub_detail::testing::running_server;

using client_type = websocket_client<>;

enum class way { close, force_close, destroy, close_and_destroy, reconnect_and_close };
constexpr way ways[] = {way::close, way::force_close, way::destroy, way::close_and_destroy, way::reconnect_and_close};

// A client that can be stopped by anybody, once or often.
class stoppable {
 public:
    stoppable(std::string_view url, client_options options)
        : client_(std::make_shared<client_type>(url, std::move(options))) {}

    // Null once it was destroyed.
    std::shared_ptr<client_type> get() {
        const std::lock_guard lock(mutex_);
        return client_;
    }
    void stop(way how) {
        if (how == way::destroy || how == way::close_and_destroy) {
            std::shared_ptr<client_type> gone;
            const std::lock_guard lock(mutex_);
            gone.swap(client_);
            if (gone && how == way::close_and_destroy) gone->close();
        } else if (const auto client = get()) {
            if (how == way::reconnect_and_close) client->reconnect();
            how == way::force_close ? client->force_close() : client->close();
        }
    }

 private:
    std::mutex mutex_;
    std::shared_ptr<client_type> client_;
};

client_options hasty(client_options options = {}) {
    options.reconnect_delay = 1ms;
    options.max_reconnect_delay = 2ms;
    options.close_timeout = 20ms;
    return options;
}

// Every client that was told to stop ends: its close() completes, whether or not it is there to be asked.
void expect_stopped(stoppable& stopped) {
    if (const auto client = stopped.get()) {
        EXPECT_NO_THROW(client->close().get(patience)) << "hangs";
        EXPECT_FALSE(client->is_connected());
    }
}

// Steps at which a connection attempt stays until it is stopped.
struct step {
    const char* name;
    std::function<std::string()> url;
};

class stopping : public ::testing::Test {
 protected:
    const stalled_names names_;
    const full_port full_;
    scripted_server silent_{[](auto&) {}};
    scripted_server never_closes_{[](auto& socket) { accept_handshake(socket); }};
    scripted_server closes_at_once_{[](auto& socket) {
        accept_handshake(socket, std::string_view("\x88\x02\x03\xe9", 4));
        socket.close();
    }};
    running_server echo_;
    const std::string echo_url_ = "ws://127.0.0.1:" + std::to_string(echo_.port()) + "/ws";
    std::mt19937 random_{seed()};
    const client_type keeps_the_trust_store_{"wss://localhost", {}};  // or each round would read it again

    const std::vector<step> steps_{
        {"resolve", [] { return std::string("ws://name.stall/"); }},
        {"connect", [this] { return full_.url(); }},
        {"TLS", [this] { return silent_.url("wss"); }},
        {"handshake", [this] { return silent_.url(); }},
        {"open", [this] { return echo_url_; }},
        {"closing", [this] { return never_closes_.url(); }},
        {"reconnecting", [this] { return closes_at_once_.url(); }},
        {"refused", [] { return "ws://127.0.0.1:" + std::to_string(closed_port()); }},
    };

    static std::mt19937::result_type seed() {
        const auto chosen = std::random_device{}();
        std::cout << "seed " << chosen << '\n';
        return chosen;
    }
    way any_way() { return ways[random_() % std::size(ways)]; }
    // A moment between "at once" and "when the step is well under way".
    void dally() {
        for (auto turns = random_() % 200; turns > 0; --turns) std::this_thread::yield();
    }
};

TEST_F(stopping, from_another_thread_is_legal_at_every_step) {
    for (int round = 0; round < 4'000; ++round) {
        const step& at = steps_[random_() % steps_.size()];
        SCOPED_TRACE(at.name);
        stoppable client(at.url(), hasty());
        client.get()->connect();
        dally();
        client.stop(any_way());
        expect_stopped(client);
        if (HasFailure()) return;
    }
}

TEST_F(stopping, from_several_threads_at_once_is_legal) {
    for (int round = 0; round < 2'000; ++round) {
        const step& at = steps_[random_() % steps_.size()];
        SCOPED_TRACE(at.name);
        stoppable client(at.url(), hasty());
        client.get()->connect();
        const way first = any_way();
        const way second = any_way();
        dally();
        std::thread other([&] { client.stop(first); });
        std::thread sender([&] {
            if (const auto held = client.get()) held->send("in between");
        });
        client.stop(second);
        other.join();
        sender.join();
        expect_stopped(client);
        if (HasFailure()) return;
    }
}

TEST_F(stopping, from_a_handler_is_legal_in_every_event) {
    const auto happens = std::make_shared<std::atomic<int>>(0);
    for (int round = 0; round < 4'000; ++round) {
        const way how = any_way();
        const int event = round % 8;
        client_options options = hasty();
        std::string url = echo_url_;
        if (event == 2 || event == 6) url = closes_at_once_.url();
        if (event == 3 || event == 4 || event == 5) url = "ws://127.0.0.1:" + std::to_string(closed_port());
        if (event == 5) options.max_reconnect_attempts = 1;
        if (event == 7) options.heartbeat_interval = 1ms;

        const auto client = std::make_shared<stoppable>(url, options);
        const auto happened = std::make_shared<std::promise<void>>();
        const auto stop = [weak = std::weak_ptr(client), how, happened, done = std::make_shared<std::atomic<bool>>()] {
            if (done->exchange(true)) return;
            if (const auto self = weak.lock()) self->stop(how);
            happened->set_value();
        };
        const auto it = client->get();
        switch (event) {
            case 0: it->on<"open">(stop); break;
            case 1:
                it->on<"open">([weak = std::weak_ptr(client)] {
                    if (const auto self = weak.lock()) self->get()->send("echo");
                });
                it->on<"message">(stop);
                break;
            case 2: it->on<"close">(stop); break;
            case 3: it->on<"error">(stop); break;
            case 4: it->on<"reconnect">(stop); break;
            case 5: it->on<"reconnect_failed">(stop); break;
            case 6: it->on<"reconnect_success">(stop); break;
            case 7: it->on<"heartbeat">(stop); break;
        }
        SCOPED_TRACE(event);
        auto done = happened->get_future();
        it->connect();
        ASSERT_EQ(done.wait_for(patience), std::future_status::ready) << "the event did not come";
        expect_stopped(*client);
        if (HasFailure()) return;
    }
}

TEST_F(stopping, leaves_no_handler_to_be_called) {
    for (int round = 0; round < 200; ++round) {
        const auto after_the_end = std::make_shared<std::atomic<bool>>(false);
        stoppable client(closes_at_once_.url(), hasty());
        client.get()->on<"open">([after_the_end] { EXPECT_FALSE(*after_the_end); });
        client.get()->on<"close">([after_the_end](const close_event& event) {
            EXPECT_FALSE(*after_the_end);
            if (!event.will_reconnect) *after_the_end = true;
        });
        client.get()->on<"reconnect">([after_the_end] { EXPECT_FALSE(*after_the_end); });
        client.get()->connect();
        dally();
        client.stop(way::close);
        expect_stopped(client);
        EXPECT_TRUE(*after_the_end);
    }
}

TEST_F(stopping, does_not_deadlock_with_a_sender_that_holds_the_lock_of_a_handler) {
    std::mutex application;
    std::atomic<int> received{0};
    client_type client(echo_url_, hasty());
    client.on<"message">([&](const message_event&) {
        const std::lock_guard lock(application);
        ++received;
    });
    client.on<"close">([&] { const std::lock_guard lock(application); });
    client.connect().get(patience);
    for (int i = 0; i < 1'000; ++i) {
        const std::lock_guard lock(application);
        client.send("hello");
    }
    {
        const std::lock_guard lock(application);
        client.close();
    }
    client.close().get(patience);
    EXPECT_EQ(received, 1'000);
}

TEST_F(stopping, does_not_wait_for_a_lookup_that_hangs) {
    auto own = std::make_shared<runtime>();
    {
        client_type client("ws://name.stall/", hasty({.runtime = std::move(own)}));
        client.connect();
        dally();
    }  // the runtime ended here, with the lookup still hanging
}

}  // namespace
}  // namespace vafast::client_detail::testing
