#include "transport/stream.hpp"

#include "transport/authority.hpp"
#include "transport/loop.hpp"

#include <array>
#include <sys/socket.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::transport {
namespace {

using status = io_result::status;
using testing::HasSubstr;

// Every test here is tried on plain TCP and on TLS.
class both_kinds : public testing::TestWithParam<bool> {
 protected:
    both_kinds() {
        if (!GetParam()) return;
        const authority root;
        const issued_certificate mine = root.issue_for("DNS:localhost");
        int done = 0;
        const auto count = [&done](const tl::expected<void, error>& result) {
            ASSERT_TRUE(result) << result.error().what();
            ++done;
        };
        pair.server.async_accept_tls(make_server_tls_context({.pem = mine.certificate}, {.pem = mine.key}), count);
        pair.client.async_connect_tls(make_client_tls_context({.ca = root.source()}), "localhost", true, count);
        EXPECT_EQ(done, 0) << "a handler was called from the function that takes it";
        run_until(io, [&] { return done == 2; });
        take_what_follows_the_handshake();
    }

    // A TLS 1.3 server sends session tickets, which are no data.
    void take_what_follows_the_handshake() {
        std::byte byte;
        for (int turn = 0; turn < 3; ++turn) {
            run_ready(io);
            EXPECT_EQ(pair.client.read({&byte, 1}).what, status::want_read);
        }
    }

