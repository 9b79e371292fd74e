// RFC 6455 sections 5.4 (fragmentation) and 5.5 (control frames).
#include "conformance/rule.hpp"

namespace vafast::websocket {
namespace {

using part = breach::part;

// `payload` in `count` fragments, with `between` after each but the last.
std::vector<raw_frame> fragments(opcode op, std::string_view payload, std::size_t count,
                                 const std::vector<raw_frame>& between = {}) {
    std::vector<raw_frame> frames;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t from = payload.size() * i / count;
        const std::size_t to = payload.size() * (i + 1) / count;
        frames.push_back(make_frame(i == 0 ? op : opcode::continuation, std::string(payload.substr(from, to - from)),
                                    i + 1 == count ? fin : 0));
        if (i + 1 < count) frames.insert(frames.end(), between.begin(), between.end());
    }
    return frames;
}

rules whole_messages() {
    rules all;
    const std::string payload = "the quick brown fox jumps over the lazy dog";
    for (std::size_t count = 1; count <= payload.size() + 2; count += count < 5 ? 1 : 10) {
        const std::string name = std::to_string(count) + "_fragments";
        all.push_back({"text_in_" + name, fragments(opcode::text, payload, count), {heard_text(payload)}});
        all.push_back({"binary_in_" + name, fragments(opcode::binary, payload, count), {heard_binary(payload)}});
    }
    const raw_frame nothing = continuation_frame("", 0);
    all.push_back(
        {"empty_fragments_only", {text_frame("", 0), nothing, nothing, continuation_frame("")}, {heard_text("")}});
    all.push_back({"empty_fragments_before", {text_frame("", 0), nothing, continuation_frame("x")}, {heard_text("x")}});
    all.push_back({"empty_fragments_after", {text_frame("x", 0), nothing, continuation_frame("")}, {heard_text("x")}});
    all.push_back({"empty_fragment_in_the_middle",
                   {binary_frame("a", 0), nothing, continuation_frame("b")},
                   {heard_binary("ab")}});
    all.push_back({"several_messages_one_after_the_other",
                   {text_frame("a", 0), continuation_frame("b"), binary_frame("c"), binary_frame("d", 0),
                    continuation_frame("e", 0), continuation_frame("f"), text_frame("g")},
                   {heard_text("ab"), heard_binary("c"), heard_binary("def"), heard_text("g")}});
    return all;
}
VAFAST_RULES(section_5_4_fragments, whole_messages());

// "Control frames MAY be injected in the middle of a fragmented message."
rules controls_between() {
    rules all;
    for (const std::size_t count : {2u, 3u, 5u, 20u}) {
        const std::string name = "_between_" + std::to_string(count) + "_fragments";
        const std::string payload(count, 'x');
        std::vector<heard> pings(count - 1, heard_ping("p"));
        pings.push_back(heard_text(payload));
        all.push_back({"ping" + name, fragments(opcode::text, payload, count, {ping_frame("p")}), pings});
        std::vector<heard> pongs(count - 1, heard_pong("p"));
        pongs.push_back(heard_binary(payload));
        all.push_back({"pong" + name, fragments(opcode::binary, payload, count, {pong_frame("p")}), pongs});
        std::vector<heard> both;
        for (std::size_t i = 1; i < count; ++i)
            both.insert(both.end(), {heard_ping("1"), heard_pong("2"), heard_ping("")});
        both.push_back(heard_text(payload));
        all.push_back({"pings_and_pongs" + name,
                       fragments(opcode::text, payload, count, {ping_frame("1"), pong_frame("2"), ping_frame("")}),
                       both});
    }
    all.push_back({"ping_of_125_bytes_between_fragments",
                   {text_frame("a", 0), ping_frame(std::string(125, 'p')), continuation_frame("b")},
                   {heard_ping(std::string(125, 'p')), heard_text("ab")}});
    all.push_back({"close_between_fragments",
                   {text_frame("a", 0), close_frame(1000), continuation_frame("b")},
                   {heard_close(1000)}});
    return all;
}
VAFAST_RULES(section_5_4_controls_between_fragments, controls_between());

rules wrong_orders() {
    rules all;
    const auto add = [&](const std::string& name, std::vector<raw_frame> frames, std::vector<heard> before,
                         std::size_t wrong) {
        before.push_back(heard_failure(1002));
        all.push_back({name, std::move(frames), std::move(before), breach{wrong}});
    };
    add("continuation_of_nothing", {continuation_frame("x")}, {}, 0);
    add("continuation_of_nothing_without_fin", {continuation_frame("x", 0)}, {}, 0);
    add("empty_continuation_of_nothing", {continuation_frame("")}, {}, 0);
    add("continuation_after_a_whole_message", {text_frame("x"), continuation_frame("y")}, {heard_text("x")}, 1);
    add("continuation_after_the_last_fragment", {text_frame("a", 0), continuation_frame("b"), continuation_frame("c")},
        {heard_text("ab")}, 2);
    add("continuation_after_a_ping", {ping_frame("p"), continuation_frame("c", 0)}, {heard_ping("p")}, 1);
    for (const opcode op : {opcode::text, opcode::binary}) {
        const std::string name = op == opcode::text ? "text" : "binary";
        add(name + "_inside_a_fragmented_text", {text_frame("a", 0), make_frame(op, "b")}, {}, 1);
        add(name + "_inside_a_fragmented_binary", {binary_frame("a", 0), make_frame(op, "b")}, {}, 1);
        add(name + "_begun_inside_a_fragmented_text", {text_frame("a", 0), make_frame(op, "b", 0)}, {}, 1);
        add(name + "_after_a_second_fragment", {text_frame("a", 0), continuation_frame("b", 0), make_frame(op, "c")},
            {}, 2);
        add(name + "_after_an_empty_fragment", {text_frame("", 0), make_frame(op, "c")}, {}, 1);
        add(name + "_after_a_ping_inside_a_message", {text_frame("a", 0), ping_frame("p"), make_frame(op, "c")},
            {heard_ping("p")}, 2);
    }
    return all;
}
VAFAST_RULES(section_5_4_wrong_order, wrong_orders());

// "All control frames MUST have a payload length of 125 bytes or less and MUST NOT be fragmented."
rules wrong_controls() {
    rules all;
    for (const opcode op : {opcode::close, opcode::ping, opcode::pong}) {
        const std::string name = op == opcode::close ? "close" : op == opcode::ping ? "ping" : "pong";
        for (const std::size_t size : {126u, 127u, 128u, 65535u, 65536u})
            all.push_back({name + "_of_" + std::to_string(size),
                           {make_frame(op, std::string(size, 'x'))},
                           {heard_failure(1002)},
                           breach{0, part::second_byte}});
        for (const int length_size : {2, 8})
            all.push_back({name + "_with_a_length_of_" + std::to_string(length_size) + "_bytes",
                           {{.first = fin | static_cast<unsigned>(op), .payload = "ab", .length_size = length_size}},
                           {heard_failure(1002)},
                           breach{0, part::second_byte}});
        all.push_back({name + "_without_fin", {make_frame(op, "", 0)}, {heard_failure(1002)}, breach{}});
        all.push_back({name + "_in_two_fragments",
                       {make_frame(op, "a", 0), continuation_frame("b")},
                       {heard_failure(1002)},
                       breach{}});
        all.push_back({name + "_without_fin_inside_a_message",
                       {text_frame("x", 0), make_frame(op, "", 0), continuation_frame("y")},
                       {heard_failure(1002)},
                       breach{1}});
    }
    return all;
}
VAFAST_RULES(section_5_5_wrong_control_frame, wrong_controls());

rules pings() {
    rules all;
    std::string every_byte;
    for (int i = 0; i < 125; ++i) every_byte += static_cast<char>(i * 2 + 5);
    all.push_back({"with_bytes_that_are_no_text", {ping_frame(every_byte)}, {heard_ping(every_byte)}});
    all.push_back({"pong_that_nobody_asked_for", {pong_frame("")}, {heard_pong("")}});
    all.push_back({"pong_then_ping", {pong_frame("a"), ping_frame("b")}, {heard_pong("a"), heard_ping("b")}});
    rule ten{"ten_in_a_row", {}, {}};
    for (int i = 0; i < 10; ++i) {
        ten.frames.push_back(ping_frame("payload " + std::to_string(i)));
        ten.expected.push_back(heard_ping("payload " + std::to_string(i)));
    }
    all.push_back(std::move(ten));
    all.push_back({"between_messages",
                   {text_frame("a"), ping_frame("p"), binary_frame("b"), ping_frame("q")},
                   {heard_text("a"), heard_ping("p"), heard_binary("b"), heard_ping("q")}});
    return all;
}
VAFAST_RULES(section_5_5_2_pings_and_pongs, pings());

}  // namespace
}  // namespace vafast::websocket
