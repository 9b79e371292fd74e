// The echo at /ws: messages of every kind and size, control frames, closing.
#include "hub/support.hpp"

#include <vafast/close_code.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using websocket::opcode;
using kind = websocket::event::kind;

constexpr unsigned fin = 0x80;
struct first_byte {  // of a frame that others follow
    static constexpr unsigned text = 1, continuation = 0, ping = 9, pong = 10;
};

// Bytes that are no text and that repeat nowhere near.
std::string some_binary(std::size_t size) {
    std::string result(size, '\0');
    std::uint32_t state = 12345;
    for (char& each : result) each = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return result;
}

class echo_server : public ::testing::Test {
 protected:
    running_server server_;
    raw_client client_{server_.port()};

    void SetUp() override { ASSERT_EQ(client_.open(), 101); }
    void expect(opcode op, const std::string& payload) {
        const incoming got = client_.next();
        ASSERT_EQ(got.what, kind::message);
        EXPECT_EQ(got.op, op);
        EXPECT_TRUE(got.payload == payload) << got.payload.size() << " bytes";
    }
    void expect_close(std::uint16_t code) {
        const incoming got = client_.next();
        ASSERT_EQ(got.what, kind::close) << got.payload;
        EXPECT_EQ(got.code, code) << got.payload;
        EXPECT_TRUE(client_.has_ended_properly());
    }
};

TEST_F(echo_server, sends_text_back_as_text) {
    client_.text("Grüße");
    expect(opcode::text, "Grüße");
}

TEST_F(echo_server, sends_binary_back_as_binary) {
    client_.binary(std::string("\0\xff\x80", 3));
    expect(opcode::binary, std::string("\0\xff\x80", 3));
}

TEST_F(echo_server, sends_back_lengths_at_every_boundary) {
    for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 65535u, 65536u, 65537u, 262145u}) {
        client_.binary(some_binary(size));
        expect(opcode::binary, some_binary(size));
    }
}

TEST_F(echo_server, keeps_the_order_of_many_small_messages) {
    std::string frames;
    for (int i = 0; i < 5000; ++i) frames += masked_frame(fin | first_byte::text, std::to_string(i));
    client_.write(frames);
    for (int i = 0; i < 5000; ++i) expect(opcode::text, std::to_string(i));
}

TEST_F(echo_server, sends_16_mib_back) {
    const std::string large = some_binary(std::size_t{16} << 20);
    client_.binary(large);
    expect(opcode::binary, large);
}

TEST_F(echo_server, joins_65537_fragments) {
    std::string frames = masked_frame(first_byte::text, "a");
    for (int i = 0; i < 65535; ++i) frames += masked_frame(first_byte::continuation, "b");
    client_.write(frames + masked_frame(fin | first_byte::continuation, "c"));
    expect(opcode::text, 'a' + std::string(65535, 'b') + 'c');
}

TEST_F(echo_server, answers_a_ping_between_fragments_at_once) {
    client_.write(masked_frame(first_byte::text, "one ") + masked_frame(fin | first_byte::ping, "now?"));
    const incoming answer = client_.next();
    EXPECT_EQ(answer.what, kind::pong);
    EXPECT_EQ(answer.payload, "now?");
    client_.write(masked_frame(fin | first_byte::continuation, "message"));
    expect(opcode::text, "one message");
}

TEST_F(echo_server, ignores_a_pong_that_nobody_asked_for) {
    client_.write(masked_frame(fin | first_byte::pong, "surprise"));
    client_.text("still here");
    expect(opcode::text, "still here");
}

TEST_F(echo_server, reads_frames_that_come_with_the_request) {
    raw_client eager(server_.port());
    eager.write(
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        masked_frame(fin | first_byte::text, "early") + masked_frame(0x88, "\x03\xe8"));
    const std::string all = eager.read_to_end();
    EXPECT_THAT(all, ::testing::StartsWith("HTTP/1.1 101 "));
    EXPECT_THAT(all, ::testing::EndsWith("\r\n\r\n\x81\x05"
                                         "early\x88\x02\x03\xe8"));
}

