#include "websocket/mask.hpp"

namespace vafast::websocket {
namespace {

// 32 bytes, which compilers keep in one or two vector registers.
struct block {
    std::uint64_t words[4];
};

std::uint64_t repeat(masking_key key) noexcept {
    std::uint32_t word;
    std::memcpy(&word, key.data(), sizeof(word));
    return std::uint64_t{word} << 32 | word;
}

// `to` is `from` itself or does not overlap it; `key` begins at the first byte.
void mask_blocks(std::byte* to, const std::byte* from, std::size_t count, masking_key key) noexcept {
    const std::uint64_t word = repeat(key);
    std::size_t i = 0;
    for (; i + sizeof(block) <= count; i += sizeof(block)) {
        block piece;
        std::memcpy(&piece, from + i, sizeof(piece));
        for (std::uint64_t& part : piece.words) part ^= word;
        std::memcpy(to + i, &piece, sizeof(piece));
    }
    for (; i + sizeof(word) <= count; i += sizeof(word)) {
        std::uint64_t piece;
        std::memcpy(&piece, from + i, sizeof(piece));
        piece ^= word;
        std::memcpy(to + i, &piece, sizeof(piece));
    }
    for (; i < count; ++i) to[i] = from[i] ^ key[i % 4];
}

}  // namespace

void mask(mutable_bytes data, masking_key key, std::size_t offset) noexcept {
    const masking_key turned = {key[offset % 4], key[(offset + 1) % 4], key[(offset + 2) % 4], key[(offset + 3) % 4]};
    mask_blocks(data.data(), data.data(), data.size(), turned);
}

void mask_copy(std::byte* to, bytes from, masking_key key) noexcept { mask_blocks(to, from.data(), from.size(), key); }

}  // namespace vafast::websocket
