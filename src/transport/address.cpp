#include "transport/address.hpp"

#include <cstring>

#include <boost/asio/error.hpp>

namespace vafast::transport {

namespace reasons = boost::asio::error;
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
    if (problem == reasons::connection_refused) return "connection refused";
    if (problem == reasons::network_unreachable) return "network unreachable";
    if (problem == reasons::host_unreachable) return "host unreachable";
    if (problem == reasons::timed_out) return "timed out";
    if (problem == reasons::connection_reset) return "connection reset";
    if (problem == reasons::access_denied) return "not permitted (is there a firewall?)";
    return problem.message();
}

std::string describe_lost(error_code problem) {
    if (problem == reasons::connection_reset) return "The peer reset the connection.";
    if (problem == reasons::broken_pipe) return "The peer closed the connection.";
    if (problem == reasons::timed_out) return "The connection timed out: the peer did not acknowledge what was sent.";
    return "The connection failed: " + describe_reason(problem) + ".";
}

}  // namespace vafast::transport
