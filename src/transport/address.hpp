// Addresses and what the system says of them, in words for people. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace vafast::transport {

// "127.0.0.1:80", "[::1]:80".
std::string describe(const boost::asio::ip::tcp::endpoint& endpoint);
// The same of any kind of socket: "memory" where it has no address.
std::string describe(const boost::asio::generic::stream_protocol::endpoint& endpoint);
// The same for a name: "example.org:80".
std::string describe(std::string_view host, std::uint16_t port);

// Why a connection could not be made, to stand in a list: "connection refused".
std::string describe_reason(boost::system::error_code problem);
// Why a connection ended, as a sentence: "The peer reset the connection."
std::string describe_lost(boost::system::error_code problem);

}  // namespace vafast::transport
