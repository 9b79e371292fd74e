#include "websocket/receiver.hpp"

#include "websocket/allocations.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/wire.hpp"

#include <vafast/close_code.hpp>

#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

constexpr std::size_t kilobyte = 1024;
constexpr std::size_t megabyte = 1024 * kilobyte;

class receiver_of : public testing::TestWithParam<role> {
 protected:
    role self() const { return GetParam(); }
    std::string wire(const std::vector<raw_frame>& frames) const { return to_wire(frames, peer_of(self())); }
    hearing hear_whole(const std::vector<raw_frame>& frames, receive_limits limits = {}) const {
        receiver subject(self(), limits, std::nullopt);
        return hear(subject, wire(frames), whole());
    }
};

INSTANTIATE_TEST_SUITE_P(roles, receiver_of, testing::Values(role::client, role::server),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

using events = std::vector<heard>;

TEST_P(receiver_of, returns_a_whole_message_as_a_view_of_the_input_without_allocating) {
    receiver subject(self(), {}, std::nullopt);
    std::string data = wire({text_frame("Hello"), binary_frame(std::string(100000, 'x'))});
    mutable_bytes input = as_input(data);
    take_allocations();
    const event first = subject.next(input);
    const event second = subject.next(input);
    EXPECT_EQ(take_allocations().count, 0u);
    EXPECT_EQ(base::as_text(first.payload), "Hello");
    EXPECT_EQ(second.payload.size(), 100000u);
    for (const auto& payload : {first.payload, second.payload}) {
        EXPECT_GE(reinterpret_cast<const char*>(payload.data()), data.data());
        EXPECT_LE(reinterpret_cast<const char*>(payload.data()) + payload.size(), data.data() + data.size());
    }
    EXPECT_EQ(subject.next(input).what, event::kind::need_more);
    EXPECT_TRUE(input.empty());
}

TEST_P(receiver_of, leaves_what_follows_an_event_in_the_input) {
    receiver subject(self(), {}, std::nullopt);
    const std::string rest = wire({text_frame("two")});
    std::string data = wire({text_frame("one")}) + rest;
    mutable_bytes input = as_input(data);
    subject.next(input);
    EXPECT_EQ(base::as_text(input), rest);
}

TEST_P(receiver_of, uses_up_an_input_that_ends_inside_a_frame) {
    receiver subject(self(), {}, std::nullopt);
    const std::string data = wire({text_frame(std::string(300, 'x'))});
    for (std::size_t cut = 0; cut < data.size(); ++cut) {
        receiver partial(self(), {}, std::nullopt);
        std::string part = data.substr(0, cut);
        mutable_bytes input = as_input(part);
        EXPECT_EQ(partial.next(input).what, event::kind::need_more);
        EXPECT_TRUE(input.empty());
    }
}

TEST_P(receiver_of, needs_no_memory_for_an_announced_length) {
    receiver subject(self(), {}, std::nullopt);
    raw_frame lie = binary_frame("12345");
    lie.length = 60 * megabyte;
    take_allocations();
    EXPECT_EQ(hear(subject, wire({lie}), whole()).events, events{});
    EXPECT_LT(take_allocations().bytes, 4 * kilobyte);
}

TEST_P(receiver_of, grows_a_message_no_further_than_its_limit) {
    receiver subject(self(), {.max_frame = megabyte, .max_message = megabyte}, std::nullopt);
    const std::string data = wire({binary_frame(std::string(megabyte, 'x'))});
    take_allocations();
    EXPECT_EQ(hear(subject, data, each_of(5000)).events, events{heard_binary(std::string(megabyte, 'x'))});
    EXPECT_LE(take_allocations().largest, megabyte + 1);
}

TEST_P(receiver_of, gives_the_memory_of_a_message_back_when_the_input_is_used_up) {
    if (!allocations_are_counted) GTEST_SKIP();
    const std::string data = wire({binary_frame(std::string(megabyte, 'x'))});
    receiver subject(self(), {}, std::nullopt);
    hear(subject, data, each_of(kilobyte));
    take_allocations();
    const base::block next(megabyte);
    EXPECT_EQ(take_allocations().count, 0u);  // it is the thread's, for whoever needs it
}

// Copies what comes of `wire` to where the receiver wants it, as a socket would, until there is an event.
event read_into_place(receiver& subject, std::string_view wire, std::size_t& rooms_of_its_own) {
    std::vector<std::byte> shared(64 * kilobyte);
    while (!wire.empty()) {
        const mutable_bytes room = subject.input_room(shared);
        if (room.data() != shared.data()) ++rooms_of_its_own;
        const std::string_view piece = wire.substr(0, room.size());
        std::memcpy(room.data(), piece.data(), piece.size());
        wire.remove_prefix(piece.size());
        mutable_bytes input = room.first(piece.size());
        if (const event found = subject.next(input); found.what != event::kind::need_more) return found;
    }
    return {};
}

TEST_P(receiver_of, has_the_rest_of_a_large_message_read_into_its_place) {
    receiver subject(self(), {}, std::nullopt);
    std::string content;
    while (content.size() < megabyte) content += std::to_string(content.size());
    std::size_t rooms_of_its_own = 0;
    for (int i = 0; i < 2; ++i) {
        const event found = read_into_place(subject, wire({text_frame(content)}), rooms_of_its_own);
        ASSERT_EQ(found.what, event::kind::message);
        EXPECT_EQ(base::as_text(found.payload), content);
    }
    EXPECT_EQ(rooms_of_its_own, 4u);  // eight times what has come, and then the rest
}

TEST_P(receiver_of, checks_text_that_is_read_into_its_place) {
    receiver subject(self(), {}, std::nullopt);
    std::string content(megabyte, 'x');
    content[700 * kilobyte] = '\xff';
    std::size_t rooms_of_its_own = 0;
    const event found = read_into_place(subject, wire({text_frame(content)}), rooms_of_its_own);
    EXPECT_EQ(found.what, event::kind::failure);
    EXPECT_EQ(found.code, close_code::invalid_payload);
    EXPECT_NE(rooms_of_its_own, 0u);
}

TEST_P(receiver_of, reserves_no_more_for_an_announced_length_than_eight_times_what_came) {
    receiver subject(self(), {}, std::nullopt);
    raw_frame lie = binary_frame(std::string(20 * kilobyte, 'x'));
    lie.length = 60 * megabyte;
    hear(subject, wire({lie}), whole());
    std::vector<std::byte> shared(1);
    EXPECT_EQ(subject.input_room(shared).size(), 160 * kilobyte);
}

TEST_P(receiver_of, has_everything_else_read_into_the_shared_room) {
    std::vector<std::byte> shared(1);
    receiver fresh(self(), {}, std::nullopt);
    EXPECT_EQ(fresh.input_room(shared).data(), shared.data());

    receiver near_the_end(self(), {}, std::nullopt);
    const std::string message = wire({binary_frame(std::string(megabyte, 'x'))});
    hear(near_the_end, message.substr(0, message.size() - 10), whole());
    EXPECT_EQ(near_the_end.input_room(shared).data(), shared.data());

    receiver in_a_ping(self(), {}, std::nullopt);
    const std::string ping = wire({binary_frame(std::string(megabyte, 'x'), 0), ping_frame("12345")});
    hear(in_a_ping, ping.substr(0, ping.size() - 2), whole());
    EXPECT_EQ(in_a_ping.input_room(shared).data(), shared.data());
}

TEST_P(receiver_of, unmasks_a_payload_in_pieces_of_every_size) {
    std::string payload;
    for (int i = 0; i < 200; ++i) payload += static_cast<char>(i);
    for (std::size_t size = 1; size < 60; ++size) {
        receiver subject(self(), {}, std::nullopt);
        ASSERT_EQ(hear(subject, wire({binary_frame(payload)}), each_of(size)).events, events{heard_binary(payload)});
    }
}

TEST_P(receiver_of, hands_out_control_frames_between_fragments) {
    EXPECT_EQ(hear_whole({text_frame("a", 0), ping_frame("p"), continuation_frame("b", 0), pong_frame("q"),
                          continuation_frame("c")})
                  .events,
              (events{heard_ping("p"), heard_pong("q"), heard_text("abc")}));
}

TEST_P(receiver_of, reads_nothing_after_a_close_frame) {
    EXPECT_EQ(hear_whole({close_frame(1000, "bye"), text_frame("x"), close_frame(1000)}).events,
              events{heard_close(1000, "bye")});
    EXPECT_EQ(hear_whole({make_frame(opcode::close, ""), text_frame("x")}).events, events{heard_close(1005)});
}

TEST_P(receiver_of, reads_nothing_after_a_failure) {
    receiver subject(self(), {}, std::nullopt);
    const std::string bad = wire({raw_frame{.first = 0x83}});
    const std::string good = wire({text_frame("x")});
    EXPECT_EQ(hear(subject, bad + good, whole()).events, events{heard_failure(1002)});
    EXPECT_EQ(hear(subject, good, whole()).events, events{});
}

TEST_P(receiver_of, says_who_did_what_and_where_it_is_forbidden) {
    receiver subject(self(), {}, std::nullopt);
    raw_frame frame = text_frame("x");
    frame.wrong_mask = true;
    std::string data = wire({frame});
    mutable_bytes input = as_input(data);
    const event failure = subject.next(input);
    EXPECT_EQ(failure.reason, self() == role::client
                                  ? "The server sent a masked frame (RFC 6455 section 5.1)."
                                  : "The client sent a frame without a mask (RFC 6455 section 5.1).");
    EXPECT_TRUE(input.empty());
}

TEST_P(receiver_of, refuses_a_frame_over_its_limit_as_soon_as_the_length_is_there) {
    const receive_limits limits{.max_frame = 1000, .max_message = 5000};
    receiver subject(self(), limits, std::nullopt);
    const std::string data = wire({binary_frame(std::string(1001, 'x'))});
    const hearing result = hear(subject, data, each_of(1));
    EXPECT_EQ(result.events, events{heard_failure(1009)});
    EXPECT_EQ(result.failed_after, 4u);
    EXPECT_EQ(hear_whole({binary_frame(std::string(1000, 'x'))}, limits).events.front().what, event::kind::message);
}

TEST_P(receiver_of, refuses_a_message_over_its_limit_at_the_header_that_goes_beyond) {
    const receive_limits limits{.max_frame = 1000, .max_message = 1500};
    receiver subject(self(), limits, std::nullopt);
    const std::string first = wire({binary_frame(std::string(1000, 'x'), 0)});
    const hearing result = hear(subject, first + wire({continuation_frame(std::string(501, 'x'))}), each_of(1));
    EXPECT_EQ(result.events, events{heard_failure(1009)});
    EXPECT_EQ(result.failed_after, first.size() + 4);
    EXPECT_EQ(hear_whole({binary_frame(std::string(1000, 'x'), 0), continuation_frame(std::string(500, 'x'))}, limits)
                  .events.front()
                  .what,
              event::kind::message);
}

TEST_P(receiver_of, lets_control_frames_pass_where_a_message_is_at_its_limit) {
    EXPECT_EQ(hear_whole({binary_frame("ab", 0), ping_frame("ping"), continuation_frame("c")},
                         {.max_frame = 2, .max_message = 3})
                  .events,
              (events{heard_ping("ping"), heard_binary("abc")}));
}

TEST_P(receiver_of, fails_at_the_first_wrong_byte_of_a_text_though_the_frame_goes_on) {
    receiver subject(self(), {}, std::nullopt);
    const std::string data = wire({text_frame("abc\xff" + std::string(1000, 'x'))});
    const hearing result = hear(subject, data, each_of(1));
    EXPECT_EQ(result.events, events{heard_failure(1007)});
    EXPECT_EQ(result.failed_after, data.size() - 1000);
}

TEST_P(receiver_of, takes_65537_fragments_and_16_mebibytes_in_small_pieces) {
    std::vector<raw_frame> fragments(65537, continuation_frame("ab", 0));
    fragments.front() = text_frame("ab", 0);
    fragments.back() = continuation_frame("ab");
    EXPECT_EQ(hear_whole(fragments).events.at(0).payload.size(), 2 * fragments.size());

    receiver subject(self(), {}, std::nullopt);
    const std::string large(16 * megabyte, 'x');
    EXPECT_EQ(hear(subject, wire({text_frame(large)}), each_of(997)).events, events{heard_text(large)});
}

class compressed_receiver_of : public receiver_of {
 protected:
    // A message compressed by the peer, cut into fragments of that size.
    std::string compressed(std::string_view message, std::size_t fragment = 1 << 30, opcode op = opcode::text) {
        byte_buffer out;
        deflater_.compress(base::as_bytes(message), out);
        const std::string payload(base::as_text(out.data()));
        std::vector<raw_frame> frames;
        for (std::size_t at = 0; at < payload.size(); at += fragment) {
            const unsigned last = payload.size() - at <= fragment ? fin : 0;
            frames.push_back(at == 0 ? make_frame(op, payload.substr(0, fragment), last | rsv1)
                                     : continuation_frame(payload.substr(at, fragment), last));
        }
        return wire(frames);
    }

    receive_limits limits_;
    deflater deflater_{peer_of(GetParam()), {}, 6};
};

INSTANTIATE_TEST_SUITE_P(roles, compressed_receiver_of, testing::Values(role::client, role::server),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST_P(compressed_receiver_of, inflates_messages_that_refer_to_earlier_ones) {
    receiver subject(self(), {}, deflate_parameters{});
    for (const std::size_t fragment : {1000u, 7u, 1u})
        EXPECT_EQ(hear(subject, compressed("Hello, hello, hello!", fragment), each_of(3)).events,
                  events{heard_text("Hello, hello, hello!")});
}

TEST_P(compressed_receiver_of, takes_messages_that_are_not_compressed_between_those_that_are) {
    receiver subject(self(), {}, deflate_parameters{});
    EXPECT_EQ(hear(subject, compressed("one") + wire({text_frame("two")}) + compressed("three"), whole()).events,
              (events{heard_text("one"), heard_text("two"), heard_text("three")}));
}

TEST_P(compressed_receiver_of, checks_text_as_it_is_inflated) {
    receiver subject(self(), {}, deflate_parameters{});
    std::string message = "abc\xff";
    seeded_random random(1);
    for (int i = 0; i < 5000; ++i) message += static_cast<char>('a' + random.below(26));
    const std::string data = compressed(message);
    const hearing result = hear(subject, data, each_of(1));
    EXPECT_EQ(result.events, events{heard_failure(1007)});
    EXPECT_LT(result.failed_after, 200u);
}

TEST_P(compressed_receiver_of, sees_wrong_text_before_the_limit_however_the_input_was_cut) {
    const std::string data = compressed("abc\xff" + std::string(1000, 'x'));
    for (const std::size_t size : {data.size(), std::size_t{1}}) {
        receiver subject(self(), {.max_message = 100}, deflate_parameters{});
        EXPECT_EQ(hear(subject, data, each_of(size)).events, events{heard_failure(1007)});
    }
}

TEST_P(compressed_receiver_of, inflates_a_bomb_no_further_than_the_limit) {
    receiver subject(self(), {.max_frame = megabyte, .max_message = megabyte}, deflate_parameters{});
    const std::string bomb = compressed(std::string(64 * megabyte, 'x'));
    ASSERT_LT(bomb.size(), megabyte);
    take_allocations();
    EXPECT_EQ(hear(subject, bomb, whole()).events, events{heard_failure(1009)});
    EXPECT_LE(take_allocations().largest, megabyte + 1);
}

TEST_P(compressed_receiver_of, takes_a_message_that_inflates_to_just_the_limit) {
    receiver subject(self(), {.max_frame = 100000, .max_message = 100000}, deflate_parameters{});
    EXPECT_EQ(hear(subject, compressed(std::string(100000, 'x')), whole()).events.at(0).payload.size(), 100000u);
    EXPECT_EQ(hear(subject, compressed(std::string(100001, 'x')), whole()).events, events{heard_failure(1009)});
}

TEST_P(compressed_receiver_of, refuses_what_does_not_inflate) {
    receiver subject(self(), {}, deflate_parameters{});
    EXPECT_EQ(hear(subject, wire({binary_frame("\xff\xff\xff\xff", fin | rsv1)}), whole()).events,
              events{heard_failure(1007)});
}

}  // namespace
}  // namespace vafast::websocket
