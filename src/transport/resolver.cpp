#include "transport/resolver.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <netdb.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>

#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

namespace vafast::transport {

namespace asio = boost::asio;
using addresses = std::vector<asio::ip::address>;
using answer = tl::expected<addresses, error>;

// One who waits. The handler is touched on its executor only.
struct lookup::waiter {
    handler done;
};

// One name that is being looked up, and who waits for it.
struct lookup::query {
    struct entry {
        std::shared_ptr<waiter> who;
        asio::any_io_executor executor;  // counts as work, so that run() waits with us
    };
    std::string host;
    std::vector<entry> waiting;  // under the mutex of `pending`, in which alone the executors are used or destroyed
    answer result;
};

struct lookup::pending {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<query>> queries;
};

// Never destroyed: a thread may come back from getaddrinfo after main has returned.
lookup::pending& lookup::all_pending() {
    static auto& instance = *new pending();
    return instance;
}

namespace {

error describe_failure(const std::string& host, int code, int system_code) {
    const std::string could_not = "Could not look up the host " + host + ": ";
    switch (code) {
        case EAI_NONAME:
#ifdef EAI_NODATA
        case EAI_NODATA:
#endif
            return {error_kind::resolve, could_not + "it has no address. Is the name spelt correctly?"};
        case EAI_AGAIN: return {error_kind::resolve, could_not + "the DNS server did not answer. Is there a network?"};
        case EAI_SYSTEM: return {error_kind::resolve, could_not + std::generic_category().message(system_code) + "."};
        default: return {error_kind::resolve, could_not + ::gai_strerror(code) + "."};
    }
}

// Without AI_ADDRCONFIG: it hides the loopback addresses of a machine that has no others.
answer ask_system(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (code != 0) return tl::unexpected(describe_failure(host, code, errno));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
    addresses found;
    for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if ((each->ai_family != AF_INET && each->ai_family != AF_INET6) || each->ai_addrlen > endpoint.capacity())
            continue;
        std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
        if (std::find(found.begin(), found.end(), endpoint.address()) == found.end())
            found.push_back(endpoint.address());
    }
    if (found.empty()) return tl::unexpected(describe_failure(host, EAI_NONAME, 0));
    return found;
}

}  // namespace

lookup::lookup(asio::any_io_executor executor, const std::string& host, handler done)
    : waiter_(std::make_shared<waiter>(waiter{std::move(done)})) {
    auto& all = all_pending();
    const std::lock_guard lock(all.mutex);
    auto& known = all.queries[host];
    const bool is_new = known == nullptr;
    if (is_new) known = std::make_shared<query>(query{host, {}, addresses()});
    query_ = known;
    query_->waiting.push_back({waiter_, asio::prefer(executor, asio::execution::outstanding_work.tracked)});
    if (!is_new) return;
    try {
        std::thread([asked = query_] {
            asked->result = ask_system(asked->host);
            const std::lock_guard finishing(all_pending().mutex);
            finish(*asked);
        }).detach();
    } catch (const std::system_error& problem) {
        query_->result = tl::unexpected(
            error(error_kind::resolve, "Could not start a thread to look up " + host + ": " + problem.what() + "."));
        finish(*query_);
    }
}

// Hands the result to everybody who still waits. Under the mutex, so that no executor is used after cancel().
void lookup::finish(query& finished) {
    for (auto& each : finished.waiting)
        asio::post(each.executor, [who = std::move(each.who), result = finished.result] {
            if (const auto done = std::exchange(who->done, nullptr)) done(result);
        });
    finished.waiting.clear();
    all_pending().queries.erase(finished.host);
}

lookup::~lookup() { cancel(); }

void lookup::cancel() noexcept {
    if (!query_) return;
    {
        const std::lock_guard lock(all_pending().mutex);
        std::erase_if(query_->waiting, [this](const query::entry& each) { return each.who == waiter_; });
    }
    query_ = nullptr;
    const auto dropped = std::exchange(waiter_->done, nullptr);  // may own this lookup: destroyed last
}

}  // namespace vafast::transport
