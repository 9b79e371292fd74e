// The client over real sockets.
#include "client/support.hpp"
#include "hub/support.hpp"

#include <vafast/asio.hpp>
#include <vafast/client.hpp>
#include <vafast/testing.hpp>

#include <atomic>
#include <coroutine>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using namespace std::chrono_literals;
using hub_detail::testing::running_server;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string why_it_does_not_connect(std::string_view url, client_options options = {}) {
    options.auto_reconnect = false;
    auto client = create_websocket_client(url, std::move(options));
    return what_it_throws([&] { client.connect().get(patience); });
}

TEST(client, sends_and_receives_text_json_binary_and_blobs) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.on<"message">([&](const message& received, const message_event& event) {
        std::visit(overloaded{
                       [&](const std::string& text) { log.add("text " + text); },
                       [&](const json& value) { log.add("json " + value.dump()); },
                       [&](const binary& data) { log.add("binary " + std::to_string(data.size())); },
                       [&](const blob& value) { log.add("blob " + std::to_string(value.data.size())); },
                   },
                   received);
        EXPECT_EQ(event.is_text, received.index() < 2);
    });
    client.connect().get(patience);
    EXPECT_EQ(client.send("Hello, WebSocket!"), send_status::sent);
    EXPECT_EQ(client.send(std::string("also text")), send_status::sent);
    EXPECT_EQ(client.send({{"type", "user_action"}, {"target", "button"}}), send_status::sent);
    EXPECT_EQ(client.send(json(42)), send_status::sent);
    EXPECT_EQ(client.send(binary(8)), send_status::sent);
    EXPECT_EQ(client.send(blob{.data = binary(3), .type = "text/plain"}), send_status::sent);
    EXPECT_EQ(client.send(message(std::string("as a message"))), send_status::sent);
    ASSERT_TRUE(log.wait_for("text as a message"));
    EXPECT_THAT(log.all(), ElementsAre("text Hello, WebSocket!", "text also text",
                                       R"(json {"type":"user_action","target":"button"})", "json 42", "binary 8",
                                       "binary 3", "text as a message"));
    client.close().get(patience);
}

TEST(client, delivers_binary_messages_as_blobs_when_asked_to) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.binary_type = binary_type::blob});
    const closed_at_the_end client_guard(client);
    client.on<"message">(
        [&](const message& received) { log.add(std::holds_alternative<blob>(received) ? "blob" : "?"); });
    client.connect().get(patience);
    client.send(binary(8));
    EXPECT_TRUE(log.wait_for("blob"));
}

