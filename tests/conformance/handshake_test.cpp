// RFC 6455 section 4: what a client may accept of a server's answer, what a server of a client's request, and frames
// that follow in the same segment.
#include "websocket/handshake.hpp"

#include "conformance/rule.hpp"
#include "websocket/connection.hpp"

namespace vafast::websocket {
namespace {

// Lines of a request or answer; the status of what is made of it: 0 where it is accepted.
struct handshake_case {
    std::string name;
    std::vector<std::string> lines;
    int status = 0;
};

std::ostream& operator<<(std::ostream& out, const handshake_case& tested) { return out << tested.name; }

const auto name_case = [](const auto& tested) { return tested.param.name; };

std::string join(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\r\n";
    return text + "\r\n";
}

std::vector<std::string> replaced(std::vector<std::string> lines, std::size_t index, std::vector<std::string> with) {
    const auto at = lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(index));
    lines.insert(at, with.begin(), with.end());
    return lines;
}

std::vector<std::string> added(std::vector<std::string> lines, const std::string& line) {
    lines.push_back(line);
    return lines;
}

// The nonce of the example in section 1.3.
class sample_random final : public base::random {
 public:
    void fill(mutable_bytes out) override { std::memcpy(out.data(), "the sample nonce", out.size()); }
};

const std::vector<std::string> right_answer = {"HTTP/1.1 101 Switching Protocols", "Upgrade: websocket",
                                               "Connection: Upgrade",
                                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="};
constexpr int refused = 1;  // of a client: without a status of HTTP

std::vector<handshake_case> answers() {
    std::vector<handshake_case> all = {{"right", right_answer}};
    const auto change = [&](const std::string& name, std::size_t line, std::vector<std::string> with, int status) {
        all.push_back({name, replaced(right_answer, line, std::move(with)), status});
    };
    const auto add = [&](const std::string& name, const std::string& line, int status) {
        all.push_back({name, added(right_answer, line), status});
    };
    change("reason_left_out", 0, {"HTTP/1.1 101 "}, 0);
    change("another_reason", 0, {"HTTP/1.1 101 Fine"}, 0);
    change("http_1_0", 0, {"HTTP/1.0 101 Switching Protocols"}, refused);
    change("http_2", 0, {"HTTP/2 101 Switching Protocols"}, refused);
    change("no_status", 0, {"HTTP/1.1"}, refused);
    change("status_of_two_digits", 0, {"HTTP/1.1 10 Switching"}, refused);
    change("status_of_four_digits", 0, {"HTTP/1.1 1010 Switching"}, refused);
    change("another_protocol", 0, {"RTSP/1.0 101 Switching Protocols"}, refused);
    for (const int status : {200, 201, 204, 301, 302, 307, 400, 401, 403, 404, 407, 426, 429, 500, 502, 503})
        change("status_" + std::to_string(status), 0, {"HTTP/1.1 " + std::to_string(status) + " Whatever"}, status);
    change("upgrade_missing", 1, {}, refused);
    change("upgrade_empty", 1, {"Upgrade:"}, refused);
    change("upgrade_to_something_else", 1, {"Upgrade: h2c"}, refused);
    change("upgrade_that_begins_alike", 1, {"Upgrade: websockets"}, refused);
    change("upgrade_in_capitals", 1, {"Upgrade: WEBSOCKET"}, 0);
    change("upgrade_name_in_capitals", 1, {"UPGRADE: websocket"}, 0);
    change("upgrade_with_spaces", 1, {"Upgrade:  \t websocket \t "}, 0);
    change("upgrade_without_space", 1, {"Upgrade:websocket"}, 0);
    change("connection_missing", 2, {}, refused);
    change("connection_empty", 2, {"Connection:"}, refused);
    change("connection_keep_alive", 2, {"Connection: keep-alive"}, refused);
    change("connection_that_begins_alike", 2, {"Connection: upgraded"}, refused);
    change("connection_in_small_letters", 2, {"Connection: upgrade"}, 0);
    change("connection_with_more_tokens", 2, {"Connection: keep-alive, Upgrade"}, 0);
    change("connection_in_two_lines", 2, {"Connection: keep-alive", "Connection: upgrade"}, 0);
    change("accept_missing", 3, {}, refused);
    change("accept_empty", 3, {"Sec-WebSocket-Accept:"}, refused);
    change("accept_of_another_key", 3, {"Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk="}, refused);
    change("accept_in_other_case", 3, {"Sec-WebSocket-Accept: S3PPLMBITXAQ9KYGZZHZRBK+XOO="}, refused);
    change("accept_cut", 3, {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo"}, refused);
    change("accept_with_more", 3, {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=x"}, refused);
    change("accept_with_spaces_around", 3, {"Sec-WebSocket-Accept:   s3pPLMBiTxaQ9kYGzzhZRbK+xOo=  "}, 0);
    change("accept_twice", 3, {right_answer[3], right_answer[3]}, refused);
    change("accept_is_the_key", 3, {"Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ=="}, refused);
    add("protocol_offered", "Sec-WebSocket-Protocol: chat", 0);
    add("second_protocol_offered", "Sec-WebSocket-Protocol: superchat", 0);
    add("protocol_not_offered", "Sec-WebSocket-Protocol: other", refused);
    add("protocol_in_other_case", "Sec-WebSocket-Protocol: Chat", refused);
    add("protocols_both", "Sec-WebSocket-Protocol: chat, superchat", refused);
    add("protocol_empty", "Sec-WebSocket-Protocol:", refused);
    all.push_back({"protocol_twice",
                   added(added(right_answer, "Sec-WebSocket-Protocol: chat"), "Sec-WebSocket-Protocol: chat"),
                   refused});
    add("extension_offered", "Sec-WebSocket-Extensions: permessage-deflate", 0);
    add("extension_with_parameters",
        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_max_window_bits=9", 0);
    add("extension_not_offered", "Sec-WebSocket-Extensions: permessage-bzip2", refused);
    add("extension_more_than_offered", "Sec-WebSocket-Extensions: permessage-deflate, permessage-bzip2", refused);
    add("extension_twice", "Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate", refused);
    add("extension_with_unknown_parameter", "Sec-WebSocket-Extensions: permessage-deflate; x=1", refused);
    add("extension_with_parameter_twice",
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9; server_max_window_bits=9", refused);
    add("extension_with_wrong_value", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=16",
        refused);
    add("extension_with_value_missing", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        refused);
    add("extension_malformed", "Sec-WebSocket-Extensions: permessage-deflate; =9", refused);
    add("extension_empty", "Sec-WebSocket-Extensions:", 0);
    add("unknown_header", "X-Powered-By: something", 0);
    add("header_without_colon", "this is no header", refused);
    add("header_with_space_in_its_name", "X Y: z", refused);
    add("header_with_control_character",
        "X: a\x01"
        "b",
        refused);
    add("header_of_50000_bytes", "X: " + std::string(50000, 'x'), 0);
    add("header_over_the_limit", "X: " + std::string(70000, 'x'), refused);
    all.push_back({"interim_answer_before", replaced(right_answer, 0, {"HTTP/1.1 100 Continue", "", right_answer[0]})});
    return all;
}

class answer : public testing::TestWithParam<handshake_case> {
 protected:
    static client_handshake_options options() {
        return {.host = "server.example.com",
                .target = "/chat",
                .protocols = {"chat", "superchat"},
                .compression = deflate_options{}};
    }
    // Reads in pieces: the status, or what was left behind the header.
    static std::pair<int, std::string> read(std::string wire, const chops& cut) {
        sample_random random;
        client_handshake subject(options(), random);
        for (std::size_t at = 0; at < wire.size();) {
            const std::size_t size = cut(wire.size() - at);
            mutable_bytes input = as_input(wire).subspan(at, size);
            at += size;
            const auto done = subject.receive(input);
            if (!done) return {done.error().http_status() != 0 ? done.error().http_status() : refused, {}};
            if (*done) return {0, std::string(base::as_text(input)) + wire.substr(at)};
        }
        return {-1, {}};
    }
};

INSTANTIATE_TEST_SUITE_P(section_4_1, answer, testing::ValuesIn(answers()), name_case);

TEST_P(answer, is_accepted_or_not_however_it_is_cut) {
    const std::string wire = join(GetParam().lines) + "\x81\x05Hello";
    const std::uint64_t seed = run_seed();
    for (const chops& cut : {whole(), each_of(1), random_chops(seed)}) {
        const auto [status, rest] = read(wire, cut);
        EXPECT_EQ(status, GetParam().status) << "VAFAST_SEED=" << seed;
        if (status == 0) {
            EXPECT_EQ(rest, "\x81\x05Hello");
        }
    }
}

const std::vector<std::string> right_request = {"GET /chat HTTP/1.1",
                                                "Host: server.example.com",
                                                "Upgrade: websocket",
                                                "Connection: Upgrade",
                                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                                                "Sec-WebSocket-Version: 13"};

std::vector<handshake_case> requests() {
    std::vector<handshake_case> all = {{"right", right_request}};
    const auto change = [&](const std::string& name, std::size_t line, std::vector<std::string> with, int status) {
        all.push_back({name, replaced(right_request, line, std::move(with)), status});
    };
    const auto add = [&](const std::string& name, const std::string& line, int status) {
        all.push_back({name, added(right_request, line), status});
    };
    for (const char* method : {"POST", "PUT", "HEAD", "OPTIONS", "DELETE"})
        change(std::string("method_") + method, 0, {std::string(method) + " /chat HTTP/1.1"}, 405);
    change("http_1_0", 0, {"GET /chat HTTP/1.0"}, 505);
    change("http_2_0", 0, {"GET /chat HTTP/2.0"}, 505);
    change("no_version", 0, {"GET /chat"}, 400);
    change("no_target", 0, {"GET HTTP/1.1"}, 400);
    change("target_with_a_space", 0, {"GET /a b HTTP/1.1"}, 505);  // "b HTTP/1.1" is no version
    change("target_with_a_query", 0, {"GET /chat?a=b&c=%20 HTTP/1.1"}, 0);
    change("target_absolute", 0, {"GET http://server.example.com/chat HTTP/1.1"}, 0);
    change("host_missing", 1, {}, 400);
    change("host_twice", 1, {"Host: a", "Host: b"}, 400);
    change("host_with_port", 1, {"Host: server.example.com:8080"}, 0);
    change("upgrade_missing", 2, {}, 400);
    change("upgrade_to_something_else", 2, {"Upgrade: h2c"}, 400);
    change("upgrade_in_capitals", 2, {"Upgrade: WebSocket"}, 0);
    change("upgrade_among_others", 2, {"Upgrade: h2c, websocket"}, 0);
    change("connection_missing", 3, {}, 400);
    change("connection_close", 3, {"Connection: close"}, 400);
    change("connection_in_small_letters", 3, {"Connection: upgrade"}, 0);
    change("connection_with_more_tokens", 3, {"Connection: keep-alive, Upgrade"}, 0);
    change("key_missing", 4, {}, 400);
    change("key_empty", 4, {"Sec-WebSocket-Key:"}, 400);
    change("key_twice", 4, {right_request[4], right_request[4]}, 400);
    change("key_of_15_bytes", 4, {"Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1"}, 400);
    change("key_of_17_bytes", 4, {"Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Njc="}, 400);
    change("key_without_padding", 4, {"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ"}, 400);
    change("key_with_wrong_characters", 4, {"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!!=="}, 400);
    change("version_missing", 5, {}, 426);
    for (const char* version : {"0", "7", "8", "12", "14", "25", "113", "013", "x"})
        change(std::string("version_") + version, 5, {std::string("Sec-WebSocket-Version: ") + version}, 426);
    change("version_list", 5, {"Sec-WebSocket-Version: 13, 8"}, 426);
    add("protocols", "Sec-WebSocket-Protocol: chat, superchat", 0);
    add("protocol_twice", "Sec-WebSocket-Protocol: chat, chat", 400);
    add("protocol_that_is_no_token", "Sec-WebSocket-Protocol: chat/1", 400);
    add("origin", "Origin: http://example.com", 0);
    add("cookie", "Cookie: a=b; c=d", 0);
    add("extensions", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", 0);
    add("body", "Content-Length: 1", 400);
    add("chunked_body", "Transfer-Encoding: chunked", 400);
    add("body_of_nothing", "Content-Length: 0", 0);
    add("header_without_colon", "this is no header", 400);
    add("header_with_control_character",
        "X: a\x01"
        "b",
        400);
    add("header_over_the_limit", "X: " + std::string(70000, 'x'), 431);
    return all;
}

class request : public testing::TestWithParam<handshake_case> {};

INSTANTIATE_TEST_SUITE_P(section_4_2, request, testing::ValuesIn(requests()), name_case);

TEST_P(request, is_accepted_or_not_however_it_is_cut) {
    const std::uint64_t seed = run_seed();
    for (const chops& cut : {whole(), each_of(1), random_chops(seed)}) {
        std::string wire = join(GetParam().lines);
        server_handshake subject;
        int status = -1;
        for (std::size_t at = 0; at < wire.size() && status == -1;) {
            const std::size_t size = cut(wire.size() - at);
            mutable_bytes input = as_input(wire).subspan(at, size);
            at += size;
            const auto done = subject.receive(input);
            if (!done) status = done.error().http_status();
            if (done && *done) status = 0;
        }
        EXPECT_EQ(status, GetParam().status) << "VAFAST_SEED=" << seed;
        EXPECT_EQ(subject.request().is_upgrade, status == 0);
    }
}

// From the first byte to the last, both sides: handshake and frames in one stream, cut at random.
TEST(section_4, frames_may_follow_in_the_segment_of_the_handshake) {
    const std::uint64_t seed = run_seed();
    seeded_random random(seed);
    for (int round = 0; round < 50; ++round) {
        client_handshake client({.host = "h", .target = "/", .compression = deflate_options{}}, random);
        server_handshake server;
        byte_buffer first;
        std::string up = client.request();
        frame_writer(role::client, random).message(opcode::text, base::as_bytes("early"), first);
        up += base::as_text(first.data());
        mutable_bytes input = as_input(up);
        ASSERT_TRUE(*server.receive(input));
        receiver of_server(role::server, {}, std::nullopt);
        EXPECT_EQ(hear(of_server, base::as_text(input), random_chops(seed)).events, std::vector{heard_text("early")});

        const auto chosen = choose_deflate(server.request().extensions, {});
        std::string down = server.accept("", *chosen);
        byte_buffer frames;
        frame_writer writer(role::server, random, frame_writer::compression{**chosen, 6, 0});
        std::vector<heard> expected;
        for (std::size_t size = 0; size < 2000; size += 1 + random.below(500)) {
            expected.push_back(heard_text(std::string(size, 'x')));
            writer.message(opcode::text, base::as_bytes(expected.back().payload), frames);
        }
        down += base::as_text(frames.data());
        const chops cut = random_chops(seed + static_cast<std::uint64_t>(round));
        bool open = false;
        std::vector<heard> events;
        std::optional<receiver> of_client;
        for (std::size_t at = 0; at < down.size();) {
            const std::size_t size = cut(down.size() - at);
            input = as_input(down).subspan(at, size);
            at += size;
            if (!open) {
                open = *client.receive(input);
                if (open) of_client.emplace(role::client, receive_limits{}, client.compression());
            }
            if (!open) continue;
            for (event found = of_client->next(input); found.what != event::kind::need_more;
                 found = of_client->next(input))
                events.push_back(to_heard(found));
        }
        EXPECT_EQ(events, expected) << "VAFAST_SEED=" << seed;
    }
}

}  // namespace
}  // namespace vafast::websocket
