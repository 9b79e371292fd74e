#include "websocket/deflate.hpp"

#include "websocket/allocations.hpp"
#include "websocket/wire.hpp"

#include <vafast/error.hpp>

#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using base::as_bytes;
using base::as_text;
using result = inflater::result;
constexpr std::size_t no_limit = static_cast<std::size_t>(-1);

std::string compress(deflater& subject, std::string_view message) {
    byte_buffer out;
    subject.compress(as_bytes(message), out);
    return std::string(as_text(out.data()));
}

// What comes out, or "corrupt" or "too big".
std::string inflate(inflater& subject, std::string_view payload, std::size_t limit = no_limit,
                    std::size_t piece = 1 << 30) {
    byte_buffer out;
    result found = result::ok;
    for (; found == result::ok && !payload.empty(); payload.remove_prefix(std::min(piece, payload.size())))
        found = subject.add(as_bytes(payload.substr(0, piece)), out, limit);
    if (found == result::ok) found = subject.finish(out, limit);
    if (found != result::ok) return found == result::corrupt ? "corrupt" : "too big";
    return std::string(as_text(out.data()));
}

std::string some_text(std::size_t size, std::uint64_t seed = 1) {
    seeded_random random(seed);
    std::string text;
    while (text.size() < size) text += "word" + std::to_string(random.below(500)) + ' ';
    text.resize(size);
    return text;
}

std::string noise(std::size_t size, std::uint64_t seed = 1) {
    std::string data(size, '\0');
    seeded_random(seed).fill(as_input(data));
    return data;
}

TEST(deflater, gives_the_example_of_rfc_7692_section_7_2_3_1) {
    deflater subject(role::client, {}, 6);
    EXPECT_EQ(compress(subject, "Hello"), std::string("\xf2\x48\xcd\xc9\xc9\x07\x00", 7));
}

TEST(deflater, refers_to_the_message_before_as_in_section_7_2_3_2) {
    deflater subject(role::client, {}, 6);
    compress(subject, "Hello");
    EXPECT_EQ(compress(subject, "Hello"), std::string("\xf2\x00\x11\x00\x00", 5));
}

TEST(deflater, forgets_the_message_before_without_context_takeover) {
    deflater subject(role::client, {.client_no_context_takeover = true}, 6);
    const std::string first = compress(subject, "Hello");
    EXPECT_EQ(compress(subject, "Hello"), first);
    deflater other(role::server, {.client_no_context_takeover = true}, 6);
    compress(other, "Hello");
    EXPECT_NE(compress(other, "Hello"), first);
}

TEST(deflater, makes_one_zero_byte_of_an_empty_message_each_time) {
    deflater subject(role::client, {}, 6);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(compress(subject, ""), std::string(1, '\0'));
    compress(subject, "Hello");
    EXPECT_EQ(compress(subject, ""), std::string(1, '\0'));
}

TEST(deflater, names_a_level_that_does_not_exist) {
    EXPECT_THROW(deflater(role::client, {}, 0), error);
    EXPECT_THROW(deflater(role::client, {}, 10), error);
}