TEST(client, tells_about_its_connection) {
    running_server server({.compression = websocket::deflate_options{}, .protocols = {"v1"}});
    auto client =
        create_websocket_client(server.url(), {.protocols = {"chat", "v1"}, .compression = {.enabled = true}});
    EXPECT_EQ(client.get_connection_info().ready_state, ready_state::closed);
    EXPECT_FALSE(client.is_connected());
    client.connect().get(patience);
    EXPECT_TRUE(client.is_connected());
    const connection_info info = client.get_connection_info();
    EXPECT_EQ(info.url, server.url());
    EXPECT_EQ(info.protocol, "v1");
    EXPECT_THAT(info.extensions, StartsWith("permessage-deflate"));
    EXPECT_EQ(info.ready_state, ready_state::open);
    EXPECT_EQ(info.remote_address, "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_THAT(info.local_address, StartsWith("127.0.0.1:"));
    EXPECT_EQ(info.tls_version, "");
    client.close().get(patience);
    EXPECT_EQ(client.get_connection_info().remote_address, "");
    EXPECT_FALSE(client.is_connected());
}

TEST(client, refuses_wrong_arguments_at_once_and_names_them) {
    const auto creating = [](std::string_view url, client_options options = {}) {
        return what_it_throws([&] { create_websocket_client(url, options); });
    };
    EXPECT_THAT(creating("localhost:3000"), StartsWith("invalid_argument: "));
    EXPECT_THAT(creating("http://localhost"), HasSubstr("http"));
    EXPECT_THAT(creating("ws://localhost:99999"), HasSubstr("99999"));
    EXPECT_THAT(creating("ws://h", {.connection_timeout = -1ms}), HasSubstr("connection_timeout"));
    EXPECT_THAT(creating("ws://h", {.reconnect_multiplier = 0.5}), HasSubstr("reconnect_multiplier"));
    EXPECT_THAT(creating("ws://h", {.protocols = {"a b"}}), HasSubstr("a b"));
    EXPECT_THAT(creating("ws://h", {.headers = {{"X", "a\r\nEvil: yes"}}}), HasSubstr("X"));
    EXPECT_THAT(creating("ws://h", {.compression = {.level = 10}}), HasSubstr("compression.level"));
    EXPECT_THAT(creating("wss://h", {.tls = {.ca = {.file = "/no/such/file"}}}), HasSubstr("/no/such/file"));
    EXPECT_THAT(creating("ws://h", {.proxy = {.url = "ftp://proxy"}}), HasSubstr("ftp"));

    auto client = create_websocket_client("ws://localhost");
    EXPECT_THAT(what_it_throws([&] { client.close(1005); }), HasSubstr("1005"));
    EXPECT_THAT(what_it_throws([&] { client.close(1000, std::string(124, 'x')); }), HasSubstr("124"));
    EXPECT_THAT(what_it_throws([&] { client.close(1000, "\xff"); }), HasSubstr("UTF-8"));
}

TEST(client, says_which_step_of_connecting_failed) {
    EXPECT_THAT(why_it_does_not_connect("ws://127.0.0.1:" + std::to_string(closed_port())), StartsWith("connect: "));
    EXPECT_THAT(why_it_does_not_connect("ws://name.stall/"), StartsWith("resolve: "));
    const full_port full;
    EXPECT_THAT(why_it_does_not_connect(full.url(), {.connection_timeout = 50ms}), StartsWith("timeout: "));
    const scripted_server silent([](auto&) {});
    EXPECT_THAT(why_it_does_not_connect(silent.url("wss"), {.connection_timeout = 50ms}), StartsWith("timeout: "));
    running_server server;
    const std::string elsewhere = "ws://127.0.0.1:" + std::to_string(server.port()) + "/elsewhere";
    EXPECT_THAT(why_it_does_not_connect(elsewhere), AllOf(StartsWith("handshake: "), HasSubstr("404")));
}

TEST(client, does_not_send_while_there_is_no_connection) {
    auto client = create_websocket_client("ws://127.0.0.1:1");
    EXPECT_EQ(client.send("lost"), send_status::not_connected);
    EXPECT_EQ(client.send("\xff"), send_status::invalid);
}

TEST(client, delivers_frames_that_came_in_the_same_segment_as_the_handshake) {
    const scripted_server server([](auto& socket) { accept_handshake(socket, "\x81\x05hello"); });
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.on<"open">([&] {
        client.on<"message">([&](const message_event& event) { log.add("message " + std::string(event.text())); });
    });
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("message hello"));
}

TEST(client, sends_what_was_sent_before_close_and_nothing_after) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    for (int i = 0; i < 1000; ++i) client.send("message " + std::to_string(i));
    const auto closed = client.close();
    EXPECT_EQ(client.send("too late"), send_status::not_connected);
    EXPECT_FALSE(client.is_connected());
    closed.get(patience);
    const auto events = log.all();
    EXPECT_EQ(std::count_if(events.begin(), events.end(), [](auto& each) { return each.starts_with("message"); }),
              1000);
    EXPECT_EQ(events.back(), "close 1000 for good");
}

TEST(client, sends_from_many_threads_at_once) {
    running_server server;
    std::array<int, 4> next{};
    std::atomic<int> received{0};
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.on<"message">([&](const message_event& event) {
        const std::string text(event.text());
        const auto thread = static_cast<std::size_t>(text.at(0) - '0');
        EXPECT_EQ(std::stoi(text.substr(2)), next.at(thread)++) << "out of order";
        if (++received == 20'000) log.add("done");
    });
    client.connect().get(patience);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&client, thread] {
            for (int i = 0; i < 5'000; ++i)
                EXPECT_EQ(client.send(std::to_string(thread) + " " + std::to_string(i)), send_status::sent);
        });
    for (std::thread& each : threads) each.join();
    EXPECT_TRUE(log.wait_for("done"));
}

