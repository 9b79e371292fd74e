// A client that answers each message while more of them are there already.
#include "client/support.hpp"

#include <vafast/client.hpp>

#include <algorithm>
#include <atomic>
#include <linux/sockios.h>
#include <string>
#include <sys/ioctl.h>
#include <thread>

#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

constexpr int message_count = 12;
constexpr std::size_t message_size = 4096;

// Frames of texts that begin with their numbers.
std::string frames_of_many() {
    std::string frames;
    for (int i = 0; i < message_count; ++i) {
        std::string text = std::to_string(i);
        text.resize(message_size, ' ');
        frames += std::string{'\x81', 126, message_size >> 8, message_size & 0xff} + text;
    }
    return frames;
}

bool peer_has_all(scripted_server::socket& socket) {
    int unread = 0;
    return ::ioctl(socket.native_handle(), SIOCOUTQ, &unread) == 0 && unread == 0;
}

TEST(answering, begins_before_all_messages_that_came_at_once_were_handled) {
    scripted_server server([&](auto& socket) {
        accept_handshake(socket, frames_of_many());
        std::string memory(1 << 20, ' ');
        for (boost::system::error_code failure; !failure;) socket.read_some(boost::asio::buffer(memory), failure);
    });
    event_log log;
    auto client = create_websocket_client(server.url());
    const closed_at_the_end client_guard(client);
    std::size_t most = 0;
    client.on<"message">([&](const message_event& event) {
        EXPECT_EQ(client.send(event.text()), send_status::sent);
        most = std::max(most, client.buffered_bytes());
        if (std::stoi(std::string(event.text())) == message_count - 1) log.add("all");
    });
    client.connect().get(patience);
    ASSERT_TRUE(log.wait_for("all"));
    client.force_close().get(patience);  // the server says no goodbye
    EXPECT_LT(most, 10 * message_size) << "of " << message_count;
}

TEST(answering, reads_all_in_order_when_the_answers_cannot_be_written_any_more) {
    std::atomic<bool> gone{false};
    scripted_server server([&](auto& socket) {
        accept_handshake(socket, frames_of_many());
        while (!peer_has_all(socket)) std::this_thread::yield();
        socket.set_option(boost::asio::socket_base::linger(true, 0));  // a reset
        socket.close();
        gone = true;
    });
    event_log log;
    auto client = create_websocket_client(server.url(), {.auto_reconnect = false});
    const closed_at_the_end client_guard(client);
    int next = 0;
    client.on<"message">([&](const message_event& event) {
        while (!gone) std::this_thread::yield();
        EXPECT_EQ(std::stoi(std::string(event.text())), next++);
        client.send(event.text());
    });
    client.on<"close">([&] { log.add("close"); });
    client.connect().get(patience);
    ASSERT_TRUE(log.wait_for("close"));
    EXPECT_EQ(next, message_count);
}

}  // namespace
}  // namespace vafast::client_detail::testing
