#include "websocket/frame.hpp"

#include <string>

#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

std::string header(opcode op, std::size_t size, bool masked = false, bool compressed = false) {
    constexpr masking_key key = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
    std::byte out[max_header_size];
    const std::size_t written = write_header(out, op, size, masked ? &key : nullptr, compressed);
    return std::string(base::as_text(bytes(out, written)));
}

std::string text(std::initializer_list<int> values) {
    std::string result;
    for (const int value : values) result += static_cast<char>(value);
    return result;
}

TEST(frame_header, has_the_shortest_length_that_holds_the_size) {
    EXPECT_EQ(header(opcode::binary, 0), text({0x82, 0}));
    EXPECT_EQ(header(opcode::binary, 125), text({0x82, 125}));
    EXPECT_EQ(header(opcode::binary, 126), text({0x82, 126, 0, 126}));
    EXPECT_EQ(header(opcode::binary, 65535), text({0x82, 126, 0xff, 0xff}));
    EXPECT_EQ(header(opcode::binary, 65536), text({0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
    EXPECT_EQ(header(opcode::binary, 0x0102030405060708), text({0x82, 127, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(frame_header, carries_the_opcode) {
    EXPECT_EQ(header(opcode::continuation, 1), text({0x80, 1}));
    EXPECT_EQ(header(opcode::text, 1), text({0x81, 1}));
    EXPECT_EQ(header(opcode::close, 1), text({0x88, 1}));
    EXPECT_EQ(header(opcode::ping, 1), text({0x89, 1}));
    EXPECT_EQ(header(opcode::pong, 1), text({0x8a, 1}));
}

TEST(frame_header, ends_with_the_key_of_a_masked_frame) {
    EXPECT_EQ(header(opcode::text, 5, true), text({0x81, 0x85, 1, 2, 3, 4}));
    EXPECT_EQ(header(opcode::text, 300, true), text({0x81, 0xfe, 1, 44, 1, 2, 3, 4}));
    EXPECT_EQ(header(opcode::text, 65536, true).size(), max_header_size);
}

TEST(frame_header, marks_a_compressed_message) { EXPECT_EQ(header(opcode::text, 5, false, true), text({0xc1, 5})); }

TEST(close_code, may_be_sent_only_where_it_is_defined_or_free_to_use) {
    const auto expected = [](int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    };
    for (int code = 0; code < 65536; ++code)
        ASSERT_EQ(is_valid_close_code(static_cast<std::uint16_t>(code)), expected(code)) << code;
}

}  // namespace
}  // namespace vafast::websocket
