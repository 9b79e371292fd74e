#include "transport/stream.hpp"

#include "transport/address.hpp"

#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace vafast::transport {

namespace asio = boost::asio;
using boost::system::error_code;

// What waits holds this weakly: a wait that ends after close() finds nothing to call.
struct stream::state : std::enable_shared_from_this<state> {
    explicit state(socket_type connected) : socket(std::move(connected)) {
        error_code ignored;  // where these cannot be set the connection is gone, which the first read will say
        socket.non_blocking(true, ignored);
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    void wait(socket_type::wait_type what, void (state::*then)()) {
        socket.async_wait(what, [weak = weak_from_this(), then](error_code) {
            // An error of the socket's makes it ready, too: the read or write that follows says what it is.
            if (auto self = weak.lock(); self && !self->closed) (self.get()->*then)();
        });
    }

    void call_readable() {
        if (const auto ready = std::exchange(readable, nullptr)) ready();
    }
    void call_writable() {
        if (const auto ready = std::exchange(writable, nullptr)) ready();
    }

    void close() noexcept {
        if (std::exchange(closed, true)) return;
        error_code ignored;
        socket.close(ignored);
        // Destroyed only at the end: what they captured may own this stream.
        const auto dropped = std::pair(std::exchange(readable, nullptr), std::exchange(writable, nullptr));
    }

    socket_type socket;
    std::function<void()> readable;
    std::function<void()> writable;
    bool closed = false;
};

namespace {

io_result failed(std::string sentence) { return {io_result::status::failed, 0, std::move(sentence)}; }

io_result result_of(error_code problem, std::size_t count, io_result::status when_blocked) {
    if (!problem) return {io_result::status::ok, count};
    if (problem == asio::error::would_block || problem == asio::error::try_again) return {when_blocked};
    if (problem == asio::error::eof) return {io_result::status::end};
    return failed(describe_lost(problem));
}

}  // namespace

stream::stream(socket_type socket) : state_(std::make_shared<state>(std::move(socket))) {}
stream::~stream() {
    if (state_) state_->close();
}
stream::stream(stream&&) noexcept = default;
stream& stream::operator=(stream&& other) noexcept {
    const stream replaced(std::move(*this));
    state_ = std::move(other.state_);
    return *this;
}

io_result stream::read(base::mutable_bytes into) noexcept {
    if (state_->closed) return failed("The connection is closed.");
    error_code problem;
    const std::size_t count = state_->socket.receive(asio::buffer(into.data(), into.size()), 0, problem);
    return result_of(problem, count, io_result::status::want_read);
}

io_result stream::write(base::bytes from) noexcept {
    if (state_->closed) return failed("The connection is closed.");
    error_code problem;
    const std::size_t count = state_->socket.send(asio::buffer(from.data(), from.size()), 0, problem);
    return result_of(problem, count, io_result::status::want_write);
}

void stream::async_wait_readable(std::function<void()> ready) {
    if (state_->closed) return;
    state_->readable = std::move(ready);
    state_->wait(socket_type::wait_read, &state::call_readable);
}

void stream::async_wait_writable(std::function<void()> ready) {
    if (state_->closed) return;
    state_->writable = std::move(ready);
    state_->wait(socket_type::wait_write, &state::call_writable);
}

void stream::shutdown() noexcept {
    error_code ignored;
    state_->socket.shutdown(socket_type::shutdown_send, ignored);
}

void stream::close() noexcept {
    if (const auto kept = state_) kept->close();
}

void stream::reset() noexcept {
    error_code ignored;
    state_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

std::string stream::local_address() const {
    error_code problem;
    const auto endpoint = state_->socket.local_endpoint(problem);
    return problem ? std::string() : describe(endpoint);
}

std::string stream::remote_address() const {
    error_code problem;
    const auto endpoint = state_->socket.remote_endpoint(problem);
    return problem ? std::string() : describe(endpoint);
}

}  // namespace vafast::transport
