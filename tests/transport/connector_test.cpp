#include "transport/connector.hpp"

#include "transport/authority.hpp"
#include "transport/fake_dns.hpp"
#include "transport/loop.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::transport {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using outcome = std::optional<tl::expected<stream, error>>;

connect_request to(const std::string& host, std::uint16_t port, const std::string& scheme = "ws") {
    return {.target = base::parse_url(scheme + "://" + host + ":" + std::to_string(port), "ws wss")};
}

std::uint16_t port_of(const tcp::acceptor& listener) { return listener.local_endpoint().port(); }

// A port at which nobody listens.
std::uint16_t unused_port(asio::io_context& io) { return port_of(listen_on(io)); }

// Connects, and waits for the end of it.
outcome attempt(asio::io_context& io, connect_request request) {
    outcome result;
    const connector trying(io.get_executor(), std::move(request), [&](auto r) { result.emplace(std::move(r)); });
    EXPECT_FALSE(result) << "called from within the constructor";
    run_until(io, [&] { return result.has_value(); });
    return result;
}

std::string problem_of(const outcome& result) { return *result ? "there is no problem" : result->error().what(); }

// Listens, but has no room for more: a connection to it is neither accepted nor refused.
class black_hole {
 public:
    black_hole(asio::io_context& io, const char* address, std::uint16_t port) : listener_(io) {
        const tcp::endpoint here(asio::ip::make_address(address), port);
        listener_.open(here.protocol());
        listener_.bind(here);
        listener_.listen(0);
        for (int i = 0; i < 4; ++i) {
            auto& each = fillers_.emplace_back(io);
            each.open(here.protocol());
            each.non_blocking(true);
            ::connect(each.native_handle(), here.data(), static_cast<socklen_t>(here.size()));  // Asio's own would wait
        }
    }

 private:
    tcp::acceptor listener_;
    std::vector<tcp::socket> fillers_;
};

TEST(connector, connects_to_an_address_without_asking_anybody) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io);
    outcome result = attempt(io, to("127.0.0.1", port_of(listener)));
    ASSERT_TRUE(*result) << problem_of(result);
    stream server(listener.accept());
    (*result)->write(base::as_bytes("hello"));
    EXPECT_EQ(read_exactly(io, server, 5), "hello");
    EXPECT_EQ((*result)->local_address(), server.remote_address());
}

TEST(connector, connects_over_ipv6) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io, "::1");
    outcome result = attempt(io, to("[::1]", port_of(listener)));
    ASSERT_TRUE(*result) << problem_of(result);
    EXPECT_EQ((*result)->remote_address(), "[::1]:" + std::to_string(port_of(listener)));
}

TEST(connector, connects_to_localhost_as_the_system_knows_it) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io);
    const outcome result = attempt(io, to("localhost", port_of(listener)));
    EXPECT_TRUE(*result) << problem_of(result);
}

TEST(connector, says_what_happened_with_each_address) {
    asio::io_context io;
    fake_dns::answer("nobody.test", {"::1", "127.0.0.1", "127.0.0.2"});
    const std::string port = std::to_string(unused_port(io));
    const outcome result = attempt(io, to("nobody.test", unused_port(io)));
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().kind(), error_kind::connect);
    EXPECT_TRUE(result->error().retryable());
    EXPECT_THAT(problem_of(result), testing::MatchesRegex("Could not connect to nobody\\.test:[0-9]*: "
                                                          "connection refused \\(\\[::1\\]:[0-9]*\\), "
                                                          "connection refused \\(127\\.0\\.0\\.1:[0-9]*\\), "
                                                          "connection refused \\(127\\.0\\.0\\.2:[0-9]*\\)\\."));
}

TEST(connector, does_not_tell_an_endless_story) {
    asio::io_context io;
    std::vector<std::string> many;
    for (int i = 1; i <= 100; ++i) many.push_back("127.0.1." + std::to_string(i));
    fake_dns::answer("many.test", many);
    const outcome result = attempt(io, to("many.test", unused_port(io)));
    EXPECT_THAT(problem_of(result), testing::EndsWith(" and 92 more."));
}

TEST(connector, goes_on_to_the_next_family_at_once_where_one_refuses) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io, "127.0.0.1");
    fake_dns::answer("both.test", {"::1", "127.0.0.1"});
    const auto begin = std::chrono::steady_clock::now();
    const outcome result = attempt(io, to("both.test", port_of(listener)));
    ASSERT_TRUE(*result) << problem_of(result);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(250));
}

