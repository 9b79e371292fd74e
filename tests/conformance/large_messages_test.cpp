// Messages of 16 MiB, and of very many fragments, under the default limits, in pieces of every size down to one byte.
#include "conformance/rule.hpp"

#include <cstdlib>
#include <tuple>

namespace vafast::websocket {
namespace {

// Text of one to four bytes a character, so that cuts go through characters.
std::string make_text(std::size_t size) {
    constexpr std::string_view unit = "plain \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 ";
    std::string text;
    text.reserve(size);
    while (text.size() + unit.size() <= size) text += unit;
    return text.append(size - text.size(), '.');
}

// What comes of `wire`, unmasked in place: one message, of which a copy is taken.
std::string receive_in_place(receiver& subject, std::string& wire, std::size_t piece) {
    std::string message;
    for (std::size_t at = 0; at < wire.size(); at += piece) {
        mutable_bytes input = as_input(wire).subspan(at, std::min(piece, wire.size() - at));
        for (event found = subject.next(input); found.what != event::kind::need_more; found = subject.next(input)) {
            EXPECT_EQ(found.what, event::kind::message) << found.reason;
            message += base::as_text(found.payload);
        }
    }
    return message;
}

using parameters = std::tuple<role, std::size_t>;

std::string name_parameters(const testing::TestParamInfo<parameters>& tested) {
    return std::string(name_of(std::get<0>(tested.param))) + "_" + std::to_string(std::get<1>(tested.param));
}

class large_message : public testing::TestWithParam<parameters> {};

INSTANTIATE_TEST_SUITE_P(in_pieces_of, large_message,
                         testing::Combine(testing::Values(role::client, role::server),
                                          testing::Values(1, 2, 3, 64, 125, 997, 1024, 4096, 65536, 1 << 20, 1 << 25)),
                         name_parameters);

TEST_P(large_message, arrives) {
    const auto [self, piece] = GetParam();
    // What comes in the smallest pieces is shorter: it takes as many of them.
    const std::string text = make_text(piece < 64 ? std::size_t{1} << 20 : std::size_t{16} << 20);
    receiver subject(self, {}, std::nullopt);
    std::string wire = to_wire(text_frame(text), peer_of(self));
    EXPECT_TRUE(receive_in_place(subject, wire, piece) == text);
}

class message_in_fragments_of : public testing::TestWithParam<parameters> {};

INSTANTIATE_TEST_SUITE_P(bytes, message_in_fragments_of,
                         testing::Combine(testing::Values(role::client, role::server),
                                          testing::Values(64, 256, 1024, 4096, 16384, 65536, 1 << 20, 1 << 22)),
                         name_parameters);

TEST_P(message_in_fragments_of, arrives) {
    const auto [self, size] = GetParam();
    const std::string text = make_text(std::size_t{4} << 20);
    std::string wire;
    for (std::size_t at = 0; at < text.size(); at += size)
        wire += to_wire(make_frame(at == 0 ? opcode::text : opcode::continuation, text.substr(at, size),
                                   at + size >= text.size() ? fin : 0),
                        peer_of(self));
    receiver subject(self, {}, std::nullopt);
    EXPECT_TRUE(receive_in_place(subject, wire, 1500) == text);
}

class message_of_65537_fragments : public testing::TestWithParam<parameters> {};

INSTANTIATE_TEST_SUITE_P(of_size, message_of_65537_fragments,
                         testing::Combine(testing::Values(role::client, role::server), testing::Values(0, 1, 3, 126)),
                         name_parameters);

TEST_P(message_of_65537_fragments, arrives) {
    constexpr std::size_t count = 65537;
    const auto [self, size] = GetParam();
    const std::string payload(size, 'x');
    const role sender = peer_of(self);
    std::string wire = to_wire(text_frame(payload, 0), sender);
    const std::string middle = to_wire(continuation_frame(payload, 0), sender);
    for (std::size_t i = 2; i < count; ++i) wire += middle;
    wire += to_wire(continuation_frame(payload), sender);
    for (const std::size_t piece : {wire.size(), std::size_t{1000}, std::size_t{7}}) {
        std::string fresh = wire;
        receiver subject(self, {}, std::nullopt);
        EXPECT_TRUE(receive_in_place(subject, fresh, piece) == std::string(count * size, 'x'));
    }
}

}  // namespace
}  // namespace vafast::websocket
