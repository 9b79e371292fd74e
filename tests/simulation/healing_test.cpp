// A client and a server over a network that does whatever networks do, in simulated time, over many seeds: whatever
// happens, the client heals or says that it does not, and what it tells makes sense.
#include "client/simulated.hpp"

#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

namespace vafast::client_detail {
namespace {

using namespace std::chrono_literals;

constexpr int schedules = 2'000;

// The events of a client obey: open … close, again and again; nothing between a close for good and the next connect.
class storyline {
 public:
    void follow(const std::vector<std::string>& events) {
        for (const std::string& event : events) follow(event);
    }
    void connect_called() { ended_ = false; }
    bool is_open() const { return open_; }
    bool has_ended() const { return ended_; }
    int opened() const { return opened_; }

 private:
    void follow(const std::string& event) {
        if (event.starts_with("attempt ") || event == "finish")
            return;  // for futures and the transport, not for handlers
        EXPECT_FALSE(ended_) << event << " after the end";
        if (event.starts_with("open")) {
            EXPECT_FALSE(open_) << "opened twice";
            open_ = true;
            ++opened_;
        } else if (event.starts_with("message") || event == "heartbeat") {
            EXPECT_TRUE(open_) << event << " without a connection";
        } else if (event.starts_with("close")) {
            EXPECT_TRUE(open_ || event.ends_with("for good")) << event;
            open_ = false;
            ended_ = event.ends_with("for good");
        }
    }

    bool open_ = false;
    bool ended_ = true;
    int opened_ = 0;
};

class schedule {
 public:
    explicit schedule(std::uint64_t seed) : random_(seed), network_({}, "ws://server.test/ws", seed) {}

    void run() {
        network_.client().connect(network_.now());
        story_.connect_called();
        for (int step = 0; step < 100; ++step) {
            do_something();
            story_.follow(network_.take_events());
            network_.advance(milliseconds(random_() % 3'000));
            story_.follow(network_.take_events());
            check_not_stuck();
        }
        expect_healing();
    }

 private:
    bool chance(unsigned percent) { return random_() % 100 < percent; }

    void do_something() {
        const ready_state state = network_.client().current_state();
        if (network_.is_attempting()) {
            if (chance(60))
                network_.accept_tcp();
            else if (chance(50))
                network_.refuse_tcp();
        } else if (state == ready_state::connecting && network_.awaits_handshake()) {
            if (chance(60))
                network_.accept_handshake();
            else if (chance(30))
                network_.answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
            else if (chance(30))
                network_.connection_breaks();
        } else if (network_.is_connected() && state == ready_state::open) {
            switch (random_() % 10) {
                case 0: network_.connection_breaks(); break;
                case 1: network_.server_ends_stream(); break;
                case 2: network_.server_closes(1001); break;
                case 3: network_.go_silent(); break;
                case 4: network_.client().reconnect(network_.now()); break;
                case 5: network_.send_text("from the client"); break;
                case 6: network_.block_writes(chance(50)); break;
                case 7: network_.client().connect(network_.now()); break;
                default: network_.server_sends("from the server"); break;
            }
        } else if (network_.is_connected() && state == ready_state::closing) {
            if (chance(70)) network_.server_ends_stream();
        }
        if (chance(2)) {
            network_.client().close(1000, {}, network_.now());
            if (network_.client().current_state() == ready_state::closed || chance(50)) {
                network_.advance(2s);
                story_.follow(network_.take_events());
                network_.client().connect(network_.now());
                story_.connect_called();
            }
        }
        network_.deliver();
    }

    // There is always something that will happen by itself, unless nothing is wanted.
    void check_not_stuck() {
        if (network_.client().current_state() != ready_state::closed)
            EXPECT_NE(network_.client().deadline(), never);
        else
            EXPECT_TRUE(story_.has_ended());
    }

    // The network is well again: the client is connected within its longest delay and timeouts.
    void expect_healing() {
        network_.block_writes(false);
        if (network_.client().current_state() == ready_state::closed) {
            network_.client().connect(network_.now());
            story_.connect_called();
        }
        const time_point latest = network_.now() + 35s + 2s + 30s + 5s;
        while (network_.now() < latest) {
            if (network_.is_attempting()) network_.establish();
            network_.advance(100ms);
            story_.follow(network_.take_events());
            if (network_.client().current_state() == ready_state::closed) {  // an earlier close() was still under way
                network_.client().connect(network_.now());
                story_.connect_called();
            }
        }
        EXPECT_EQ(network_.client().current_state(), ready_state::open);
        EXPECT_TRUE(story_.is_open());
        EXPECT_GT(story_.opened(), 0);
    }

    std::mt19937_64 random_;
    simulated_network network_;
    storyline story_;
};

TEST(simulation, heals_over_thousands_of_schedules_of_faults) {
    const char* chosen = std::getenv("VAFAST_SEED");  // repeats one schedule
    const std::uint64_t first = chosen ? std::strtoull(chosen, nullptr, 10) : std::random_device{}();
    for (std::uint64_t seed = first; seed < first + (chosen ? 1 : schedules) && !::testing::Test::HasFailure();
         ++seed) {
        SCOPED_TRACE("VAFAST_SEED=" + std::to_string(seed));
        schedule(seed).run();
    }
}

}  // namespace
}  // namespace vafast::client_detail
