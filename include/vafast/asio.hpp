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

namespace detail {

template <class T>
struct wait_signature {
    using type = void(std::exception_ptr, T);
};
template <>
struct wait_signature<void> {
    using type = void(std::exception_ptr);
};

}  // namespace detail

// The end of `operation` as an Asio operation with the signature void(std::exception_ptr), or void(std::exception_ptr,
// T) where it has a value:
//   co_await vafast::async_wait(client.connect(), boost::asio::use_awaitable);
// throws what the operation failed with.
template <class T, class CompletionToken>
auto async_wait(future<T> operation, CompletionToken&& token) {
    return boost::asio::async_initiate<CompletionToken, typename detail::wait_signature<T>::type>(
        [](auto handler, const future<T>& started) {
            using handler_type = std::decay_t<decltype(handler)>;
            auto executor = boost::asio::get_associated_executor(handler);
            // Shared, since a continuation is copyable and a handler need not be.
            auto kept = std::make_shared<std::pair<handler_type, decltype(boost::asio::make_work_guard(executor))>>(
                std::move(handler), boost::asio::make_work_guard(executor));
            const auto finish = [kept, executor](std::exception_ptr failure, auto... value) {
                boost::asio::post(executor, [kept, failure, value...] { std::move(kept->first)(failure, value...); });
            };
            if constexpr (std::is_void_v<T>)
                started.then([finish] { finish(nullptr); },
                             [finish](const error& failure) { finish(std::make_exception_ptr(failure)); });
            else
                started.then([finish](const T& value) { finish(nullptr, value); },
                             [finish](const error& failure) { finish(std::make_exception_ptr(failure), T()); });
        },
        token, std::move(operation));
}

}  // namespace vafast
