// RFC 7692: what a compressed message may look like on the wire, and each combination of parameters.
#include "conformance/rule.hpp"
#include "websocket/frame_writer.hpp"

namespace vafast::websocket {
namespace {

using part = breach::part;
using namespace std::string_literals;

const std::string hello = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;        // section 7.2.3.1
const std::string hello_again = "\xf2\x00\x11\x00\x00"s;          // section 7.2.3.2
const std::string final_hello = "\xf3\x48\xcd\xc9\xc9\x07\x00"s;  // section 7.2.3.4, less its last octet

std::string compressed(std::string_view message) {
    deflater sender(role::client, {}, 6);
    byte_buffer out;
    sender.compress(base::as_bytes(message), out);
    return std::string(base::as_text(out.data()));
}

// A block without compression: a header of five bytes, and the bytes themselves.
std::string stored(std::string_view data, bool last_block = false) {
    const std::size_t size = data.size();
    std::string block{last_block ? '\1' : '\0', static_cast<char>(size), static_cast<char>(size >> 8),
                      static_cast<char>(~size), static_cast<char>(~size >> 8)};
    return block.append(data);
}

rule with_deflate(std::string name, std::vector<raw_frame> frames, std::vector<heard> expected,
                  std::optional<breach> at = {}, deflate_parameters parameters = {}, receive_limits limits = {}) {
    return {std::move(name), std::move(frames), std::move(expected), at, parameters, limits};
}

rules messages() {
    rules all;
    const auto add = [&](const std::string& name, const std::string& payload, const std::string& message) {
        all.push_back(with_deflate(name, {text_frame(payload, fin | rsv1)}, {heard_text(message)}));
        all.push_back(with_deflate(name + "_as_binary", {binary_frame(payload, fin | rsv1)}, {heard_binary(message)}));
        rule cut = with_deflate(name + "_one_by_one", {}, {heard_text(message)});
        for (std::size_t i = 0; i < payload.size(); ++i) {
            const unsigned last = i + 1 == payload.size() ? fin : 0;
            cut.frames.push_back(i == 0 ? text_frame(payload.substr(0, 1), last | rsv1)
                                        : continuation_frame(payload.substr(i, 1), last));
        }
        all.push_back(std::move(cut));
    };
    add("one_block", hello, "Hello");
    add("a_block_without_compression", "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s, "Hello");
    add("a_block_with_bfinal", final_hello + "\0"s, "Hello");
    add("two_blocks", "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s, "Hello");
    add("several_blocks_with_bfinal", final_hello + final_hello + final_hello + "\0"s, "HelloHelloHello");
    add("blocks_of_all_kinds", stored("<") + final_hello + stored(">", true) + stored("") + "\0"s, "<Hello>");
    add("an_empty_message", "\0"s, "");
    add("empty_blocks", stored("") + stored("") + stored("") + "\0"s, "");
    add("dynamic_trees", compressed(std::string(5000, 'a') + std::string(5000, 'b')),
        std::string(5000, 'a') + std::string(5000, 'b'));
    all.push_back(with_deflate(
        "empty_fragments",
        {text_frame("", rsv1), continuation_frame(hello, 0), continuation_frame("", 0), continuation_frame("")},
        {heard_text("Hello")}));
    all.push_back(with_deflate("last_fragment_empty_as_in_7_2_3_6",
                               {text_frame(hello.substr(0, 6), rsv1), continuation_frame("\0"s)},
                               {heard_text("Hello")}));
    all.push_back(
        with_deflate("pings_between_fragments",
                     {text_frame(hello.substr(0, 2), rsv1), ping_frame("p"), continuation_frame(hello.substr(2, 2), 0),
                      pong_frame("q"), continuation_frame(hello.substr(4))},
                     {heard_ping("p"), heard_pong("q"), heard_text("Hello")}));
    all.push_back(
        with_deflate("messages_that_are_not_compressed_between",
                     {text_frame(hello, fin | rsv1), text_frame("plain"), text_frame("in ", 0),
                      continuation_frame("parts"), text_frame(hello_again, fin | rsv1)},
                     {heard_text("Hello"), heard_text("plain"), heard_text("in parts"), heard_text("Hello")}));
    return all;
}
VAFAST_RULES(rfc7692_section_7_2_2_messages, messages());

rules context() {
    rules all;
    const std::vector<raw_frame> twice{text_frame(hello, fin | rsv1), text_frame(hello_again, fin | rsv1)};
    const std::vector<raw_frame> same{text_frame(hello, fin | rsv1), text_frame(hello, fin | rsv1)};
    const std::vector<heard> both{heard_text("Hello"), heard_text("Hello")};
    const deflate_parameters forgetting{.client_no_context_takeover = true, .server_no_context_takeover = true};
    all.push_back(with_deflate("refers_to_the_message_before", twice, both));
    all.push_back(with_deflate("does_not_have_to_refer", same, both));
    all.push_back(with_deflate("without_takeover_each_message_stands_alone", same, both, {}, forgetting));
    all.push_back(with_deflate("without_takeover_a_reference_to_the_message_before_fails", twice,
                               {heard_text("Hello"), heard_failure(1007)}, {}, forgetting));
    all.push_back(with_deflate("reference_to_nothing", {text_frame(hello_again, fin | rsv1)}, {heard_failure(1007)}));
    return all;
}
VAFAST_RULES(rfc7692_section_7_1_1_context_takeover, context());

rules wrong_marks() {
    rules all;
    for (const opcode op : {opcode::close, opcode::ping, opcode::pong}) {
        const std::string name = op == opcode::close ? "close" : op == opcode::ping ? "ping" : "pong";
        all.push_back(
            with_deflate("compressed_" + name, {make_frame(op, "", fin | rsv1)}, {heard_failure(1002)}, breach{}));
        all.push_back(with_deflate("compressed_" + name + "_between_fragments",
                                   {text_frame(hello.substr(0, 2), rsv1), make_frame(op, "", fin | rsv1)},
                                   {heard_failure(1002)}, breach{1}));
    }
    all.push_back(with_deflate("second_fragment_of_a_compressed_message",
                               {text_frame(hello.substr(0, 2), rsv1), continuation_frame(hello.substr(2), fin | rsv1)},
                               {heard_failure(1002)}, breach{1}));
    all.push_back(with_deflate("second_fragment_of_a_plain_message",
                               {text_frame("a", 0), continuation_frame("b", fin | rsv1)}, {heard_failure(1002)},
                               breach{1}));
    for (const opcode op : {opcode::text, opcode::binary})
        all.push_back({std::string(op == opcode::text ? "text" : "binary") + "_without_negotiation",
                       {make_frame(op, hello, fin | rsv1)},
                       {heard_failure(1002)},
                       breach{}});
    return all;
}
VAFAST_RULES(rfc7692_section_6_rsv1, wrong_marks());

rules wrong_data() {
    rules all;
    const std::vector<heard> invalid{heard_failure(1007)};
    const auto add = [&](const std::string& name, const std::string& payload, std::optional<breach> at = {}) {
        all.push_back(with_deflate(name, {binary_frame(payload, fin | rsv1)}, invalid, at));
    };
    add("block_of_type_3", "\x06"s, breach{0, part::payload, 0});
    add("block_of_type_3_later", stored("abc") + "\x06"s, breach{0, part::payload, 8});
    add("stored_length_without_its_complement", "\x00\x05\x00\x00\x00Hello\x00"s, breach{0, part::payload, 4});
    add("too_many_codes", "\xfd\xff\xff\xff\xff"s);
    add("distance_of_nothing", "\x4b\x04\x02\x00"s.substr(0, 1) + "\x03\x00"s + "\xff\xff\xff\xff\xff\xff\xff\xff"s);
    add("noise", "\xde\xad\xbe\xef\xde\xad\xbe\xef\xff\xff\xff\xff"s);
    for (std::size_t size = 1; size < 6; ++size)
        add("cut_after_" + std::to_string(size), hello.substr(0, size), breach{0, part::payload, size - 1});
    add("cut_inside_stored_bytes", stored("Hello").substr(0, 8));
    all.push_back(with_deflate("in_a_frame_that_goes_on", {binary_frame("\x06" + std::string(500, 'x'), fin | rsv1)},
                               invalid, breach{0, part::payload, 0}));
    all.push_back(with_deflate("in_the_second_fragment",
                               {binary_frame(stored("Hello"), rsv1), continuation_frame("\x06\x06")}, invalid,
                               breach{1, part::payload, 0}));
    return all;
}
VAFAST_RULES(rfc7692_section_7_2_2_wrong_data, wrong_data());

// Text is checked as it is inflated. Stored blocks show each byte as it comes.
rules wrong_text() {
    rules all;
    const auto add = [&](const std::string& text, std::size_t at) {
        const std::string name = to_hex(text);
        all.push_back(with_deflate(name, {text_frame(stored(text) + stored("more") + "\0"s, fin | rsv1)},
                                   {heard_failure(1007)}, breach{0, part::payload, 5 + at}));
        all.push_back(
            with_deflate(name + "_as_binary", {binary_frame(stored(text) + "\0"s, fin | rsv1)}, {heard_binary(text)}));
        all.push_back(with_deflate(name + "_well_compressed",
                                   {text_frame(compressed(std::string(1000, 'x') + text), fin | rsv1)},
                                   {heard_failure(1007)}));
    };
    add("\xff", 0);
    add("ab\x80", 2);
    add("\xc0\xaf", 0);
    add("\xed\xa0\x80", 1);
    add("\xf4\x90\x80\x80", 1);
    add("\xe2\x82 ", 2);
    for (const std::string text : {"\xc3", "ab\xe2\x82", "\xf0\x9f\x98"})
        all.push_back(
            with_deflate(to_hex(text) + "_cut_off", {text_frame(compressed(text), fin | rsv1)}, {heard_failure(1007)}));
    all.push_back(with_deflate("character_over_two_fragments",
                               {text_frame(stored("\xf0\x9f"), rsv1), continuation_frame(stored("\x98\x80") + "\0"s)},
                               {heard_text("\xf0\x9f\x98\x80")}));
    return all;
}
VAFAST_RULES(rfc7692_and_section_8_1_wrong_text, wrong_text());

rules inflated_limits() {
    rules all;
    const std::vector<heard> too_big{heard_failure(1009)};
    for (const std::size_t limit : {100u, 1000u, 65536u, 1000000u}) {
        const receive_limits limits{.max_message = limit};
        const std::string name = std::to_string(limit);
        const std::string fits(limit, 'x');
        all.push_back(with_deflate("inflates_to_" + name, {binary_frame(compressed(fits), fin | rsv1)},
                                   {heard_binary(fits)}, {}, {}, limits));
        all.push_back(with_deflate("inflates_to_more_than_" + name, {binary_frame(compressed(fits + "x"), fin | rsv1)},
                                   too_big, {}, {}, limits));
        all.push_back(with_deflate("bomb_under_" + name,
                                   {binary_frame(compressed(std::string(20 * limit, 'x')), fin | rsv1)}, too_big, {},
                                   {}, limits));
    }
    all.push_back(with_deflate("frame_over_its_limit", {binary_frame(std::string(101, 'x'), fin | rsv1)}, too_big,
                               breach{0, part::second_byte}, {}, {.max_frame = 100}));
    return all;
}
VAFAST_RULES(rfc7692_and_section_10_4_limits, inflated_limits());

struct combination {
    role sender;
    bool client_no_context_takeover;
    bool server_no_context_takeover;
    int client_max_window_bits;
    int server_max_window_bits;
};

std::vector<combination> combinations() {
    std::vector<combination> all;
    for (const role sender : {role::client, role::server})
        for (const bool client_forgets : {false, true})
            for (const bool server_forgets : {false, true})
                for (const int client_bits : {8, 9, 10, 12, 15})
                    for (const int server_bits : {8, 9, 10, 12, 15})
                        all.push_back({sender, client_forgets, server_forgets, client_bits, server_bits});
    return all;
}

std::string name_combination(const testing::TestParamInfo<combination>& tested) {
    const combination& c = tested.param;
    return std::string(name_of(c.sender)) + "_sends" + (c.client_no_context_takeover ? "_client_forgets" : "") +
           (c.server_no_context_takeover ? "_server_forgets" : "") + "_client_" +
           std::to_string(c.client_max_window_bits) + "_server_" + std::to_string(c.server_max_window_bits);
}

class deflate_combination : public testing::TestWithParam<combination> {};

INSTANTIATE_TEST_SUITE_P(rfc7692_section_7_1_parameters, deflate_combination, testing::ValuesIn(combinations()),
                         name_combination);

// Offered by a client, chosen by a server, agreed to by the client, and then used for messages that repeat themselves
// near and far, and some that do not compress.
TEST_P(deflate_combination, is_negotiated_and_carries_messages) {
    const combination& c = GetParam();
    const deflate_options options{.client_no_context_takeover = c.client_no_context_takeover,
                                  .server_no_context_takeover = c.server_no_context_takeover,
                                  .client_max_window_bits = c.client_max_window_bits,
                                  .server_max_window_bits = c.server_max_window_bits};
    const auto chosen = choose_deflate(make_deflate_offer(options), {});
    ASSERT_TRUE(chosen && *chosen);
    const auto agreed = accept_deflate(make_deflate_answer(**chosen), options);
    ASSERT_TRUE(agreed && *agreed);
    const bool client_sends = c.sender == role::client;
    const deflate_parameters& senders = client_sends ? **agreed : **chosen;
    const deflate_parameters& receivers = client_sends ? **chosen : **agreed;

    const std::uint64_t seed = run_seed();
    seeded_random random(seed);
    frame_writer writer(c.sender, random, frame_writer::compression{senders, 6, 0});
    receiver subject(peer_of(c.sender), {}, receivers);
    for (const std::size_t size : {0u, 16u, 64u, 256u, 1024u, 4096u, 8192u, 16384u, 40000u}) {
        std::string message(size, '\0');
        random.fill(as_input(message));
        for (std::size_t i = 300; i < size; ++i)
            if (i % 50 < 40) message[i] = message[i - 300 + i / 1000];
        byte_buffer out;
        for (int i = 0; i < 3; ++i) writer.message(opcode::binary, base::as_bytes(message), out);
        ASSERT_EQ(hear(subject, base::as_text(out.data()), random_chops(seed + size)).events,
                  std::vector<heard>(3, heard_binary(message)))
            << "VAFAST_SEED=" << seed;
    }
}

}  // namespace
}  // namespace vafast::websocket
