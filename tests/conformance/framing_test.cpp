// RFC 6455 sections 5.1 (masking) and 5.2 (the header of a frame).
#include "conformance/rule.hpp"

namespace vafast::websocket {
namespace {

using part = breach::part;

std::string name_of_op(unsigned op) {
    switch (op) {
        case 0: return "continuation";
        case 1: return "text";
        case 2: return "binary";
        case 8: return "close";
        case 9: return "ping";
        case 10: return "pong";
        default: return "opcode_" + std::to_string(op);
    }
}

rules payload_lengths() {
    rules all;
    for (const std::size_t size :
         {0u,   1u,   2u,    7u,    124u,   125u,   126u,   127u,   128u,   129u,   254u,   255u,
          256u, 257u, 1000u, 4096u, 65533u, 65534u, 65535u, 65536u, 65537u, 65538u, 131072u}) {
        const std::string payload(size, '*');
        all.push_back({"text_of_" + std::to_string(size), {text_frame(payload)}, {heard_text(payload)}});
        const std::string bytes(size, '\xfe');
        all.push_back({"binary_of_" + std::to_string(size), {binary_frame(bytes)}, {heard_binary(bytes)}});
    }
    for (const std::size_t size : {0u, 1u, 125u}) {
        const std::string payload(size, '\xfe');
        all.push_back({"ping_of_" + std::to_string(size), {ping_frame(payload)}, {heard_ping(payload)}});
        all.push_back({"pong_of_" + std::to_string(size), {pong_frame(payload)}, {heard_pong(payload)}});
    }
    all.push_back({"nothing_for_a_while_then_two", {text_frame(""), text_frame("")}, {heard_text(""), heard_text("")}});
    return all;
}
VAFAST_RULES(section_5_2_payload_length, payload_lengths());

// "the minimal number of bytes MUST be used to encode the length"; "the most significant bit MUST be 0"
rules wrong_lengths() {
    rules all;
    const auto add = [&](const std::string& name, raw_frame frame) {
        all.push_back({name, {std::move(frame)}, {heard_failure(1002)}, breach{0, part::length}});
    };
    for (const unsigned op : {1u, 2u}) {
        for (const std::size_t size : {0u, 1u, 124u, 125u}) {
            const std::string name = name_of_op(op) + "_of_" + std::to_string(size);
            add(name + "_in_2_bytes", {.first = fin | op, .payload = std::string(size, '*'), .length_size = 2});
            add(name + "_in_8_bytes", {.first = fin | op, .payload = std::string(size, '*'), .length_size = 8});
        }
        for (const std::size_t size : {126u, 127u, 65534u, 65535u})
            add(name_of_op(op) + "_of_" + std::to_string(size) + "_in_8_bytes",
                {.first = fin | op, .payload = std::string(size, '*'), .length_size = 8});
        add(name_of_op(op) + "_of_2_to_the_63", {.first = fin | op, .length = std::uint64_t{1} << 63});
        add(name_of_op(op) + "_of_2_to_the_64_less_1", {.first = fin | op, .length = ~std::uint64_t{0}});
    }
    return all;
}
VAFAST_RULES(section_5_2_wrong_length, wrong_lengths());

rules reserved_opcodes() {
    rules all;
    for (const unsigned op : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u}) {
        const std::string name = name_of_op(op);
        const raw_frame frame{.first = fin | op};
        all.push_back({name + "_empty", {frame}, {heard_failure(1002)}, breach{}});
        all.push_back({name + "_with_payload",
                       {{.first = fin | op, .payload = "reserved"}, ping_frame("")},
                       {heard_failure(1002)},
                       breach{}});
        all.push_back({name + "_without_fin", {{.first = op}}, {heard_failure(1002)}, breach{}});
        all.push_back({name + "_after_a_message",
                       {text_frame("Hello"), frame, ping_frame("")},
                       {heard_text("Hello"), heard_failure(1002)},
                       breach{1}});
        all.push_back({name + "_between_fragments", {text_frame("Hel", 0), frame}, {heard_failure(1002)}, breach{1}});
        all.push_back({name + "_between_fragments_after_a_ping",
                       {text_frame("Hel", 0), ping_frame("p"), frame, continuation_frame("lo")},
                       {heard_ping("p"), heard_failure(1002)},
                       breach{2}});
    }
    return all;
}
VAFAST_RULES(section_5_2_reserved_opcode, reserved_opcodes());

rules reserved_bits() {
    rules all;
    for (const unsigned op : {0u, 1u, 2u, 8u, 9u, 10u}) {
        for (unsigned bits = 1; bits < 8; ++bits) {
            const std::string name = "rsv_" + std::to_string(bits) + "_on_" + name_of_op(op);
            const raw_frame wrong{.first = fin | bits << 4 | op, .payload = "ab"};
            if (op == 0)
                all.push_back({name, {text_frame("a", 0), wrong}, {heard_failure(1002)}, breach{1}});
            else
                all.push_back({name, {wrong}, {heard_failure(1002)}, breach{0}});
            // 4 is RSV1: negotiated, it is for the first frame of a message only (RFC 7692 section 6).
            if (bits == 4 && (op == 1 || op == 2)) continue;
            rule negotiated = all.back();
            negotiated.name += "_with_deflate";
            negotiated.compression = deflate_parameters{};
            all.push_back(std::move(negotiated));
        }
    }
    for (unsigned bits = 1; bits < 8; ++bits) {
        const raw_frame wrong{.first = fin | bits << 4 | 1, .payload = "ab"};
        all.push_back({"rsv_" + std::to_string(bits) + "_after_a_message_and_a_ping",
                       {text_frame("Hello"), ping_frame("p"), wrong, ping_frame("q")},
                       {heard_text("Hello"), heard_ping("p"), heard_failure(1002)},
                       breach{2}});
    }
    return all;
}
VAFAST_RULES(section_5_2_reserved_bits, reserved_bits());

rules wrong_masks() {
    rules all;
    for (const unsigned op : {1u, 2u, 8u, 9u, 10u}) {
        for (const std::string& payload : {std::string(), std::string("\x03\xe8", 2), std::string(100, 'x')}) {
            raw_frame frame{.first = fin | op, .payload = payload, .wrong_mask = true};
            const std::string name = name_of_op(op) + "_of_" + std::to_string(payload.size());
            all.push_back({name, {frame}, {heard_failure(1002)}, breach{0, part::second_byte}});
            all.push_back({name + "_after_a_message",
                           {text_frame("x"), frame},
                           {heard_text("x"), heard_failure(1002)},
                           breach{1, part::second_byte}});
        }
    }
    raw_frame second = continuation_frame("b");
    second.wrong_mask = true;
    all.push_back(
        {"second_fragment", {text_frame("a", 0), second}, {heard_failure(1002)}, breach{1, part::second_byte}});
    return all;
}
VAFAST_RULES(section_5_1_masking, wrong_masks());

}  // namespace
}  // namespace vafast::websocket