TEST(client, bounds_what_waits_to_be_sent_and_says_when_there_is_room_again) {
    std::atomic<bool> read{false};
    scripted_server server([&](auto& socket) {
        accept_handshake(socket);
        while (!read) std::this_thread::yield();
        std::vector<char> memory(1 << 20);
        boost::system::error_code failure;
        while (!failure) socket.read_some(boost::asio::buffer(memory), failure);
    });
    event_log log;
    auto client = create_websocket_client(server.url(), {.limits = {.send_buffer = 1 << 20}});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_EQ(client.send(binary((1 << 20) + 1)), send_status::too_big);
    const binary piece(64 << 10);
    send_status status = send_status::sent;
    for (int i = 0; i < 10'000 && status == send_status::sent; ++i) {
        status = client.send(piece);
        EXPECT_LE(client.buffered_bytes(), (1u << 20) + 1000);
    }
    EXPECT_EQ(status, send_status::queue_full);
    read = true;
    EXPECT_TRUE(log.wait_for("drain"));
    EXPECT_EQ(client.buffered_bytes(), 0u);
    EXPECT_EQ(client.send(piece), send_status::sent);
    client.force_close().get(patience);
}

TEST(client, carries_16_mib_messages_and_answers_pings_meanwhile) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    const binary large(16 << 20, std::byte{7});
    client.on<"message">([&](const message_event& event) {
        EXPECT_TRUE(std::equal(event.bytes.begin(), event.bytes.end(), large.begin(), large.end()));
        log.add("received");
    });
    client.connect().get(patience);
    EXPECT_EQ(client.send(large), send_status::sent);
    EXPECT_TRUE(log.wait_for("received"));
}

TEST(client, comes_back_when_the_server_does) {
    event_log log;
    vafast::testing::server server;
    server.script({{.cut_at = vafast::testing::step::open}});
    auto client = create_websocket_client(server.url(), {.reconnect_delay = 1ms, .max_reconnect_delay = 2ms});
    const closed_at_the_end client_guard(client);
    log_events(client, log);
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("reconnect_success", 3));
    server.stop();
    EXPECT_TRUE(log.wait_for("error connect: "));
    client.close().get(patience);
    EXPECT_EQ(log.all().back(), "close 1006 for good");
}

TEST(client, reports_what_a_handler_throws_and_calls_the_others) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.on<"open">([] { throw std::runtime_error("of no use"); });
    log_events(client, log);
    client.connect().get(patience);
    ASSERT_TRUE(log.wait_for("open"));
    EXPECT_THAT(log.all(), Contains("error handler: A handler threw: of no use"));
    EXPECT_TRUE(client.is_connected());
}

TEST(client, calls_handlers_once_or_until_they_are_removed) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.once<"message">([&](const message_event&) { log.add("once"); });
    const subscription kept = client.on<"message">([&](const message_event&) { log.add("kept"); });
    scoped_subscription scoped = client.on<"message">([&](const message_event&) { log.add("scoped"); });
    client.on<"message">([&](const message_event& event) { log.add("end of " + std::string(event.text())); });
    client.connect().get(patience);
    client.send("1");
    ASSERT_TRUE(log.wait_for("end of 1"));
    scoped = {};
    client.send("2");
    ASSERT_TRUE(log.wait_for("end of 2"));
    client.off(kept);
    kept.off();
    client.send("3");
    ASSERT_TRUE(log.wait_for("end of 3"));
    client.off<"message">();
    EXPECT_THAT(log.all(), ElementsAre("once", "kept", "scoped", "end of 1", "kept", "end of 2", "end of 3"));
}

