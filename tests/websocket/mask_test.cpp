#include "websocket/mask.hpp"

#include "websocket/wire.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

constexpr masking_key key = {std::byte{0x37}, std::byte{0xfa}, std::byte{0x21}, std::byte{0x3d}};

std::vector<std::byte> some_bytes(std::size_t size) {
    seeded_random random(size);
    std::vector<std::byte> data(size);
    random.fill(data);
    return data;
}

TEST(mask, gives_the_example_of_rfc_6455_section_5_7) {
    std::string text = "Hello";
    mask(as_input(text), key);
    EXPECT_EQ(text, "\x7f\x9f\x4d\x51\x58");
}

TEST(mask, is_the_exclusive_or_with_the_repeated_key_for_every_size_and_offset) {
    for (std::size_t size = 0; size < 200; ++size) {
        for (std::size_t offset = 0; offset < 9; ++offset) {
            const auto original = some_bytes(size);
            auto masked = original;
            mask(masked, key, offset);
            for (std::size_t i = 0; i < size; ++i)
                ASSERT_EQ(masked[i], original[i] ^ key[(i + offset) % 4]) << size << ' ' << offset << ' ' << i;
        }
    }
}

TEST(mask, works_on_memory_that_is_not_aligned) {
    const auto original = some_bytes(300);
    for (std::size_t start = 0; start < 33; ++start) {
        auto masked = original;
        mask(mutable_bytes(masked).subspan(start), key);
        for (std::size_t i = 0; i < start; ++i) ASSERT_EQ(masked[i], original[i]);
        for (std::size_t i = start; i < 300; ++i) ASSERT_EQ(masked[i], original[i] ^ key[(i - start) % 4]) << start;
    }
}

TEST(mask, of_pieces_is_the_mask_of_the_whole) {
    const auto original = some_bytes(1000);
    auto at_once = original;
    mask(at_once, key);
    seeded_random random(7);
    for (int round = 0; round < 50; ++round) {
        auto in_pieces = original;
        for (std::size_t at = 0; at < in_pieces.size();) {
            const std::size_t size = std::min(1 + random.below(70), in_pieces.size() - at);
            mask(mutable_bytes(in_pieces).subspan(at, size), key, at);
            at += size;
        }
        ASSERT_EQ(in_pieces, at_once);
    }
}

TEST(mask_copy, writes_what_mask_would_and_leaves_the_source_alone) {
    for (std::size_t size = 0; size < 200; ++size) {
        const auto original = some_bytes(size);
        const auto source = original;
        auto expected = original;
        mask(expected, key);
        std::vector<std::byte> copy(size + 1, std::byte{0x55});
        mask_copy(copy.data(), source, key);
        EXPECT_EQ(copy.back(), std::byte{0x55});
        copy.pop_back();
        ASSERT_EQ(copy, expected) << size;
        ASSERT_EQ(source, original);
    }
}

}  // namespace
}  // namespace vafast::websocket
