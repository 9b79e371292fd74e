// RFC 6455 sections 5.5.1 (close frames) and 7.4 (their codes).
#include "conformance/rule.hpp"

namespace vafast::websocket {
namespace {

using part = breach::part;

rules valid_closes() {
    rules all;
    all.push_back({"without_a_code", {make_frame(opcode::close, "")}, {heard_close(1005)}});
    for (const unsigned code : {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u, 1012u, 1013u, 1014u,
                                3000u, 3001u, 3999u, 4000u, 4001u, 4998u, 4999u}) {
        const std::string name = "code_" + std::to_string(code);
        all.push_back({name, {close_frame(code)}, {heard_close(code)}});
        all.push_back({name + "_with_a_reason", {close_frame(code, "why not")}, {heard_close(code, "why not")}});
    }
    for (const std::size_t size : {1u, 2u, 122u, 123u}) {
        const std::string reason(size, 'r');
        all.push_back({"reason_of_" + std::to_string(size), {close_frame(1000, reason)}, {heard_close(1000, reason)}});
    }
    const std::string greek = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";
    all.push_back({"reason_in_greek", {close_frame(1000, greek)}, {heard_close(1000, greek)}});
    all.push_back(
        {"reason_with_an_emoji", {close_frame(1000, "\xf0\x9f\x98\x80")}, {heard_close(1000, "\xf0\x9f\x98\x80")}});
    all.push_back({"after_messages",
                   {text_frame("a"), ping_frame("p"), close_frame(1000)},
                   {heard_text("a"), heard_ping("p"), heard_close(1000)}});
    return all;
}
VAFAST_RULES(section_7_4_valid_close, valid_closes());

// Codes that are reserved, or that nobody defined.
rules wrong_codes() {
    rules all;
    for (const unsigned code : {0u, 1u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1017u, 1100u, 1999u, 2000u, 2999u,
                                5000u, 5001u, 9999u, 65535u}) {
        const std::string name = "code_" + std::to_string(code);
        all.push_back({name, {close_frame(code)}, {heard_failure(1002)}, breach{0, part::payload, 1}});
        all.push_back({name + "_with_a_reason",
                       {close_frame(code, "why not")},
                       {heard_failure(1002)},
                       breach{0, part::payload, 1}});
    }
    return all;
}
VAFAST_RULES(section_7_4_wrong_code, wrong_codes());

rules wrong_payloads() {
    rules all;
    for (const char byte : {'\0', '\x03', '\xe8', 'x'})
        all.push_back({"of_one_byte_" + to_hex({&byte, 1}),
                       {make_frame(opcode::close, std::string(1, byte))},
                       {heard_failure(1002)},
                       breach{0, part::second_byte}});
    all.push_back({"reason_of_124",
                   {close_frame(1000, std::string(124, 'x'))},
                   {heard_failure(1002)},
                   breach{0, part::second_byte}});
    struct wrong_text {
        std::string_view text;
        std::size_t at;
    };
    for (const auto& [text, at] : {wrong_text{"\xff", 0},
                                   {"a\x80", 1},
                                   {"\xc0\xaf", 0},
                                   {"\xed\xa0\x80", 1},
                                   {"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65", 12},
                                   {"\xf4\x90\x80\x80", 1},
                                   {"ab\xe2\x82", 3},
                                   {"\xf0\x9f\x98", 2}})
        all.push_back({"reason_" + to_hex(text),
                       {close_frame(1000, text)},
                       {heard_failure(1007)},
                       breach{0, part::payload, 2 + at}});
    return all;
}
VAFAST_RULES(section_5_5_1_wrong_close, wrong_payloads());

// "If there is any data after the close frame, it is ignored."
rules after_the_close() {
    rules all;
    const auto add = [&](const std::string& name, raw_frame frame) {
        all.push_back({name, {close_frame(1000, "bye"), std::move(frame)}, {heard_close(1000, "bye")}});
    };
    add("text", text_frame("x"));
    add("binary", binary_frame("x"));
    add("ping", ping_frame("x"));
    add("pong", pong_frame("x"));
    add("another_close", close_frame(1001));
    add("a_continuation", continuation_frame("x"));
    add("a_reserved_opcode", {.first = fin | 3});
    add("a_reserved_bit", {.first = fin | 0x20 | 1});
    add("text_that_is_not_utf8", text_frame("\xff"));
    add("a_large_message", binary_frame(std::string(70000, 'x')));
    return all;
}
VAFAST_RULES(section_5_5_1_nothing_is_read_after_a_close_but, after_the_close());

}  // namespace
}  // namespace vafast::websocket
