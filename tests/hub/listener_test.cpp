// What a hub does when it has no room for a connection.
#include "hub/support.hpp"

#include <vafast/hub.hpp>

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail::testing {
namespace {

// It takes 256 sockets more than connections, for requests that are being read or refused.
TEST(a_listener, counts_its_pauses_where_it_has_no_room_and_goes_on_when_it_has) {
    hub it({.listen = {"127.0.0.1:0"}, .threads = 1, .limits = {.connections = 1}});
    it.start();
    const std::string url = it.urls().front();
    const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    boost::asio::io_context context;
    std::vector<boost::asio::ip::tcp::socket> silent;
    for (int i = 0; i < 257; ++i) silent.emplace_back(context).connect({boost::asio::ip::address_v4::loopback(), port});
    raw_client client(port);
    client.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    while (it.stats().accept_pauses == 0) std::this_thread::yield();
    silent.clear();
    EXPECT_THAT(client.read_to_end(), ::testing::StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace vafast::hub_detail::testing
