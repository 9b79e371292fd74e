#include "transport/address.hpp"

#include <cstring>

#include <boost/asio/error.hpp>

namespace vafast::transport {

namespace error = boost::asio::error;
using boost::system::error_code;

std::string describe(std::string_view host, std::uint16_t port) {
    const bool is_ipv6 = host.find(':') != std::string_view::npos;
    return (is_ipv6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::to_string(port);
}

std::string describe(const boost::asio::ip::tcp::endpoint& endpoint) {
    return describe(endpoint.address().to_string(), endpoint.port());
}

std::string describe(const boost::asio::generic::stream_protocol::endpoint& endpoint) {
    boost::asio::ip::tcp::endpoint address;
    const int family = endpoint.protocol().family();
    if ((family != AF_INET && family != AF_INET6) || endpoint.size() > address.capacity()) return "memory";
    std::memcpy(address.data(), endpoint.data(), endpoint.size());
    address.resize(endpoint.size());
    return describe(address);
}

std::string describe_reason(error_code problem) {
    if (problem == error::connection_refused) return "connection refused";
    if (problem == error::network_unreachable) return "network unreachable";
    if (problem == error::host_unreachable) return "host unreachable";
    if (problem == error::timed_out) return "timed out";
    if (problem == error::connection_reset) return "connection reset";
    if (problem == error::access_denied) return "not permitted (is there a firewall?)";
    return problem.message();
}

std::string describe_lost(error_code problem) {
    if (problem == error::connection_reset) return "The peer reset the connection.";
    if (problem == error::broken_pipe) return "The peer closed the connection.";
    if (problem == error::timed_out) return "The connection timed out: the peer did not acknowledge what was sent.";
    return "The connection failed: " + describe_reason(problem) + ".";
}

}  // namespace vafast::transport
