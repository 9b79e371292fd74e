#include "transport/stream.hpp"

#include "transport/address.hpp"
#include "transport/tls_layer.hpp"

#include <atomic>
#include <cstddef>
#include <new>
#include <tuple>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

namespace vafast::transport {

namespace asio = boost::asio;
using boost::system::error_code;

// Memory for Asio's part of a wait: there is one most of the time, and what Asio has at hand for it may be much larger.
class wait_memory {
 public:
    void* take(std::size_t size) {
        if (size > sizeof(bytes_) || is_taken_.exchange(true, std::memory_order_acquire)) return ::operator new(size);
        return bytes_;
    }
    void give_back(void* memory) noexcept {
        if (memory != bytes_) return ::operator delete(memory);
        is_taken_.store(false, std::memory_order_release);
    }

 private:
    alignas(std::max_align_t) std::byte bytes_[152];
    std::atomic<bool> is_taken_{false};  // a wait may end on another thread than that where the next begins
};

template <class Value>
class wait_allocator {
 public:
    using value_type = Value;

    explicit wait_allocator(wait_memory& from) noexcept : from_(&from) {}
    template <class Other>
    wait_allocator(const wait_allocator<Other>& other) noexcept : from_(other.from_) {}

    Value* allocate(std::size_t count) { return static_cast<Value*>(from_->take(count * sizeof(Value))); }
    void deallocate(Value* memory, std::size_t) noexcept { from_->give_back(memory); }
    bool operator==(const wait_allocator&) const = default;

 private:
    template <class>
    friend class wait_allocator;
    wait_memory* from_;
};

// What waits holds this, and its memory: a wait that ends after close() calls nothing.
struct stream::state : std::enable_shared_from_this<state> {
    using handshake_handler = std::function<void(tl::expected<void, error>)>;

    explicit state(socket_type connected) : socket(std::move(connected)) {
        error_code ignored;  // where these cannot be set the connection is gone, which the first read will say
        socket.non_blocking(true, ignored);
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    template <void (state::*Then)()>
    struct waiting {
        using allocator_type = wait_allocator<std::byte>;

        // An error of the socket's makes it ready, too: the read or write that follows says what it is.
        void operator()(error_code) const {
            if (!self->closed) (self.get()->*Then)();
        }
        allocator_type get_allocator() const noexcept { return allocator_type(memory); }

        std::shared_ptr<state> self;
        wait_memory& memory;
    };
    template <void (state::*Then)()>
    void wait(socket_type::wait_type what) {
        socket.async_wait(what, waiting<Then>{shared_from_this(), memory});
    }

    void call_readable() {
        if (const auto ready = std::exchange(readable, nullptr)) ready();
    }
    void call_writable() {
        if (const auto ready = std::exchange(writable, nullptr)) ready();
    }

    // Calls `then` in a turn of its own.
    void post(void (state::*then)()) {
        asio::post(socket.get_executor(), [weak = weak_from_this(), then] {
            if (auto self = weak.lock(); self && !self->closed) (self.get()->*then)();
        });
    }

    void start_handshake(std::unique_ptr<tls_layer> layer, std::function<void(tl::expected<void, error>)> done) {
        if (closed) return;
        tls = std::move(layer);
        shaken = std::make_unique<handshake_handler>(std::move(done));
        post(&state::continue_handshake);
    }

    void continue_handshake() {
        const auto now = tls->handshake();
        flush();
        if (now == io_result::status::want_read) return wait<&state::continue_handshake>(socket_type::wait_read);
        if (now == io_result::status::want_write) return wait<&state::continue_handshake>(socket_type::wait_write);
        const auto done = std::exchange(shaken, nullptr);
        if (now == io_result::status::ok) return (*done)({});
        (*done)(tl::unexpected(*tls->problem()));
    }

    // What TLS could not send goes as soon as the socket takes it: nobody else would ask for it.
    void flush() {
        if (!tls->has_unsent()) return finish_shutdown();
        if (!std::exchange(flushing, true)) wait<&state::continue_flush>(socket_type::wait_write);
    }
    void continue_flush() {
        flushing = false;
        tls->flush();
        flush();
    }
    void finish_shutdown() noexcept {
        error_code ignored;
        if (shutting_down) socket.shutdown(socket_type::shutdown_send, ignored);
    }

    void close() noexcept {
        if (std::exchange(closed, true)) return;
        error_code ignored;
        socket.close(ignored);
        // Destroyed only at the end: what they captured may own this stream.
        const auto dropped = std::tuple(std::exchange(readable, nullptr), std::exchange(writable, nullptr),
                                        std::exchange(shaken, nullptr));
    }

    wait_memory memory;
    socket_type socket;
    std::function<void()> readable;
    std::function<void()> writable;
    std::unique_ptr<handshake_handler> shaken;  // while TLS begins
    std::unique_ptr<tls_layer> tls;
    bool flushing = false;
    bool shutting_down = false;
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

void stream::async_connect_tls(const tls_context& context, const std::string& server_name, bool verify,
                               std::function<void(tl::expected<void, error>)> done) {
    state_->start_handshake(tls_layer::for_client(state_->socket, context, server_name, verify), std::move(done));
}

void stream::async_accept_tls(const tls_context& context, std::function<void(tl::expected<void, error>)> done) {
    state_->start_handshake(tls_layer::for_server(state_->socket, context), std::move(done));
}

io_result stream::read(base::mutable_bytes into) noexcept {
    if (state_->closed) return failed("The connection is closed.");
    if (state_->tls) {
        io_result result = state_->tls->read(into);
        state_->flush();
        return result;
    }
    error_code problem;
    const std::size_t count = state_->socket.receive(asio::buffer(into.data(), into.size()), 0, problem);
    io_result result = result_of(problem, count, io_result::status::want_read);
    result.was_all = !problem && count < into.size();  // a wait sees what comes after, also the end
    return result;
}

io_result stream::write(base::bytes from) noexcept {
    if (state_->closed) return failed("The connection is closed.");
    if (state_->tls) {
        io_result result = state_->tls->write(from);
        state_->flush();
        return result;
    }
    error_code problem;
    const std::size_t count = state_->socket.send(asio::buffer(from.data(), from.size()), 0, problem);
    return result_of(problem, count, io_result::status::want_write);
}

void stream::async_wait_readable(std::function<void()> ready) {
    if (state_->closed) return;
    state_->readable = std::move(ready);
    if (state_->tls && state_->tls->can_read()) return state_->post(&state::call_readable);
    state_->wait<&state::call_readable>(socket_type::wait_read);
}

void stream::async_wait_writable(std::function<void()> ready) {
    if (state_->closed) return;
    state_->writable = std::move(ready);
    state_->wait<&state::call_writable>(socket_type::wait_write);
}

void stream::shutdown() noexcept {
    if (state_->closed || std::exchange(state_->shutting_down, true)) return;
    if (state_->tls) state_->tls->shutdown();
    if (!state_->tls || !state_->tls->has_unsent()) return state_->finish_shutdown();
    state_->flush();
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

std::string stream::tls_version() const { return state_->tls ? state_->tls->version() : std::string(); }
bool stream::tls_resumed() const { return state_->tls && state_->tls->resumed(); }
std::string stream::tls_cipher() const { return state_->tls ? state_->tls->cipher() : std::string(); }

}  // namespace vafast::transport
