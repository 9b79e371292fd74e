#include "transport/happy_eyeballs.hpp"

#include "transport/address.hpp"

#include <algorithm>
#include <chrono>
#include <list>

#include <boost/asio/steady_timer.hpp>

namespace vafast::transport {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds attempt_delay{250};  // RFC 8305 section 8: recommended
constexpr std::size_t most_failures_told = 8;

}  // namespace

std::vector<asio::ip::address> interleave_families(const std::vector<asio::ip::address>& addresses) {
    std::vector<asio::ip::address> first;
    std::vector<asio::ip::address> second;
    for (const auto& each : addresses) (each.is_v6() == addresses.front().is_v6() ? first : second).push_back(each);
    std::vector<asio::ip::address> order;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size()) order.push_back(first[i]);
        if (i < second.size()) order.push_back(second[i]);
    }
    return order;
}

struct happy_eyeballs::state : std::enable_shared_from_this<state> {
    using attempts = std::list<tcp::socket>;

    state(const asio::any_io_executor& executor, std::vector<asio::ip::address> to_try, std::uint16_t at,
          std::string name, handler then)
        : addresses(std::move(to_try)), port(at), whom(std::move(name)), done(std::move(then)), timer(executor) {}

    void start_next() {
        const tcp::endpoint endpoint(addresses[next++], port);
        const auto socket = running.emplace(running.end(), timer.get_executor());
        socket->async_connect(endpoint, [weak = weak_from_this(), socket, endpoint](error_code problem) {
            if (auto self = weak.lock(); self && self->done) self->finish(socket, endpoint, problem);
        });
        if (next == addresses.size()) return;
        timer.expires_after(attempt_delay);
        timer.async_wait([weak = weak_from_this(), expected = next](error_code problem) {
            if (problem) return;
            // Where an attempt has failed meanwhile, the next one has begun without us.
            if (auto self = weak.lock(); self && self->done && self->next == expected) self->start_next();
        });
    }

    void finish(attempts::iterator socket, const tcp::endpoint& endpoint, error_code problem) {
        if (!problem) return succeed(std::move(*socket));
        timer.cancel();
        running.erase(socket);
        if (++failures <= most_failures_told) {
            const std::string where = describe(endpoint);
            story += (story.empty() ? "" : ", ") + describe_reason(problem);
            if (!whom.ends_with(where)) story += " (" + where + ")";
        }
        if (next < addresses.size()) return start_next();
        if (running.empty()) fail();
    }

    void succeed(tcp::socket winner) {
        const auto then = std::exchange(done, nullptr);
        cancel();
        then(std::move(winner));
    }

    void fail() {
        if (failures > most_failures_told) story += " and " + std::to_string(failures - most_failures_told) + " more";
        const auto then = std::exchange(done, nullptr);
        then(tl::unexpected(error(error_kind::connect, "Could not connect to " + whom + ": " + story + ".")));
    }

    void cancel() noexcept {
        const auto dropped = std::exchange(done, nullptr);  // may own this: destroyed last
        running.clear();
        timer.cancel();
    }

    std::vector<asio::ip::address> addresses;
    std::uint16_t port;
    std::string whom;
    handler done;  // nothing once it was called or cancelled
    asio::steady_timer timer;
    attempts running;
    std::size_t next = 0;
    std::size_t failures = 0;
    std::string story;  // "connection refused (127.0.0.1:443), …"
};

happy_eyeballs::happy_eyeballs(asio::any_io_executor executor, std::vector<asio::ip::address> addresses,
                               std::uint16_t port, std::string whom, handler done)
    : state_(std::make_shared<state>(executor, std::move(addresses), port, std::move(whom), std::move(done))) {
    state_->start_next();
}

happy_eyeballs::~happy_eyeballs() { cancel(); }

void happy_eyeballs::cancel() noexcept {
    const auto kept = state_;
    kept->cancel();
}

}  // namespace vafast::transport
