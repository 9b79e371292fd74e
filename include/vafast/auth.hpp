// Who the client says that it is: tokens, and what happens when one is refused.
#pragma once

#include <vafast/error.hpp>
#include <vafast/future.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace vafast {

// One question for a token, to be answered once, on any thread, now or later.
class token_request {
 public:
    // Answers with a token; the first answer counts.
    void operator()(std::string token) const;
    // Answers that there is none, and why, for people.
    void fail(std::string why) const;

    // For the client.
    token_request();
    future<std::string> get_future() const;

 private:
    void answer(std::string token, std::optional<error> failure) const;

    std::shared_ptr<detail::future_value<std::string>> state_;
};

// A program's function that gives tokens, in one of three forms:
//   [] { return read_token(); }                                        // may block: runs on a thread of its own
//   [](vafast::token_request give) { ask_somebody([give](auto token) { give(token); }); }   // on the client's thread
//   []() -> vafast::future<std::string> { co_return co_await …; }      // a coroutine, begun on the client's thread
// An empty token means that there is none. Where it throws, or fails, the attempt fails and is made again later.
class token_source {
 public:
    token_source() = default;
    // A function of none of these forms does not compile.
    template <class Function>
        requires(!std::same_as<std::decay_t<Function>, token_source>)
    token_source(Function&& function) {  // implicit, to be written as above
        using function_type = std::decay_t<Function>;
        if constexpr (std::is_invocable_v<function_type&, token_request>) {
            ask_ = [call = std::forward<Function>(function)]() mutable {
                token_request request;
                call(request);
                return request.get_future();
            };
        } else if constexpr (std::is_invocable_r_v<future<std::string>, function_type&>) {
            ask_ = std::forward<Function>(function);
        } else {
            static_assert(std::is_invocable_r_v<std::string, function_type&>,
                          "vafast: get_token returns a std::string or a vafast::future<std::string>, or takes a "
                          "vafast::token_request");
            ask_ = [call = callback<std::string()>(std::forward<Function>(function))] { return on_own_thread(call); };
        }
    }

    // Whether there is a function to ask.
    explicit operator bool() const noexcept { return static_cast<bool>(ask_); }
    // For the client. Throws nothing: what the program's function throws is the failure of the future.
    future<std::string> operator()() const;

 private:
    static future<std::string> on_own_thread(callback<std::string()> call);

    callback<future<std::string>()> ask_;
};

// How a client says who it is.
struct auth_options {
    // Send the token as `Authorization: Bearer …` in the handshake. Where it is off, only a hub is sent it, in the
    // hub's protocol. Default: true.
    bool auto_auth = true;
    // Asked before every attempt, and before the token that a hub accepted expires. The attempt's connection_timeout
    // holds for it, too. Default: none; nothing is sent.
    token_source get_token{};
    // Called on the client's thread when the server refused who we are: HTTP status 401 or 403, close codes 4500 to
    // 4502, a token that has expired. The client does not try again by itself. Default: none.
    callback<void(const error&)> on_auth_failure{};
};

}  // namespace vafast
