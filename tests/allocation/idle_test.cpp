// What an idle connection holds, in this process: clients and a hub, and the hub with bare sockets for clients, which
// hold nothing here. Whoever makes these numbers grow says why; docs/benchmarks.md tells what they are made of.
#include "allocation/count.hpp"

#include <vafast/client.hpp>
#include <vafast/hub.hpp>

#include <cstdint>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace {

constexpr std::size_t first = 8;  // which make what all share
constexpr std::size_t more = 64;

// A client that waits for the last word of each answer.
class bare_client {
 public:
    explicit bare_client(std::uint16_t port, bool hello) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in hub{};
        hub.sin_family = AF_INET;
        hub.sin_port = htons(port);
        hub.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&hub), sizeof hub), 0);
        std::string request =
            "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        if (hello) request += "Sec-WebSocket-Protocol: vafast.v1\r\n";
        ask(request + "\r\n", "\r\n\r\n");
        // A masked frame whose key leaves it as it is.
        constexpr std::string_view text = R"({"$":"hello","id":1})";
        if (hello) ask(std::string{'\x81', static_cast<char>(0x80 | text.size()), 0, 0, 0, 0}.append(text), "}}}");
    }
    ~bare_client() { ::close(socket_); }
    bare_client(const bare_client&) = delete;
    bare_client& operator=(const bare_client&) = delete;

 private:
    void ask(const std::string& what, std::string_view end_of_answer) const {
        EXPECT_EQ(::send(socket_, what.data(), what.size(), 0), static_cast<ssize_t>(what.size()));
        std::string answer;
        while (!answer.ends_with(end_of_answer)) {
            char piece[1024];
            const ssize_t count = ::recv(socket_, piece, sizeof piece, 0);
            ASSERT_GT(count, 0) << answer;
            answer.append(piece, static_cast<std::size_t>(count));
        }
    }

    int socket_;
};

class running_hub {
 public:
    running_hub() { hub_.start(); }
    std::string url() const { return hub_.urls().front(); }
    std::uint16_t port() const {
        const std::string whole = url();
        return static_cast<std::uint16_t>(std::stoi(whole.substr(whole.rfind(':') + 1)));
    }

 private:
    vafast::hub hub_{{.listen = {"127.0.0.1:0"}}};
};

// Bytes held for each connection that `connect` makes and keeps.
template <class Connect>
std::size_t held_by_each(Connect connect) {
    for (std::size_t i = 0; i < first; ++i) connect();
    const std::size_t before = allocation_count::held();
    for (std::size_t i = 0; i < more; ++i) connect();
    return (allocation_count::held() - before) / more;
}

std::size_t held_by_hub(bool hello) {
    const running_hub hub;
    std::vector<std::unique_ptr<bare_client>> clients;
    clients.reserve(first + more);
    return held_by_each([&] { clients.push_back(std::make_unique<bare_client>(hub.port(), hello)); });
}

std::size_t held_by_both() {
    const running_hub hub;
    std::vector<std::unique_ptr<vafast::websocket_client<>>> clients;
    clients.reserve(first + more);
    return held_by_each([&] {
        clients.push_back(std::make_unique<vafast::websocket_client<>>(hub.url(), vafast::client_options{}));
        clients.back()->connect().get();
    });
}

TEST(idle, what_a_hub_holds_for_a_plain_connection_is_bounded) { EXPECT_LE(held_by_hub(false), 1'600); }
TEST(idle, what_a_hub_holds_for_a_connection_that_said_hello_is_bounded) { EXPECT_LE(held_by_hub(true), 2'420); }
TEST(idle, what_a_client_holds_is_bounded) { EXPECT_LE(held_by_both() - held_by_hub(true), 3'400); }

}  // namespace
