#include "websocket/frame_writer.hpp"

#include "websocket/receiver.hpp"
#include "websocket/wire.hpp"

#include <vafast/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using base::as_bytes;
using base::as_text;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

class fixed_random final : public base::random {
 public:
    void fill(mutable_bytes out) override {
        for (std::byte& byte : out) byte = static_cast<std::byte>(++last_);
    }

 private:
    int last_ = 0;
};

std::string written_by(role self, std::string_view message, opcode op = opcode::text) {
    fixed_random keys;
    byte_buffer out;
    frame_writer(self, keys).message(op, as_bytes(message), out);
    return std::string(as_text(out.data()));
}

TEST(frame_writer, gives_the_examples_of_rfc_6455_section_5_7) {
    EXPECT_EQ(written_by(role::server, "Hello"), "\x81\x05Hello");
    EXPECT_EQ(written_by(role::server, std::string(256, 'x'), opcode::binary),
              std::string("\x82\x7e\x01\x00", 4) + std::string(256, 'x'));
    EXPECT_EQ(written_by(role::server, std::string(65536, 'x'), opcode::binary),
              std::string("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10) + std::string(65536, 'x'));
}

TEST(frame_writer, masks_as_a_client) { EXPECT_EQ(written_by(role::client, "Hello"), "\x81\x85\x01\x02\x03\x04Igohn"); }

TEST(frame_writer, draws_a_new_key_for_each_frame) {
    fixed_random keys;
    frame_writer subject(role::client, keys);
    byte_buffer out;
    subject.message(opcode::text, {}, out);
    subject.control(opcode::ping, {}, out);
    subject.close(1005, {}, out);
    EXPECT_EQ(as_text(out.data()), "\x81\x80\x01\x02\x03\x04\x89\x80\x05\x06\x07\x08\x88\x80\x09\x0a\x0b\x0c");
}

TEST(frame_writer, writes_what_the_receiver_of_the_other_role_reads) {
    for (const role self : {role::client, role::server}) {
        for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 65535u, 65536u, 65537u, 1000000u}) {
            const std::string message(size, 'x');
            receiver peer(peer_of(self), {}, std::nullopt);
            EXPECT_EQ(hear(peer, written_by(self, message), whole()).events, std::vector{heard_text(message)});
        }
    }
}

TEST(frame_writer, closes_with_code_and_reason_or_with_nothing) {
    fixed_random keys;
    frame_writer subject(role::server, keys);
    byte_buffer out;
    subject.close(1000, "bye", out);
    subject.close(1005, "", out);
    EXPECT_EQ(as_text(out.data()), std::string_view("\x88\x05\x03\xe8"
                                                    "bye\x88\x00",
                                                    9));
}

TEST(frame_writer, names_the_close_code_that_must_not_be_sent) {
    fixed_random keys;
    byte_buffer out;
    for (const int code : {0, 999, 1004, 1006, 1015, 2999, 5000}) {
        EXPECT_THAT([&] { frame_writer(role::server, keys).close(static_cast<std::uint16_t>(code), "", out); },
                    ThrowsMessage<error>(HasSubstr(std::to_string(code))));
    }
    EXPECT_TRUE(out.empty());
}

TEST(frame_writer, says_what_is_too_long_for_a_control_frame) {
    fixed_random keys;
    byte_buffer out;
    frame_writer subject(role::server, keys);
    EXPECT_THAT([&] { subject.close(1000, std::string(124, 'x'), out); }, ThrowsMessage<error>(HasSubstr("124")));
    EXPECT_THAT([&] { subject.control(opcode::ping, as_bytes(std::string(126, 'x')), out); },
                ThrowsMessage<error>(HasSubstr("126")));
    EXPECT_TRUE(out.empty());
    subject.close(1000, std::string(123, 'x'), out);
    subject.control(opcode::ping, as_bytes(std::string(125, 'x')), out);
    EXPECT_EQ(out.size(), 2 * 127u);
}

class compressing_frame_writer : public testing::TestWithParam<role> {};

INSTANTIATE_TEST_SUITE_P(roles, compressing_frame_writer, testing::Values(role::client, role::server),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST_P(compressing_frame_writer, fits_the_header_to_whatever_size_comes_out) {
    constexpr std::uint64_t seed = 4711;
    seeded_random random(seed);
    frame_writer subject(GetParam(), random, frame_writer::compression{{}, 6, 0});
    receiver peer(peer_of(GetParam()), {}, deflate_parameters{});
    // Noise grows when compressed, so that headers are needed that are longer than reserved, as well as shorter ones.
    for (const std::size_t size :
         {0u, 1u, 100u, 120u, 123u, 125u, 126u, 130u, 1000u, 65520u, 65535u, 65536u, 100000u}) {
        for (const bool noise : {true, false}) {
            std::string message(size, 'x');
            if (noise) random.fill(as_input(message));
            byte_buffer out;
            out.append(as_bytes("before"));
            subject.message(opcode::binary, as_bytes(message), out);
            subject.message(opcode::binary, as_bytes(message), out);
            ASSERT_THAT(as_text(out.data()), StartsWith("before"));
            const auto wire = as_text(out.data()).substr(6);
            EXPECT_EQ(wire[0] & 0x40, 0x40);
            ASSERT_EQ(hear(peer, wire, whole()).events, (std::vector{heard_binary(message), heard_binary(message)}))
                << size << " seed " << seed;
        }
    }
}

TEST_P(compressing_frame_writer, leaves_short_messages_and_control_frames_as_they_are) {
    seeded_random random(1);
    frame_writer subject(GetParam(), random, frame_writer::compression{{}, 6, 64});
    byte_buffer out;
    subject.message(opcode::text, as_bytes(std::string(63, 'x')), out);
    EXPECT_EQ(out.data()[0], std::byte{0x81});
    out.clear();
    subject.control(opcode::ping, as_bytes(std::string(100, 'x')), out);
    EXPECT_EQ(out.data()[0], std::byte{0x89});
    out.clear();
    subject.message(opcode::text, as_bytes(std::string(64, 'x')), out);
    EXPECT_EQ(out.data()[0], std::byte{0xc1});
    EXPECT_LT(out.size(), 20u);
}

}  // namespace
}  // namespace vafast::websocket
