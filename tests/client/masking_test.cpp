// What a client sends is masked with keys that nobody can foresee (RFC 6455 section 5.3), seen from the server.
#include "client/support.hpp"

#include <array>
#include <future>
#include <set>

#include <boost/asio/read.hpp>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using key = std::array<unsigned char, 4>;
constexpr std::size_t frame_count = 200;
constexpr std::size_t frame_size = 2 + sizeof(key) + 1;

std::vector<key> read_keys(scripted_server::socket& socket) {
    std::vector<unsigned char> received(frame_count * frame_size);
    boost::asio::read(socket, boost::asio::buffer(received));
    std::vector<key> keys(frame_count);
    for (std::size_t i = 0; i < frame_count; ++i)
        std::copy_n(received.begin() + static_cast<std::ptrdiff_t>(i * frame_size + 2), sizeof(key), keys[i].begin());
    return keys;
}

TEST(masking_keys, are_new_for_each_frame_and_each_client) {
    std::promise<std::vector<key>> heard[2];
    int clients = 0;
    scripted_server server([&](auto& socket) {
        accept_handshake(socket);
        heard[clients++].set_value(read_keys(socket));
    });
    std::set<key> keys;
    for (auto& each : heard) {
        auto client = create_websocket_client(server.url());
        client.connect().get(patience);
        for (std::size_t i = 0; i < frame_count; ++i) client.send("x");
        for (const key& sent : each.get_future().get()) keys.insert(sent);
    }
    EXPECT_GE(keys.size(), 2 * frame_count - 3);  // chance may repeat one of 2^32 in 50,000 runs, but not four
}

}  // namespace
}  // namespace vafast::client_detail::testing
