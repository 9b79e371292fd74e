#include "websocket/connection.hpp"

#include "websocket/wire.hpp"

#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using base::as_bytes;
using state = connection::state;
using events = std::vector<heard>;

class connection_of : public testing::TestWithParam<role> {
 protected:
    role self() const { return GetParam(); }

    void send(std::string_view message) {
        byte_buffer frames;
        writer_.message(opcode::text, as_bytes(message), frames);
        subject_.send(frames);
        EXPECT_TRUE(frames.empty());
    }
    events receive(const std::vector<raw_frame>& frames) {
        return hear(subject_, to_wire(frames, peer_of(self())), whole()).events;
    }
    // Writes `count` bytes, or as many as there are in one output.
    std::size_t write(std::size_t count) {
        const bytes output = subject_.output();
        const std::size_t size = std::min(count, output.size());
        written_ += base::as_text(output.first(size));
        subject_.wrote(size);
        return size;
    }
    // What the peer hears of all that was and is to be written.
    events written() {
        while (write(100) != 0) {
        }
        receiver peer(peer_of(self()), {}, std::nullopt);
        return hear(peer, written_, whole()).events;
    }

    seeded_random keys_{1};
    connection subject_{GetParam(), {}, std::nullopt, keys_};
    frame_writer writer_{GetParam(), keys_};
    std::string written_;
};