TEST_F(echo_server, answers_a_close_with_its_code_and_ends_tcp_first) {
    for (const std::uint16_t code : std::initializer_list<std::uint16_t>{1000, 1001, 1003, 1011, 3000, 4999}) {
        raw_client client(server_.port());
        ASSERT_EQ(client.open(), 101);
        client.text("last words");
        client.close(code, "bye");
        EXPECT_EQ(client.next().payload, "last words");
        EXPECT_EQ(client.next().code, code);
        EXPECT_TRUE(client.has_ended_properly());
    }
}

TEST_F(echo_server, answers_a_close_without_a_code_with_one_without) {
    client_.close(1005);
    expect_close(1005);
}

TEST_F(echo_server, closes_with_1002_on_a_frame_that_is_not_masked) {
    client_.write(bare_frame(fin | first_byte::text, "hello"));
    expect_close(close_code::protocol_error);
}

TEST_F(echo_server, closes_with_1002_on_reserved_bits_and_opcodes) {
    client_.write(masked_frame(fin | 0x40 | first_byte::text, "hello"));
    expect_close(close_code::protocol_error);
    raw_client other(server_.port());
    ASSERT_EQ(other.open(), 101);
    other.write(masked_frame(fin | 3, "hello"));
    EXPECT_EQ(other.next().code, close_code::protocol_error);
}

TEST_F(echo_server, closes_with_1007_at_the_first_wrong_byte_of_a_text) {
    client_.write(masked_frame(first_byte::text, "fine \xf8"));  // the message has not ended
    expect_close(close_code::invalid_payload);
}

TEST_F(echo_server, answers_what_came_before_the_mistake) {
    client_.write(masked_frame(fin | first_byte::text, "fine") + masked_frame(fin | first_byte::text, "\xff"));
    expect(opcode::text, "fine");
    expect_close(close_code::invalid_payload);
}

TEST_F(echo_server, says_why_even_while_the_client_goes_on_sending) {
    client_.write(bare_frame(fin | first_byte::text, "wrong") + std::string(std::size_t{512} << 10, 'x'));
    expect_close(close_code::protocol_error);
}

TEST(a_limited_server, closes_with_1009_on_a_message_that_is_too_large) {
    server_options options;
    options.limits = {1000, 1000};
    running_server server(options);
    raw_client client(server.port());
    ASSERT_EQ(client.open(), 101);
    client.binary(some_binary(1000));
    EXPECT_EQ(client.next().payload.size(), 1000u);
    client.binary(some_binary(1001));
    EXPECT_EQ(client.next().code, close_code::message_too_big);
}

TEST(a_compressing_server, sends_compressed_messages_back) {
    server_options options;
    options.compression.emplace();
    running_server server(options);
    raw_client client(server.port());
    websocket::client_handshake_options offer;
    offer.compression.emplace();
    ASSERT_EQ(client.open("/ws", offer), 101);
    ASSERT_TRUE(client.compression());
    const std::string large(std::size_t{1} << 20, 'a');
    for (int i = 0; i < 3; ++i) {
        client.text(large);
        EXPECT_TRUE(client.next().payload == large);
    }
}

TEST(a_server_without_compression, does_not_agree_on_it) {
    running_server server;
    raw_client client(server.port());
    websocket::client_handshake_options offer;
    offer.compression.emplace();
    ASSERT_EQ(client.open("/ws", offer), 101);
    EXPECT_FALSE(client.compression());
}

TEST(a_server_with_protocols, chooses_one_of_them_or_none) {
    server_options options;
    options.protocols = {"chat"};
    running_server server(options);
    websocket::client_handshake_options offer;
    offer.protocols = {"other", "chat"};
    raw_client client(server.port());
    ASSERT_EQ(client.open("/ws", offer), 101);
    EXPECT_EQ(client.protocol(), "chat");

    offer.protocols = {"other"};
    raw_client stranger(server.port());
    ASSERT_EQ(stranger.open("/ws", offer), 101);
    EXPECT_EQ(stranger.protocol(), "");
}

}  // namespace
}  // namespace vafast::hub_detail::testing
