#include "conformance/rule.hpp"

#include "websocket/connection.hpp"

#include <cstdlib>
#include <random>

namespace vafast::websocket {
namespace {

constexpr std::size_t not_byte_by_byte = 200000;  // larger ones are cut elsewhere, by size (large_messages_test.cpp)

// How many bytes have come when the failure has to be reported.
std::size_t position(const breach& at, const std::vector<raw_frame>& frames, role sender) {
    std::size_t before = 0;
    for (std::size_t i = 0; i < at.frame; ++i) before += to_wire(frames[i], sender).size();
    raw_frame header = frames[at.frame];
    header.length = header.length.value_or(header.payload.size());
    header.payload.clear();
    const std::size_t header_size = to_wire(header, sender).size();
    const bool masked = (sender == role::client) != header.wrong_mask;
    switch (at.where) {
        case breach::part::first_byte: return before + 1;
        case breach::part::second_byte: return before + 2;
        case breach::part::length: return before + header_size - (masked ? sizeof(masking_key) : 0);
        case breach::part::payload: break;
    }
    return before + header_size + at.byte + 1;
}

hearing follow(const rule& tested, role self, const std::string& wire, const chops& cut) {
    seeded_random keys(1);
    connection subject(self, tested.limits, tested.compression, keys);
    hearing result = hear(subject, wire, cut);
    auto state = connection::state::open;
    std::string pongs;
    for (const heard& each : result.events) {
        if (each.what == event::kind::ping) pongs += each.payload;
        if (each.what == event::kind::close) state = connection::state::close_received;
        if (each.what == event::kind::failure) state = connection::state::failed;
    }
    EXPECT_EQ(subject.current_state(), state);
    receiver peer(peer_of(self), {}, std::nullopt);
    std::string answered;
    for (const heard& each : hear(peer, base::as_text(subject.output()), whole()).events) answered += each.payload;
    EXPECT_EQ(answered, pongs);  // section 5.5.2: each ping is answered with its payload
    return result;
}

TEST_P(conformance, holds) {
    const auto& [self, tested] = GetParam();
    const role sender = peer_of(self);
    const std::string wire = to_wire(tested.frames, sender);
    EXPECT_EQ(follow(tested, self, wire, whole()).events, tested.expected) << "at once";

    const std::uint64_t seed = run_seed();
    for (std::uint64_t i = 0; i < 3; ++i)
        EXPECT_EQ(follow(tested, self, wire, random_chops(seed + i)).events, tested.expected)
            << "in random pieces: VAFAST_SEED=" << seed;

    if (wire.size() > not_byte_by_byte) return;
    const hearing slow = follow(tested, self, wire, each_of(1));
    EXPECT_EQ(slow.events, tested.expected) << "byte by byte";
    if (tested.fails_at) {
        EXPECT_EQ(slow.failed_after, position(*tested.fails_at, tested.frames, sender));
    }
}

}  // namespace

std::string to_hex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : text) {
        if (!hex.empty()) hex += '_';
        hex += digits[static_cast<unsigned char>(c) >> 4];
        hex += digits[static_cast<unsigned char>(c) & 15];
    }
    return hex;
}

std::uint64_t run_seed() {
    static const std::uint64_t seed = [] {
        const char* given = std::getenv("VAFAST_SEED");
        return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    }();
    return seed;
}

}  // namespace vafast::websocket