INSTANTIATE_TEST_SUITE_P(roles, connection_of, testing::Values(role::client, role::server),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST_P(connection_of, has_nothing_to_write_at_first) {
    EXPECT_TRUE(subject_.output().empty());
    EXPECT_EQ(subject_.queued(), 0u);
    EXPECT_EQ(subject_.current_state(), state::open);
}

TEST_P(connection_of, writes_messages_in_order) {
    send("one");
    send("two");
    EXPECT_EQ(written(), (events{heard_text("one"), heard_text("two")}));
    EXPECT_EQ(subject_.queued(), 0u);
}

TEST_P(connection_of, takes_the_memory_of_frames_where_nothing_waits) {
    byte_buffer frames;
    writer_.message(opcode::text, as_bytes("one"), frames);
    const std::byte* memory = frames.data().data();
    subject_.send(frames);
    EXPECT_EQ(subject_.output().data(), memory);
}

TEST_P(connection_of, forgets_what_waits_but_not_what_was_handed_out) {
    send("one");
    subject_.forget_waiting();
    EXPECT_EQ(subject_.queued(), 0u);
    const std::string large(20'000, 'x');
    send(large);
    send("two");
    write(10);
    subject_.forget_waiting();
    subject_.close(4002, "slow");
    subject_.forget_waiting();  // the close frame stays
    EXPECT_EQ(written(), (events{heard_text(large), heard_close(4002, "slow")}));
}

TEST_P(connection_of, answers_pings_with_their_payload_in_order) {
    EXPECT_EQ(receive({ping_frame("a"), ping_frame(""), ping_frame("c")}),
              (events{heard_ping("a"), heard_ping(""), heard_ping("c")}));
    EXPECT_EQ(written(), (events{heard_pong("a"), heard_pong(""), heard_pong("c")}));
}

TEST_P(connection_of, does_not_answer_pongs) {
    receive({pong_frame("a")});
    EXPECT_TRUE(subject_.output().empty());
}

TEST_P(connection_of, sends_control_frames_ahead_of_data_that_waits) {
    send("one");
    subject_.ping(as_bytes("p"));
    EXPECT_EQ(written(), (events{heard_ping("p"), heard_text("one")}));
}

TEST_P(connection_of, sends_a_control_frame_at_the_end_of_the_frame_that_is_written_in_part) {
    const std::string large(40000, 'x');
    send(large);
    send("two");
    write(1);
    subject_.ping(as_bytes("p"));
    EXPECT_EQ(written(), (events{heard_text(large), heard_ping("p"), heard_text("two")}));
}

TEST_P(connection_of, sends_a_control_frame_between_frames_where_the_first_is_written_whole) {
    const std::string large(40000, 'x');
    send(large);
    const std::size_t first = subject_.queued();
    send("two");
    ASSERT_EQ(write(first), first);
    subject_.ping(as_bytes("p"));
    EXPECT_EQ(written(), (events{heard_text(large), heard_ping("p"), heard_text("two")}));
}

TEST_P(connection_of, keeps_what_it_handed_out_at_the_front) {
    for (int i = 0; i < 3000; ++i) send("message " + std::to_string(i));
    const std::string before(base::as_text(subject_.output()));
    subject_.ping(as_bytes("p"));
    const std::string_view after = base::as_text(subject_.output());
    ASSERT_GE(after.size(), std::size_t{16} << 10);
    EXPECT_EQ(after, before.substr(0, after.size()));
    EXPECT_LT(after.size(), before.size());
}

TEST_P(connection_of, finishes_a_control_frame_before_data_that_comes_later) {
    subject_.ping(as_bytes("a long ping"));
    write(3);
    send("one");
    subject_.ping(as_bytes("q"));
    EXPECT_EQ(written(), (events{heard_ping("a long ping"), heard_ping("q"), heard_text("one")}));
}

TEST_P(connection_of, keeps_frames_whole_however_the_network_takes_them) {
    constexpr std::uint64_t seed = 99;
    seeded_random random(seed);
    events sent;
    int controls = 0;
    for (int i = 0; i < 2000; ++i) {
        if (random.below(3) == 0) {
            subject_.ping(as_bytes("p"));
            ++controls;
        }
        sent.push_back(heard_text(std::string(random.below(2) == 0 ? random.below(300) : random.below(40000), 'x')));
        send(sent.back().payload);
        for (int writes = 0; writes < 2; ++writes) write(random.below(25000));
    }
    events data;
    for (const heard& each : written()) {
        if (each.what == event::kind::message) data.push_back(each);
        if (each.what == event::kind::ping) --controls;
    }
    EXPECT_EQ(controls, 0) << "seed " << seed;
    EXPECT_EQ(data, sent) << "seed " << seed;
}

TEST_P(connection_of, closes_after_the_data_and_takes_no_more) {
    send("one");
    subject_.close(1001, "bye");
    EXPECT_EQ(subject_.current_state(), state::closing);
    send("late");
    subject_.ping(as_bytes("late"));
    subject_.close(1000, "later");
    EXPECT_EQ(written(), (events{heard_text("one"), heard_close(1001, "bye")}));
    EXPECT_EQ(subject_.current_state(), state::closing);
}

TEST_P(connection_of, is_closed_when_the_peer_answers_the_close_frame) {
    subject_.close(1000, {});
    EXPECT_EQ(receive({close_frame(1000)}), events{heard_close(1000)});
    EXPECT_EQ(subject_.current_state(), state::closed);
    EXPECT_EQ(written(), events{heard_close(1000)});
}

TEST_P(connection_of, leaves_the_answer_to_a_close_frame_to_its_owner) {
    EXPECT_EQ(receive({close_frame(3000, "x")}), events{heard_close(3000, "x")});
    EXPECT_EQ(subject_.current_state(), state::close_received);
    EXPECT_TRUE(subject_.output().empty());
    send("last words");
    subject_.close(3000, {});
    EXPECT_EQ(subject_.current_state(), state::closed);
    EXPECT_EQ(written(), (events{heard_text("last words"), heard_close(3000)}));
}

TEST_P(connection_of, returns_messages_that_come_after_its_own_close_frame) {
    subject_.close(1000, {});
    EXPECT_EQ(receive({text_frame("still"), close_frame(1000), text_frame("no more")}),
              (events{heard_text("still"), heard_close(1000)}));
}

TEST_P(connection_of, answers_a_ping_while_its_close_frame_still_waits) {
    send(std::string(40000, 'x'));
    write(10);
    subject_.close(1000, {});
    receive({ping_frame("p")});
    EXPECT_EQ(written(), (events{heard_text(std::string(40000, 'x')), heard_pong("p"), heard_close(1000)}));
}

TEST_P(connection_of, answers_no_ping_once_its_close_frame_is_on_its_way) {
    subject_.close(1000, {});
    write(1);
    receive({ping_frame("p")});
    EXPECT_EQ(written(), events{heard_close(1000)});
    receive({ping_frame("p")});
    EXPECT_TRUE(subject_.output().empty());
}

TEST_P(connection_of, sends_what_was_queued_before_it_closes_on_a_failure) {
    send("one");
    EXPECT_EQ(receive({raw_frame{.first = 0x83}}), events{heard_failure(1002)});
    EXPECT_EQ(subject_.current_state(), state::failed);
    subject_.close(1002, "reserved opcode");
    EXPECT_EQ(subject_.current_state(), state::closed);
    EXPECT_EQ(written(), (events{heard_text("one"), heard_close(1002, "reserved opcode")}));
}

TEST_P(connection_of, is_closed_by_a_failure_after_its_own_close_frame) {
    subject_.close(1000, {});
    EXPECT_EQ(receive({raw_frame{.first = 0x83}}), events{heard_failure(1002)});
    EXPECT_EQ(subject_.current_state(), state::closed);
}

TEST_P(connection_of, wants_a_pause_from_a_peer_who_pings_and_does_not_read) {
    const std::vector<raw_frame> flood(100, ping_frame(std::string(125, 'p')));
    EXPECT_FALSE(subject_.wants_pause());
    receive(flood);
    EXPECT_FALSE(subject_.wants_pause());
    receive(flood);
    EXPECT_TRUE(subject_.wants_pause());
    EXPECT_EQ(written().size(), 200u);
    EXPECT_FALSE(subject_.wants_pause());
}

}  // namespace
}  // namespace vafast::websocket
