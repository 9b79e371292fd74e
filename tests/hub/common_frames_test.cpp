// What goes to many connections is written once, and each of them still gets what it was sent, in that order.
#include "hub/common_frames.hpp"

#include "hub/support.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

using run = common_frames::run;
using kind = websocket::event::kind;

encoded_frame frame_of(const std::string& text) {
    return encoded_frame([&](std::string& out) { out += text; });
}

TEST(common_frames, are_stored_once_for_all_who_are_sent_the_same) {
    common_frames all;
    run mine;
    run yours;
    const encoded_frame first = frame_of("first");
    const encoded_frame second = frame_of("second");
    for (run* each : {&mine, &yours}) ASSERT_TRUE(all.extend(*each, first));
    for (run* each : {&mine, &yours}) ASSERT_TRUE(all.extend(*each, second));
    EXPECT_EQ(all.of(mine).data(), all.of(yours).data());
    EXPECT_EQ(base::as_text(all.of(mine)),
              "\x81\x05"
              "first"
              "\x81\x06"
              "second");
}

TEST(common_frames, are_no_run_where_others_were_sent_something_in_between) {
    common_frames all;
    run mine;
    run yours;
    const encoded_frame first = frame_of("first");
    ASSERT_TRUE(all.extend(mine, first));
    ASSERT_TRUE(all.extend(yours, frame_of("yours")));
    EXPECT_FALSE(all.extend(mine, frame_of("third")));
    EXPECT_FALSE(all.extend(mine, first));
    EXPECT_EQ(base::as_text(all.of(mine)),
              "\x81\x05"
              "first");
}

TEST(common_frames, take_no_more_than_a_mebibyte) {
    common_frames all;
    run mine;
    ASSERT_TRUE(all.extend(mine, frame_of(std::string(1'000'000, 'x'))));
    EXPECT_FALSE(all.extend(mine, frame_of(std::string(100'000, 'x'))));
    all.clear();
    mine = {};
    EXPECT_TRUE(all.extend(mine, frame_of(std::string(100'000, 'x'))));
}

// Whenever somebody says something, sends at random to some of its connections or to one, small and large, and keeps
// what each was sent. At last it closes all of them.
class mixer final : public application {
 public:
    explicit mixer(std::size_t members, unsigned seed) : sent(members), random_(seed), peers_(members) {}

    void on_open(peer& added, const websocket::http_request&) override { peers_[count_++] = &added; }
    void on_message(peer&, websocket::opcode, base::mutable_bytes) override {
        for (int i = 0; i < 200; ++i) send_something(std::to_string(i));
        for (peer* each : peers_) each->close(4000, "that was all");
    }

    std::vector<std::vector<std::string>> sent;

 private:
    bool one_of(unsigned count) { return random_() % count == 0; }
    void send_something(std::string text) {
        if (one_of(20)) text.append(300'000, 'x');
        const encoded_frame frame = frame_of(text);
        const std::size_t own = one_of(8) ? random_() % peers_.size() : peers_.size();
        const bool to_all = one_of(2);
        for (std::size_t i = 0; i < peers_.size(); ++i) {
            if (own < peers_.size() ? i != own : !to_all && one_of(2)) continue;
            sent[i].push_back(text);
            if (own == i)
                peers_[i]->send(websocket::opcode::text, base::as_bytes(text));
            else
                peers_[i]->send(frame);
        }
    }

    std::mt19937 random_;
    std::vector<peer*> peers_;
    std::size_t count_ = 0;
};

TEST(what_is_sent_to_many_and_what_is_sent_to_one, arrives_in_the_order_in_which_it_was_sent) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    constexpr std::size_t members = 5;
    mixer all(members, seed);
    server_options options;
    options.compression.emplace();
    running_server server(options, &all);
    std::vector<std::unique_ptr<raw_client>> clients;
    for (std::size_t i = 0; i < members; ++i) {
        clients.push_back(std::make_unique<raw_client>(server.port()));
        websocket::client_handshake_options more;
        if (i == 1) more.compression.emplace();
        ASSERT_EQ(clients.back()->open("/ws", more), 101);
    }
    clients.front()->text("go");
    std::vector<std::vector<std::string>> received(members);
    for (std::size_t i = 0; i < members; ++i) {
        incoming next = clients[i]->next();
        for (; next.what == kind::message; next = clients[i]->next()) received[i].push_back(next.payload);
        EXPECT_EQ(next.what, kind::close);
    }
    server.on_its_thread([&](class server&) { EXPECT_EQ(received, all.sent); });
}

}  // namespace
}  // namespace vafast::hub_detail::testing