// RFC 7692 section 7.2.3: the examples, and what else is allowed.
TEST(inflater, takes_the_examples_of_section_7_2_3) {
    inflater subject(role::server, {});
    EXPECT_EQ(inflate(subject, std::string("\xf2\x48\xcd\xc9\xc9\x07\x00", 7)), "Hello");
    EXPECT_EQ(inflate(subject, std::string("\xf2\x00\x11\x00\x00", 5)), "Hello");                           // 7.2.3.2
    EXPECT_EQ(inflate(subject, std::string("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 11)), "Hello");  // 7.2.3.3
    EXPECT_EQ(inflate(subject, std::string("\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8)), "Hello");               // 7.2.3.4
    EXPECT_EQ(inflate(subject, std::string("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13)), "Hello");
    EXPECT_EQ(inflate(subject, std::string(1, '\0')), "");  // 7.2.3.6
}

TEST(inflater, goes_on_after_a_block_with_bfinal) {
    inflater subject(role::server, {});
    const std::string final_hello("\xf3\x48\xcd\xc9\xc9\x07\x00", 7);
    const std::string last(1, '\0');
    EXPECT_EQ(inflate(subject, final_hello + final_hello + final_hello + last), "HelloHelloHello");
    EXPECT_EQ(inflate(subject, final_hello + final_hello + last, no_limit, 1), "HelloHello");
    EXPECT_EQ(inflate(subject, final_hello), "Hello");  // the octet 00 left out, as some do
    EXPECT_EQ(inflate(subject, std::string("\xf2\x48\xcd\xc9\xc9\x07\x00", 7)), "Hello");
}

TEST(inflater, takes_a_message_without_a_byte_as_empty) {
    inflater subject(role::server, {});
    EXPECT_EQ(inflate(subject, ""), "");
    EXPECT_EQ(inflate(subject, std::string("\xf2\x48\xcd\xc9\xc9\x07\x00", 7)), "Hello");
    EXPECT_EQ(inflate(subject, ""), "");
}

TEST(inflater, refuses_what_is_not_deflate) {
    for (const std::string& wrong : {std::string("\xff\xff"), std::string("\x06\x06"),
                                     std::string("\x00\x05\x00\x00\x00"
                                                 "Hello",
                                                 10)}) {
        inflater subject(role::server, {});
        EXPECT_EQ(inflate(subject, wrong), "corrupt");
    }
}

TEST(inflater, refuses_a_message_that_ends_inside_a_block) {
    const std::string payload("\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
    for (std::size_t size = 1; size < payload.size() - 1; ++size) {
        inflater subject(role::server, {});
        EXPECT_EQ(inflate(subject, payload.substr(0, size)), "corrupt") << size;
    }
}

TEST(inflater, refuses_a_reference_to_before_the_beginning) {
    deflater sender(role::client, {}, 6);
    compress(sender, "Hello");
    inflater subject(role::server, {});
    EXPECT_EQ(inflate(subject, compress(sender, "Hello")), "corrupt");
}

TEST(inflater, remembers_nothing_without_context_takeover) {
    const deflate_parameters parameters{.client_no_context_takeover = true};
    deflater sender(role::client, {}, 6);
    inflater subject(role::server, parameters);
    EXPECT_EQ(inflate(subject, compress(sender, "Hello")), "Hello");
    EXPECT_EQ(inflate(subject, compress(sender, "Hello")), "corrupt");
}

TEST(inflater, stops_just_beyond_the_limit) {
    for (const std::size_t size : {1u, 100u, 511u, 512u, 513u, 100000u}) {
        const std::string message(size, 'x');
        deflater sender(role::client, {}, 6);
        const std::string payload = compress(sender, message);
        inflater exact(role::server, {});
        EXPECT_EQ(inflate(exact, payload, size), message);
        inflater one_less(role::server, {});
        EXPECT_EQ(inflate(one_less, payload, size - 1), "too big");
    }
}

TEST(deflate, allocates_nothing_of_zlib_until_it_is_used) {
    // zlib asks malloc, so that this sees our part only: two small objects.
    take_allocations();
    deflater sender(role::client, {}, 6);
    inflater subject(role::server, {});
    EXPECT_LT(take_allocations().bytes, 512u);
}

struct combination {
    bool client_sends;
    bool no_context_takeover;
    int window_bits;
    int level;
};

class deflate_with : public testing::TestWithParam<combination> {};

std::vector<combination> combinations() {
    std::vector<combination> all;
    for (const bool client_sends : {true, false})
        for (const bool forgets : {true, false})
            for (int bits = 8; bits <= 15; ++bits)
                for (const int level : {1, 3, 6, 9}) all.push_back({client_sends, forgets, bits, level});
    return all;
}

std::string name_combination(const testing::TestParamInfo<combination>& tested) {
    const combination& c = tested.param;
    return std::string(c.client_sends ? "client" : "server") +
           (c.no_context_takeover ? "_forgetting" : "_remembering") + "_window_" + std::to_string(c.window_bits) +
           "_level_" + std::to_string(c.level);
}

INSTANTIATE_TEST_SUITE_P(, deflate_with, testing::ValuesIn(combinations()), name_combination);

TEST_P(deflate_with, gives_back_every_message) {
    const combination& c = GetParam();
    const role sender = c.client_sends ? role::client : role::server;
    const deflate_parameters parameters = c.client_sends
                                              ? deflate_parameters{.client_no_context_takeover = c.no_context_takeover,
                                                                   .client_max_window_bits = c.window_bits}
                                              : deflate_parameters{.server_no_context_takeover = c.no_context_takeover,
                                                                   .server_max_window_bits = c.window_bits};
    deflater out(sender, parameters, c.level);
    inflater in(peer_of(sender), parameters);
    for (const std::size_t size : {0u, 1u, 64u, 255u, 256u, 257u, 1000u, 33000u}) {
        for (const std::string& message : {some_text(size), noise(size), std::string(size, 'x')}) {
            const std::string payload = compress(out, message);
            ASSERT_EQ(inflate(in, payload, no_limit, 1 + size / 3), message) << size;
        }
    }
}

// zlib has no window of 256 bytes for raw deflate; we use its 512, of which it uses no more than 250 (MAX_DIST). So
// noise that comes again further back than 256 bytes is not found.
TEST(deflate, refers_back_no_further_than_a_window_of_8_bits) {
    for (int level = 1; level <= 9; ++level) {
        deflater sender(role::client, {.client_max_window_bits = 8}, level);
        const std::string near = noise(100);
        EXPECT_LT(compress(sender, near + near + near).size(), 150u);
        for (std::size_t period = 257; period < 520; ++period) {
            const std::string unit = noise(period, period);
            EXPECT_GT(compress(sender, unit + unit + unit).size(), 5 * period / 2) << level << ' ' << period;
        }
    }
}

}  // namespace
}  // namespace vafast::websocket
