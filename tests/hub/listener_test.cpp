// What a hub does when the system has nothing left for a connection.
#include "hub/support.hpp"

#include <vafast/hub.hpp>

#include <arpa/inet.h>
#include <array>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

// While it lives, this process has no descriptor left.
class no_descriptors {
 public:
    no_descriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit few = before_;
        few.rlim_cur = 256;
        ::setrlimit(RLIMIT_NOFILE, &few);
        for (int each = ::dup(STDERR_FILENO); each >= 0; each = ::dup(STDERR_FILENO)) taken_.push_back(each);
    }
    ~no_descriptors() {
        for (const int each : taken_) ::close(each);
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;

 private:
    rlimit before_{};
    std::vector<int> taken_;
};

TEST(a_listener, counts_its_pauses_when_no_descriptor_is_left_and_goes_on_when_there_is_one) {
    hub it({.listen = {"127.0.0.1:0"}, .threads = 1});
    it.start();
    const std::string url = it.urls().front();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(it.stats().accept_pauses, 0U);
    {
        const no_descriptors none;
        ASSERT_EQ(::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        while (it.stats().accept_pauses == 0) std::this_thread::yield();
    }
    const std::string question = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    ASSERT_EQ(::send(client, question.data(), question.size(), 0), static_cast<ssize_t>(question.size()));
    std::array<char, 12> answer{};
    ASSERT_EQ(::recv(client, answer.data(), answer.size(), MSG_WAITALL), 12);
    EXPECT_EQ(std::string(answer.data(), answer.size()), "HTTP/1.1 200");
    ::close(client);
}

}  // namespace
}  // namespace vafast::hub_detail::testing
