#include <vafast/auth.hpp>

#include <exception>
#include <optional>
#include <thread>

namespace vafast {
namespace {

template <class Call>
std::optional<std::string> why_it_threw(Call call) {
    try {
        call();
        return std::nullopt;
    } catch (const std::exception& thrown) {
        return std::string("get_token threw: ") + thrown.what();
    } catch (...) {
        return "get_token threw something that is no std::exception.";
    }
}

}  // namespace

token_request::token_request() : state_(std::make_shared<detail::future_value<std::string>>(this)) {}

future<std::string> token_request::get_future() const { return future<std::string>(state_); }

void token_request::operator()(std::string token) const { answer(std::move(token), std::nullopt); }

void token_request::fail(std::string why) const {
    answer({}, error(error_kind::handler, "There is no token: " + std::move(why)));
}

void token_request::answer(std::string token, std::optional<error> failure) const {
    if (state_->is_ready()) return;
    if (!failure) state_->value = std::move(token);
    state_->complete(std::move(failure));
}

future<std::string> token_source::operator()() const {
    std::optional<future<std::string>> asked;
    if (const auto why = why_it_threw([&] { asked = ask_(); })) {
        const token_request failed;
        failed.fail(*why);
        return failed.get_future();
    }
    return *asked;
}

// Nobody waits for the thread: where the client has ended meanwhile, its answer is dropped.
future<std::string> token_source::on_own_thread(callback<std::string()> call) {
    const token_request request;
    std::thread([call = std::move(call), request] {
        std::string token;
        if (const auto why = why_it_threw([&] { token = call(); })) return request.fail(*why);
        request(std::move(token));
    }).detach();
    return request.get_future();
}

}  // namespace vafast
