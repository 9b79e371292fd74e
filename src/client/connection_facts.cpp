#include "client/connection_facts.hpp"

#include <array>

namespace vafast::client_detail {
namespace {

constexpr std::array texts{
    &connection_info::url,           &connection_info::protocol,       &connection_info::extensions,
    &connection_info::local_address, &connection_info::remote_address, &connection_info::tls_version,
    &connection_info::tls_cipher};

}  // namespace

connection_info connection_facts::get() const {
    connection_info facts;
    facts.attempt = attempt;
    facts.connected_since = connected_since_;
    std::size_t begin = 0;
    for (const auto text : texts) {
        const std::size_t end = texts_.find('\0', begin);
        if (end == std::string::npos) break;  // nothing was set yet
        facts.*text = texts_.substr(begin, end - begin);
        begin = end + 1;
    }
    return facts;
}

void connection_facts::set(const connection_info& facts) {
    std::size_t size = 0;
    for (const auto text : texts) size += (facts.*text).size() + 1;
    std::string joined;
    joined.reserve(size);
    for (const auto text : texts) joined.append(facts.*text).push_back('\0');
    texts_ = std::move(joined);
    connected_since_ = facts.connected_since;
}

}  // namespace vafast::client_detail
