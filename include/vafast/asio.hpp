// For programs that use Boost.Asio themselves: clients on their own io_context, and futures as asynchronous operations.
// The only public header that shows Boost.
#pragma once

#include <vafast/future.hpp>
#include <vafast/runtime.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace vafast {

// A runtime on the program's io_context, for client_options::runtime: handlers run where the program calls run(), on
// any number of threads, one at a time for each client. `context` outlives the runtime and the clients on it.
std::shared_ptr<runtime> make_runtime(boost::asio::io_context& context);

// The end of `operation` as an Asio operation with the signature void(std::exception_ptr):
//   co_await vafast::async_wait(client.connect(), boost::asio::use_awaitable);
// throws what the operation failed with.
template <class CompletionToken>
auto async_wait(future<> operation, CompletionToken&& token) {
    return boost::asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
        [](auto handler, const future<>& started) {
            using handler_type = std::decay_t<decltype(handler)>;
            auto executor = boost::asio::get_associated_executor(handler);
            // Shared, since a continuation is copyable and a handler need not be.
            auto kept = std::make_shared<std::pair<handler_type, decltype(boost::asio::make_work_guard(executor))>>(
                std::move(handler), boost::asio::make_work_guard(executor));
            const auto finish = [kept, executor](std::exception_ptr failure) {
                boost::asio::post(executor, [kept, failure] { std::move(kept->first)(failure); });
            };
            started.then([finish] { finish(nullptr); },
                         [finish](const error& failure) { finish(std::make_exception_ptr(failure)); });
        },
        token, std::move(operation));
}

}  // namespace vafast