TEST(connector, goes_on_to_the_next_address_where_one_is_a_black_hole) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io, "127.0.0.1");
    const black_hole silent(io, "127.0.0.9", port_of(listener));
    fake_dns::answer("half.test", {"127.0.0.9", "127.0.0.1"});
    const auto begin = std::chrono::steady_clock::now();
    const outcome result = attempt(io, to("half.test", port_of(listener)));
    ASSERT_TRUE(*result) << problem_of(result);
    const auto taken = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(taken, std::chrono::milliseconds(250)) << "RFC 8305 section 5: the first had its chance";
    EXPECT_THAT((*result)->remote_address(), testing::StartsWith("127.0.0.1:"));
    EXPECT_FALSE(io.stopped());
    run_ready(io);
}

TEST(connector, tells_each_kind_of_failed_lookup) {
    asio::io_context io;
    fake_dns::answer("nowhere.test", {});
    outcome result = attempt(io, to("nowhere.test", 80));
    EXPECT_EQ(problem_of(result),
              "Could not look up the host nowhere.test: it has no address. Is the name spelt correctly?");
    EXPECT_EQ(result->error().kind(), error_kind::resolve);
    EXPECT_TRUE(result->error().retryable());
    fake_dns::fail("again.test", EAI_AGAIN);
    result = attempt(io, to("again.test", 80));
    EXPECT_EQ(problem_of(result),
              "Could not look up the host again.test: the DNS server did not answer. Is there a network?");
}

TEST(connector, asks_once_for_lookups_that_overlap) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io);
    fake_dns::answer("shared.test", {"127.0.0.1"});
    fake_dns::hang("shared.test");
    int connected = 0;
    const auto count = [&](const auto& result) { connected += result ? 1 : 0; };
    const connector first(io.get_executor(), to("shared.test", port_of(listener)), count);
    fake_dns::wait_for_calls("shared.test", 1);
    const connector second(io.get_executor(), to("shared.test", port_of(listener)), count);
    auto third = std::make_optional<connector>(io.get_executor(), to("shared.test", 1), count);
    third.reset();
    fake_dns::release("shared.test");
    run_until(io, [&] { return connected == 2; });
    EXPECT_EQ(fake_dns::calls("shared.test"), 1);
    attempt(io, to("shared.test", port_of(listener)));
    EXPECT_EQ(fake_dns::calls("shared.test"), 2) << "and again once the first has its answer";
}

TEST(connector, keeps_the_loop_running_while_it_looks_up) {
    asio::io_context io;
    fake_dns::answer("work.test", {});
    fake_dns::hang("work.test");
    bool done = false;
    const connector trying(io.get_executor(), to("work.test", 80), [&](const auto&) { done = true; });
    fake_dns::wait_for_calls("work.test", 1);
    std::thread releasing([] { fake_dns::release("work.test"); });
    io.run();
    releasing.join();
    EXPECT_TRUE(done);
}

// Stopping.

TEST(stopping, dns_that_hangs_does_not_hold_up_the_exit) {
    fake_dns::answer("hung.test", {"127.0.0.1"});
    fake_dns::hang("hung.test");
    const auto begin = std::chrono::steady_clock::now();
    {
        asio::io_context io;
        connector trying(io.get_executor(), to("hung.test", 80), [](const auto&) { FAIL() << "called after cancel"; });
        fake_dns::wait_for_calls("hung.test", 1);
        trying.cancel();
        io.run();  // has nothing left to do
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
    // The thread comes back after its loop is gone, and finds nobody to tell.
    fake_dns::release("hung.test");
    asio::io_context io;
    tcp::acceptor listener = listen_on(io);
    EXPECT_TRUE(*attempt(io, to("hung.test", port_of(listener))));
}

TEST(stopping, a_process_ends_though_dns_hangs) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            fake_dns::hang("hung.test");
            {
                asio::io_context io;
                const connector trying(io.get_executor(), to("hung.test", 80), [](const auto&) {});
                fake_dns::wait_for_calls("hung.test", 1);
            }
            std::exit(0);
        },
        testing::ExitedWithCode(0), "");
}

TEST(stopping, cancels_a_lookup_that_is_just_coming_back) {
    for (int i = 0; i < 200; ++i) {
        const std::string host = "race" + std::to_string(i) + ".test";
        fake_dns::answer(host, {"127.0.0.1"});
        asio::io_context io;
        connector trying(io.get_executor(), to(host, 80), [](const auto&) { FAIL() << "called after cancel"; });
        if (i % 2 == 0) fake_dns::wait_for_calls(host, 1);
        trying.cancel();
        run_ready(io);
    }
}

TEST(stopping, cancels_while_connecting_to_a_black_hole) {
    asio::io_context io;
    const std::uint16_t port = unused_port(io);
    const black_hole silent(io, "127.0.0.1", port);
    const auto captured = std::make_shared<int>();
    connector trying(io.get_executor(), to("127.0.0.1", port),
                     [captured](const auto&) { FAIL() << "called after cancel"; });
    run_ready(io);
    trying.cancel();
    EXPECT_EQ(captured.use_count(), 1) << "what the handler holds is given back at once";
    trying.cancel();
    run_ready(io);
}

