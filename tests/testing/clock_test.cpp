// The clock that is advanced by hand: what a client does in time, without waiting for it.
#include <vafast/client.hpp>
#include <vafast/testing.hpp>
#include <vafast/testing/gmock.hpp>

#include <atomic>

namespace vafast::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

// What a client told, with the times of the clock.
class diary {
 public:
    diary(clock& time, websocket_client<>& client) : time_(time) {
        client.on<"open">([this] { note("open"); });
        client.on<"close">([this](const close_event& event) { note("close " + std::to_string(event.code)); });
        client.on<"error">([this](const error& error) { note(std::string("error ") + to_string(error.kind())); });
        client.on<"reconnect">([this](std::uint32_t attempt) { note("reconnect " + std::to_string(attempt)); });
        client.on<"heartbeat">([this] { note("heartbeat"); });
        client.on<"heartbeat_timeout">([this] { note("heartbeat_timeout"); });
    }
    std::vector<std::string> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(entries_, {});
    }

 private:
    void note(const std::string& what) {
        const std::lock_guard lock(mutex_);
        entries_.push_back(std::to_string(time_.elapsed().count()) + " " + what);
    }

    clock& time_;
    std::mutex mutex_;
    std::vector<std::string> entries_;
};

TEST(clock, lets_heartbeats_come_when_they_are_due_and_not_before) {
    clock time;
    server server(time);
    auto client = create_websocket_client(server.url(), {.runtime = time.runtime()});
    diary told(time, client);
    client.connect().get(5s);
    EXPECT_EQ(client.get_connection_info().remote_address, "memory");
    time.advance(29'999ms);
    EXPECT_THAT(told.take(), ElementsAre("0 open"));
    time.advance(1ms);
    EXPECT_THAT(told.take(), ElementsAre("30000 heartbeat"));
    time.advance(10min);
    EXPECT_EQ(told.take().size(), 20u);  // each was answered
    EXPECT_TRUE(client.is_connected());
    client.force_close().get(5s);
}

TEST(clock, shows_a_network_that_goes_silent) {
    clock time;
    server server(time);
    auto client = create_websocket_client(server.url(), {.auto_reconnect = false, .runtime = time.runtime()});
    diary told(time, client);
    client.connect().get(5s);
    time.advance(10s);
    server.stall();
    time.advance(1min);
    EXPECT_THAT(told.take(), ElementsAre("0 open", "30000 heartbeat", "35000 heartbeat_timeout", "35000 error timeout",
                                         "35000 close 1006"));
}

TEST(clock, lets_reconnection_take_its_delays) {
    clock time;
    server server(time);
    server.script({{.status = 503}, {.status = 503}, {.status = 503, .headers = {{"Retry-After", "60"}}}, {}});
    auto client = create_websocket_client(server.url(), {.reconnect_jitter = jitter::none, .runtime = time.runtime()});
    diary told(time, client);
    EXPECT_THROW(client.connect().get(5s), error);
    time.advance(67s);
    EXPECT_THAT(told.take(), ElementsAre("0 error handshake", "0 reconnect 1", "1000 error handshake",
                                         "1000 reconnect 2", "3000 error handshake", "3000 reconnect 3", "67000 open"));
    client.force_close().get(5s);
}

TEST(clock, times_out_an_attempt_at_each_step_that_stalls) {
    for (const step where : {step::connect, step::tls, step::handshake}) {
        clock time;
        server server(time, {.tls = true});
        server.script({{.stall_at = where}});
        auto client = create_websocket_client(
            server.url(), {.auto_reconnect = false, .tls = {.ca = server.certificate()}, .runtime = time.runtime()});
        const auto connected = client.connect();
        time.advance(4'999ms);
        EXPECT_FALSE(connected.is_ready());
        time.advance(1ms);
        ASSERT_TRUE(connected.is_ready());
        EXPECT_THROW(connected.get(), error);
    }
}

TEST(clock, refuses_to_be_advanced_by_who_would_have_to_return_first) {
    clock time;
    server server(time);
    auto client = create_websocket_client(server.url(), {.runtime = time.runtime()});
    std::atomic<bool> refused{false};
    client.on<"open">([&] {
        try {
            time.advance(1s);
        } catch (const error& thrown) {
            refused = thrown.kind() == error_kind::invalid_argument;
        }
    });
    client.connect().get(5s);
    time.advance(0ms);
    EXPECT_TRUE(refused);
    EXPECT_EQ(time.elapsed(), 0ms);
}

TEST(clock, runs_on_at_its_end_so_that_what_closes_then_ends) {
    clock time;
    server server(time);
    server.script({{.stall_at = step::close}});
    auto client = create_websocket_client(server.url(), {.close_timeout = 10min, .runtime = time.runtime()});
    client.connect().get(5s);
}

TEST(clock, makes_the_same_story_of_the_same_test) {
    const auto story = [] {
        clock time;
        server server(time);
        server.script({{.cut_at = step::open}, {.delay = 700ms}, {.cut_at = step::handshake}, {.status = 502}, {}});
        auto client =
            create_websocket_client(server.url(), {.reconnect_jitter = jitter::none, .runtime = time.runtime()});
        diary told(time, client);
        client.connect().get(5s);
        time.advance(3s);
        server.cut_in_frame();
        time.advance(2min);
        client.force_close().get(5s);
        return told.take();
    };
    const auto first = story();
    EXPECT_GT(first.size(), 10u);
    for (int i = 0; i < 20; ++i) ASSERT_EQ(story(), first);
}

}  // namespace
}  // namespace vafast::testing