    // As much as goes, without anybody reading at the other end.
    static std::string fill(stream& to) {
        std::string accepted;
        while (true) {
            const std::string more(100'000, static_cast<char>('a' + accepted.size() % 26));
            const io_result result = to.write(base::as_bytes(more));
            if (result.what != status::ok) {
                EXPECT_EQ(result.what, status::want_write);
                return accepted;
            }
            accepted.append(more, 0, result.count);
        }
    }

    asio::io_context io;
    stream_pair pair{io};
};

INSTANTIATE_TEST_SUITE_P(stream, both_kinds, testing::Bool(),
                         [](const auto& kind) { return std::string(kind.param ? "tls" : "plain"); });

TEST_P(both_kinds, moves_bytes_both_ways) {
    EXPECT_EQ(pair.client.write(base::as_bytes("ping")).count, 4U);
    EXPECT_EQ(read_exactly(io, pair.server, 4), "ping");
    EXPECT_EQ(pair.server.write(base::as_bytes("pong")).count, 4U);
    EXPECT_EQ(read_exactly(io, pair.client, 4), "pong");
}

TEST_P(both_kinds, wants_to_read_where_nothing_has_come) {
    std::byte byte;
    EXPECT_EQ(pair.client.read({&byte, 1}).what, status::want_read);
    EXPECT_EQ(pair.server.read({&byte, 1}).what, status::want_read);
}

TEST_P(both_kinds, knows_when_it_has_read_all_that_came) {
    pair.client.write(base::as_bytes("ping"));
    bool is_ready = false;
    pair.server.async_wait_readable([&] { is_ready = true; });
    run_until(io, [&] { return is_ready; });
    std::array<std::byte, 100> room{};
    const io_result some = pair.server.read(std::span(room).first(3));
    EXPECT_EQ(some.count, 3U);
    EXPECT_FALSE(some.was_all);
    const io_result rest = pair.server.read(room);
    EXPECT_EQ(rest.count, 1U);
    EXPECT_TRUE(rest.was_all);
}

TEST_P(both_kinds, still_tells_the_end_that_came_with_the_last_bytes) {
    pair.client.write(base::as_bytes("bye"));
    pair.client.shutdown();
    std::array<std::byte, 100> room{};
    io_result last;
    while (last.what != status::end) {  // waits only where it is told to
        bool is_ready = false;
        if (last.was_all || last.what == status::want_read) {
            pair.server.async_wait_readable([&] { is_ready = true; });
            run_until(io, [&] { return is_ready; });
        }
        last = pair.server.read(room);
        ASSERT_NE(last.what, status::failed) << last.error;
    }
}

TEST_P(both_kinds, moves_nothing_where_there_is_no_room_or_nothing_to_say) {
    pair.client.write(base::as_bytes("x"));
    const io_result read = pair.server.read({});
    EXPECT_EQ(read.what, status::ok);
    EXPECT_EQ(read.count, 0U);
    const io_result written = pair.client.write({});
    EXPECT_EQ(written.what, status::ok);
    EXPECT_EQ(written.count, 0U);
    EXPECT_EQ(read_exactly(io, pair.server, 1), "x");
}

TEST_P(both_kinds, moves_megabytes_with_tiny_reads) {
    const std::string sent = pattern(2'000'000);
    writer writing(pair.client, sent);
    io_result last;
    EXPECT_TRUE(read_all(io, pair.server, last, sent.size(), 7) == sent);
    run_until(io, [&] { return writing.done(); });
}

TEST_P(both_kinds, moves_megabytes_both_ways_at_once) {
    const std::string sent = pattern(3'000'000);
    writer one(pair.client, sent);
    writer other(pair.server, sent);
    io_result last;
    EXPECT_TRUE(read_all(io, pair.server, last, sent.size(), 65536) == sent);
    EXPECT_TRUE(read_all(io, pair.client, last, sent.size(), 65536) == sent);
    run_until(io, [&] { return one.done() && other.done(); });
}

TEST_P(both_kinds, may_go_on_with_other_bytes_after_a_write_that_was_not_accepted) {
    std::string sent = fill(pair.client);
    bool writable = false;
    pair.client.async_wait_writable([&] { writable = true; });
    run_ready(io);
    EXPECT_FALSE(writable) << "nobody has read yet";
    io_result last;
    std::string received = read_all(io, pair.server, last, sent.size() / 2);
    run_until(io, [&] { return writable; });
    const std::string other(1000, '!');
    writer writing(pair.client, other);
    received += read_all(io, pair.server, last, sent.size() - received.size() + other.size());
    run_until(io, [&] { return writing.done(); });
    EXPECT_TRUE(received == sent + other);
}

TEST_P(both_kinds, ends_properly_after_shutdown) {
    pair.client.write(base::as_bytes("last words"));
    pair.client.shutdown();
    pair.client.shutdown();
    io_result last;
    EXPECT_EQ(read_all(io, pair.server, last), "last words");
    EXPECT_EQ(last.what, status::end);
    EXPECT_EQ(read_all(io, pair.server, last), "");
    EXPECT_EQ(last.what, status::end) << "and stays ended";
}

TEST_P(both_kinds, still_reads_after_its_own_shutdown) {
    pair.client.shutdown();
    pair.server.write(base::as_bytes("answer"));
    EXPECT_EQ(read_exactly(io, pair.client, 6), "answer");
}

TEST_P(both_kinds, sends_all_that_was_accepted_before_the_end) {
    const std::string sent = fill(pair.client);
    pair.client.shutdown();
    io_result last;
    EXPECT_TRUE(read_all(io, pair.server, last) == sent);
    EXPECT_EQ(last.what, status::end);
}

TEST_P(both_kinds, keeps_the_order_where_the_end_comes_while_something_waits) {
    const std::string sent = fill(pair.client);
    std::string received;
    std::array<std::byte, 4096> room;
    // Without a turn of the loop: there is room again, and nobody has used it yet.
    for (io_result result = pair.server.read(room); result.what == status::ok; result = pair.server.read(room))
        received += base::as_text(base::bytes(room).first(result.count));
    pair.client.shutdown();
    io_result last;
    received += read_all(io, pair.server, last);
    EXPECT_TRUE(received == sent);
    EXPECT_EQ(last.what, status::end);
}

TEST_P(both_kinds, says_that_the_peer_reset_the_connection) {
    pair.server.reset();
    io_result last;
    read_all(io, pair.client, last);
    EXPECT_EQ(last.what, status::failed);
    EXPECT_EQ(last.error, "The peer reset the connection.");
}

TEST_P(both_kinds, survives_writing_to_a_peer_that_is_gone) {
    pair.server.reset();
    io_result last;
    read_all(io, pair.client, last);
    last = pair.client.write(base::as_bytes("x"));
    EXPECT_EQ(last.what, status::failed) << "and no SIGPIPE ended this process";
    EXPECT_THAT(last.error, testing::EndsWith("."));
    pair.client.shutdown();
}

TEST_P(both_kinds, calls_a_waiting_handler_once_and_not_at_once) {
    int called = 0;
    pair.client.async_wait_writable([&] { ++called; });
    EXPECT_EQ(called, 0);
    run_until(io, [&] { return called != 0; });
    run_ready(io);
    EXPECT_EQ(called, 1);
}

TEST_P(both_kinds, calls_nobody_after_close) {
    pair.server.write(base::as_bytes("x"));
    const auto captured = std::make_shared<int>();
    pair.client.async_wait_readable([captured] { FAIL() << "called after close"; });
    pair.client.async_wait_writable([captured] { FAIL() << "called after close"; });
    pair.client.close();
    EXPECT_EQ(captured.use_count(), 1) << "what the handlers hold is given back at once";
    pair.client.close();
    run_ready(io);
    pair.client.async_wait_readable([] { FAIL() << "called after close"; });
    pair.client.async_wait_writable([] { FAIL() << "called after close"; });
    run_ready(io);
}

TEST_P(both_kinds, calls_nobody_whose_turn_has_come_but_was_closed_before) {
    // Both waits end in the same turn of the loop; whichever handler runs first closes.
    pair.server.write(base::as_bytes("x"));
    int called = 0;
    const auto close = [&] {
        ++called;
        pair.client.close();
    };
    pair.client.async_wait_readable(close);
    pair.client.async_wait_writable(close);
    run_until(io, [&] { return called != 0; });
    run_ready(io);
    EXPECT_EQ(called, 1);
}

TEST_P(both_kinds, can_be_destroyed_in_its_own_handler) {
    auto owned = std::make_shared<stream>(std::move(pair.client));
    bool called = false;
    owned->async_wait_writable([&called, owned]() mutable {
        owned.reset();
        called = true;
    });
    owned->async_wait_readable([] { FAIL() << "called after its stream was destroyed"; });
    owned.reset();
    run_until(io, [&] { return called; });
    run_ready(io);
    io_result last;
    read_all(io, pair.server, last);
    EXPECT_NE(last.what, status::ok) << "it is closed";
}

TEST_P(both_kinds, can_be_owned_by_the_handler_that_close_drops) {
    auto owned = std::make_shared<stream>(std::move(pair.client));
    stream& borrowed = *owned;
    borrowed.async_wait_readable([kept = std::move(owned)] {});
    borrowed.close();
    run_ready(io);
}

TEST_P(both_kinds, may_outlive_the_handlers_of_its_loop) {
    pair.client.async_wait_readable([] {});
    pair.client.async_wait_writable([] {});
}

TEST_P(both_kinds, fails_to_read_and_write_when_closed) {
    pair.client.close();
    std::byte byte{};
    EXPECT_EQ(pair.client.read({&byte, 1}).what, status::failed);
    EXPECT_EQ(pair.client.write({&byte, 1}).what, status::failed);
    pair.client.shutdown();
    pair.client.reset();
}

TEST_P(both_kinds, closes_what_it_held_when_assigned) {
    stream_pair another(io);
    pair.client = std::move(another.client);
    io_result last;
    read_all(io, pair.server, last);
    EXPECT_NE(last.what, status::ok);
    another.server.write(base::as_bytes("x"));
    EXPECT_EQ(read_exactly(io, pair.client, 1), "x");
}

TEST_P(both_kinds, knows_its_addresses) {
    EXPECT_EQ(pair.client.local_address(), pair.server.remote_address());
    EXPECT_THAT(pair.client.remote_address(), testing::StartsWith("127.0.0.1:"));
    pair.client.close();
    EXPECT_EQ(pair.client.local_address(), "");
}

TEST_P(both_kinds, knows_its_tls) {
    EXPECT_EQ(pair.client.tls_version(), GetParam() ? "TLSv1.3" : "");
    EXPECT_EQ(pair.client.tls_cipher(), pair.server.tls_cipher());
    EXPECT_THAT(pair.client.tls_cipher(), testing::StartsWith(GetParam() ? "TLS_" : ""));
}

}  // namespace
}  // namespace vafast::transport