TEST(stopping, cancels_after_any_number_of_turns) {
    const authority root;
    const issued_certificate mine = root.issue_for("DNS:turns.test");
    const auto server_context = make_server_tls_context({.pem = mine.certificate}, {.pem = mine.key});
    const auto client_context = make_client_tls_context({.ca = root.source()});
    int connected = 0;
    for (int turns = 0; connected < 3; ++turns) {
        ASSERT_LT(turns, 1000);
        asio::io_context io;
        tcp::acceptor listener = listen_on(io);
        std::optional<stream> server;
        listener.async_accept([&](boost::system::error_code problem, tcp::socket socket) {
            if (problem) return;
            server.emplace(std::move(socket));
            server->async_accept_tls(server_context, [](const auto&) {});
        });
        fake_dns::answer("turns.test", {"127.0.0.1"});
        connect_request request = to("turns.test", port_of(listener), "wss");
        request.tls = client_context;
        bool cancelled = false;
        connector trying(io.get_executor(), request, [&](const auto& result) {
            EXPECT_FALSE(cancelled);
            connected += result ? 1 : 0;
        });
        for (int turn = 0; turn < turns && connected == 0; ++turn) io.run_one();
        trying.cancel();
        cancelled = true;
        run_ready(io);
        if (connected > 0) ++connected;
    }
}

TEST(stopping, destroys_the_connector_in_its_own_handler) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io);
    for (const std::uint16_t port : {port_of(listener), unused_port(io)}) {
        std::unique_ptr<connector> trying;
        trying =
            std::make_unique<connector>(io.get_executor(), to("127.0.0.1", port), [&](const auto&) { trying.reset(); });
        run_until(io, [&] { return trying == nullptr; });
        run_ready(io);
    }
}

TEST(stopping, lets_the_handler_own_the_connector) {
    asio::io_context io;
    auto owner = std::make_shared<std::unique_ptr<connector>>();
    *owner = std::make_unique<connector>(io.get_executor(), to("127.0.0.1", unused_port(io)), [owner](const auto&) {});
    connector& borrowed = **owner;
    owner.reset();
    borrowed.cancel();
    run_ready(io);
}

// TLS, and whose name is verified.

struct tls_server {
    tls_server(asio::io_context& io, const issued_certificate& mine)
        : listener(listen_on(io)), context(make_server_tls_context({.pem = mine.certificate}, {.pem = mine.key})) {
        listener.async_accept([this](boost::system::error_code, tcp::socket socket) {
            accepted.emplace(std::move(socket));
            accepted->async_accept_tls(context, [](const auto&) {});
        });
    }
    tcp::acceptor listener;
    tls_context context;
    std::optional<stream> accepted;
};

TEST(trust, concerns_the_host_of_the_url) {
    const authority root;
    for (const bool right : {true, false}) {
        asio::io_context io;
        const tls_server server(io, root.issue_for(right ? "DNS:right.test" : "DNS:wrong.test"));
        fake_dns::answer("right.test", {"127.0.0.1"});
        connect_request request = to("right.test", port_of(server.listener), "wss");
        request.tls = make_client_tls_context({.ca = root.source()});
        const outcome result = attempt(io, request);
        ASSERT_EQ(result->has_value(), right) << problem_of(result);
        if (right) continue;
        EXPECT_EQ(result->error().kind(), error_kind::tls);
        EXPECT_FALSE(result->error().retryable());
        EXPECT_EQ(problem_of(result),
                  "Could not make a TLS connection to right.test:" + std::to_string(port_of(server.listener)) +
                      ". The certificate is not for right.test: it is for wrong.test.");
    }
}

TEST(trust, concerns_the_server_name_where_one_is_given) {
    const authority root;
    asio::io_context io;
    const tls_server server(io, root.issue_for("DNS:elsewhere.test"));
    connect_request request = to("127.0.0.1", port_of(server.listener), "wss");
    request.tls = make_client_tls_context({.ca = root.source()});
    request.server_name = "elsewhere.test";
    const outcome result = attempt(io, request);
    EXPECT_TRUE(*result) << problem_of(result);
}

TEST(trust, can_be_switched_off) {
    asio::io_context io;
    const tls_server server(io, authority::self_signed({}));
    connect_request request = to("127.0.0.1", port_of(server.listener), "wss");
    request.tls = make_client_tls_context({});
    request.verify = false;
    EXPECT_TRUE(*attempt(io, request));
}

TEST(trust, is_never_given_to_a_plain_connection_for_wss) {
    asio::io_context io;
    tcp::acceptor listener = listen_on(io);
    const outcome result = attempt(io, to("127.0.0.1", port_of(listener), "wss"));
    ASSERT_FALSE(*result) << "without a TLS context";
    EXPECT_EQ(result->error().kind(), error_kind::tls);
}

}  // namespace
}  // namespace vafast::transport