// A coroutine that begins at once and that nobody waits for.
struct detached_coroutine {
    struct promise_type {
        detached_coroutine get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

TEST(futures, can_be_awaited_in_any_coroutine) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    auto nowhere =
        create_websocket_client("ws://127.0.0.1:" + std::to_string(closed_port()), {.auto_reconnect = false});
    [](auto& first, auto& second, event_log& told) -> detached_coroutine {
        co_await first.connect();
        told.add("connected");
        try {
            co_await second.connect();
        } catch (const error& thrown) {
            told.add(to_string(thrown.kind()));
        }
        co_await first.close();
        told.add("closed");
    }(client, nowhere, log);
    EXPECT_TRUE(log.wait_for("closed"));
    EXPECT_THAT(log.all(), ElementsAre("connected", "connect", "closed"));
}

TEST(futures, can_be_awaited_in_asio_coroutines_on_an_io_context_of_the_program) {
    running_server server;
    boost::asio::io_context context;
    auto client = create_websocket_client(server.url(), {.runtime = make_runtime(context)});
    bool done = false;
    boost::asio::co_spawn(
        context,
        [&]() -> boost::asio::awaitable<void> {
            co_await async_wait(client.connect(), boost::asio::use_awaitable);
            EXPECT_TRUE(client.is_connected());
            co_await async_wait(client.close(), boost::asio::use_awaitable);
            done = true;
        },
        boost::asio::detached);
    context.run();  // returns, since a closed client leaves nothing behind
    EXPECT_TRUE(done);
}

TEST(futures, continue_with_then) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.connect().then([&] { log.add("connected"); }, [&](const error&) { log.add("failed"); });
    EXPECT_TRUE(log.wait_for("connected"));
    auto nowhere =
        create_websocket_client("ws://127.0.0.1:" + std::to_string(closed_port()), {.auto_reconnect = false});
    nowhere.connect().then([&] { log.add("connected"); }, [&](const error&) { log.add("failed"); });
    EXPECT_TRUE(log.wait_for("failed"));
}

TEST(futures, refuse_to_block_the_thread_that_would_complete_them) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    client.on<"open">([&] { log.add(what_it_throws([&] { client.close().get(); })); });
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("invalid_argument: get() in a handler"));
}

TEST(futures, time_out_without_ending_the_operation) {
    const full_port full;
    auto client = create_websocket_client(full.url());
    const auto connecting = client.connect();
    EXPECT_THAT(what_it_throws([&] { connecting.get(5ms); }), StartsWith("timeout: "));
    EXPECT_FALSE(connecting.is_ready());
}

TEST(futures, end_when_the_client_does) {
    const full_port full;
    auto client = std::make_unique<websocket_client<>>(create_websocket_client(full.url()));
    const auto connecting = client->connect();
    client.reset();
    EXPECT_THAT(what_it_throws([&] { connecting.get(patience); }), StartsWith("cancelled: "));
}

TEST(runtime, runs_the_handlers_of_one_client_one_at_a_time_on_many_threads) {
    running_server server;
    boost::asio::io_context context;
    auto guard = boost::asio::make_work_guard(context);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { context.run(); });
    {
        event_log log;
        std::atomic<int> inside{0};
        int count = 0;  // no atomic: that is the point
        auto client = create_websocket_client(server.url(), {.runtime = make_runtime(context)});
        client.on<"message">([&](const message_event&) {
            EXPECT_EQ(++inside, 1);
            if (++count == 2000) log.add("done");
            --inside;
        });
        client.connect().get(patience);
        for (int i = 0; i < 2000; ++i) client.send("x");
        EXPECT_TRUE(log.wait_for("done"));
        client.close().get(patience);
    }
    guard.reset();
    for (std::thread& each : threads) each.join();
}

TEST(runtime, serves_hundreds_of_clients_with_one_thread) {
    running_server server;
    event_log log;
    const auto shared = std::make_shared<runtime>();
    std::vector<websocket_client<>> clients;
    for (int i = 0; i < 300; ++i) {
        auto& client = clients.emplace_back(create_websocket_client(server.url(), {.runtime = shared}));
        client.on<"message">([&](const message_event&) { log.add("message"); });
    }
    std::vector<future<>> connecting;
    for (auto& client : clients) connecting.push_back(client.connect());
    for (auto& each : connecting) each.get(patience);
    for (auto& client : clients) client.send("hello");
    EXPECT_TRUE(log.wait_for("message", 300));
    for (auto& client : clients) client.close().get(patience);
}

TEST(runtime, ends_when_its_last_client_does) {
    vafast::testing::server never_closes;
    never_closes.script({{.stall_at = vafast::testing::step::close}});
    auto own = std::make_shared<runtime>();
    auto client =
        create_websocket_client(never_closes.url(), {.close_timeout = 50ms, .runtime = std::exchange(own, {})});
    client.connect().get(patience);
}

}  // namespace
}  // namespace vafast::client_detail::testing
