// Addresses of a host name, by the system's resolver (getaddrinfo), which blocks and cannot be interrupted: it runs on
// a thread of its own that nobody waits for. One thread at a time (the executor's).
#pragma once

#include <vafast/error.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <tl/expected.hpp>

namespace vafast::transport {

class lookup {
 public:
    using handler = std::function<void(tl::expected<std::vector<boost::asio::ip::address>, error>)>;

    // `done` is called once, on `executor` and never before this returns, unless cancel() or the destructor comes
    // first. Lookups of the same name that overlap share one thread: a DNS server that hangs costs one a name.
    lookup(boost::asio::any_io_executor executor, const std::string& host, handler done);
    ~lookup();  // cancels
    lookup(const lookup&) = delete;
    lookup& operator=(const lookup&) = delete;

    // At once: the thread is left alone and finds nobody to tell. After this, the executor's context may be destroyed.
    void cancel() noexcept;

 private:
    struct waiter;
    struct query;
    struct pending;
    static pending& all_pending();
    static void finish(query& finished);

    std::shared_ptr<waiter> waiter_;
    std::shared_ptr<query> query_;
};

}  // namespace vafast::transport
