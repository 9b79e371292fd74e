#include "trace/tap.hpp"

#include "base/random.hpp"
#include "websocket/frame_writer.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::trace {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view accepted = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
constexpr std::string_view accepted_with_compression =
    "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

// A tap, and what it took, in words.
class tapped {
 public:
    explicit tapped(std::size_t max_payload = 1 << 20)
        : tap_(hides, max_payload, [this](record&& made) { all.push_back(std::move(made)); }) {
        tap_.connect("ws://h/", std::nullopt, 0);
        all.clear();
    }

    void crossed(side from, base::bytes data, std::size_t pieces = 1) {
        for (std::size_t i = 0; i < pieces; ++i) {
            const std::size_t begin = data.size() * i / pieces;
            tap_.crossed(from, data.subspan(begin, data.size() * (i + 1) / pieces - begin), ++now_);
        }
    }
    void crossed(side from, std::string_view text) { crossed(from, base::as_bytes(text)); }
    void handshake(std::string_view answer = accepted) {
        crossed(side::client, request);
        crossed(side::server, answer);
        all.clear();
    }
    void end() { tap_.end(side::server, std::nullopt, ++now_); }

    std::vector<std::string> words() const {
        std::vector<std::string> result;
        for (const record& each : all) result.push_back(std::visit([](const auto& one) { return say(one); }, each));
        return result;
    }

    secrets hides;
    std::vector<record> all;

 private:
    static std::string whose(side from) { return from == side::client ? "> " : "< "; }
    static std::string say(const frame& each) {
        return whose(each.from) + std::to_string(each.opcode) + (each.fin ? " fin" : "") +
               (each.rsv != 0 ? " rsv" + std::to_string(each.rsv) : "") + (each.masked ? " masked" : "") +
               (each.cut ? " cut " : " ") + std::to_string(each.length) + " " +
               std::string(base::as_text(payload_of(each)));
    }
    static std::string say(const http& each) { return whose(each.from) + "http"; }
    static std::string say(const raw& each) {
        return whose(each.from) + "raw " + std::string(base::as_text(payload_of(each)));
    }
    static std::string say(const trace::end&) { return "end"; }
    template <class Other>
    static std::string say(const Other&) {
        return "?";
    }

    tap tap_;
    std::int64_t now_ = 0;
};

std::string frames_of(websocket::role self, const std::vector<std::string>& messages,
                      std::optional<websocket::frame_writer::compression> compression = std::nullopt) {
    websocket::frame_writer writer(self, base::secure_random(), compression);
    base::byte_buffer out;
    for (const std::string& each : messages) writer.message(websocket::opcode::text, base::as_bytes(each), out);
    return std::string(base::as_text(out.data()));
}

TEST(tap, takes_the_handshake_and_the_frames_apart_however_they_are_cut) {
    const std::string asked =
        std::string(request) + frames_of(websocket::role::client, {"hello", std::string(300, 'x')});
    const std::string answered = std::string(accepted) + frames_of(websocket::role::server, {"", "welcome"});
    for (const std::size_t pieces : {std::size_t{1}, std::size_t{2}, std::size_t{7}, answered.size()}) {
        tapped here;
        here.crossed(side::client, base::as_bytes(request), pieces);
        here.crossed(side::server, base::as_bytes(answered), pieces);
        here.crossed(side::client, base::as_bytes(asked).subspan(request.size()), pieces);
        here.end();
        EXPECT_THAT(here.words(),
                    ElementsAre("> http", "< http", "< 1 fin 0 ", "< 1 fin 7 welcome", "> 1 fin masked 5 hello",
                                "> 1 fin masked 300 " + std::string(300, 'x'), "end"));
    }
}

TEST(tap, inflates_what_was_compressed) {
    tapped here;
    here.handshake(accepted_with_compression);
    const std::string long_text(1000, 'y');
    const websocket::frame_writer::compression deflate{.parameters = {}, .level = 6, .min_size = 0};
    here.crossed(side::server, base::as_bytes(frames_of(websocket::role::server, {long_text, long_text}, deflate)), 5);
    here.crossed(side::client, base::as_bytes(frames_of(websocket::role::client, {long_text}, deflate)));
    ASSERT_EQ(here.all.size(), 3U);
    for (const record& each : here.all) {
        const frame& found = std::get<frame>(each);
        EXPECT_EQ(found.rsv, 4);
        EXPECT_LT(found.length, 100U);
        EXPECT_EQ(found.text, long_text);
    }
}

TEST(tap, shows_what_a_connection_would_refuse) {
    tapped here;
    here.handshake();
    here.crossed(side::server, std::string_view("\x01\x02"
                                                "ab"
                                                "\xf3\x00"
                                                "\x80\x7e\x00\x01z",
                                                11));
    EXPECT_THAT(here.words(), ElementsAre("< 1 2 ab", "< 3 fin rsv7 0 ", "< 0 fin 1 z"));
}

TEST(tap, cuts_the_frame_in_which_the_connection_ended) {
    tapped here;
    here.handshake();
    here.crossed(side::server, "\x81\x05hel");
    here.end();
    here.end();
    EXPECT_THAT(here.words(), ElementsAre("< 1 fin cut 5 hel", "end"));
}

TEST(tap, keeps_only_the_beginning_of_a_payload_beyond_the_limit) {
    tapped here(4);
    here.handshake();
    here.crossed(side::server, "\x81\x08longtext\x81\x02ok");
    EXPECT_THAT(here.words(), ElementsAre("< 1 fin cut 8 long", "< 1 fin 2 ok"));
}

TEST(tap, shows_other_protocols_and_the_bodies_of_refusals) {
    tapped other;
    other.crossed(side::client, request);
    other.crossed(side::server, "SSH-2.0-OpenSSH");
    other.end();
    EXPECT_THAT(other.words(), ElementsAre("> http", "< http", "end"));  // the beginning of a header, for all we know

    tapped refused;
    refused.crossed(side::client, request);
    refused.crossed(side::server, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\nGo away");
    EXPECT_THAT(refused.words(), ElementsAre("> http", "< http", "< http", "< raw Go away"));
}

TEST(tap, hides_secrets_in_all_that_it_takes) {
    tapped here;
    here.hides.add("opensesame");
    here.crossed(side::client, "GET /?token=opensesame HTTP/1.1\r\nAuthorization: Bearer opensesame\r\n\r\n");
    here.crossed(side::server, "HTTP/1.1 101 opensesame\r\nX: opensesame\r\n\r\n");
    here.crossed(side::client, frames_of(websocket::role::client, {"opensesame"}));
    here.crossed(side::server,
                 "\x82\x0a"
                 "opensesame\x88\x0cxxopensesame\x89\x0aopensesame\x81\x7fopensesame");
    here.end();
    for (const record& each : here.all) EXPECT_EQ(to_line(each).find("opensesame"), std::string::npos) << to_line(each);
}

TEST(tap, survives_any_bytes) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 2'000; ++round) {
        tapped here(1000);
        here.handshake(round % 2 == 0 ? accepted : accepted_with_compression);
        std::string noise(random() % 200, '\0');
        for (char& each : noise) each = static_cast<char>(random());
        here.crossed(random() % 2 == 0 ? side::client : side::server, base::as_bytes(noise), 1 + random() % 5);
        here.end();
        for (const record& each : here.all) {
            const std::string line = to_line(each);
            EXPECT_TRUE(from_line(std::string_view(line).substr(0, line.size() - 1))) << line;
        }
    }
}

}  // namespace
}  // namespace vafast::trace
