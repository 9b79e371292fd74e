#include "client/support.hpp"

#include "websocket/handshake.hpp"

#include <algorithm>
#include <atomic>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace vafast::client_detail::testing {
namespace {

namespace asio = boost::asio;

std::mutex names_mutex;
std::condition_variable names_changed;
int stalling = 0;

void wait_while_stalled() {
    std::unique_lock lock(names_mutex);
    names_changed.wait(lock, [] { return stalling == 0; });
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::uint16_t bind_free_port(int socket) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

}  // namespace

scripted_server::scripted_server(std::function<void(socket&)> serve)
    : serve_(std::move(serve)), acceptor_(context_, {asio::ip::address_v4::loopback(), 0}) {
    accept();
    thread_ = std::thread([this] { context_.run(); });
}

scripted_server::~scripted_server() {
    context_.stop();
    thread_.join();
}

void scripted_server::accept() {
    acceptor_.async_accept([this](const boost::system::error_code& failure, socket accepted) {
        if (failure) return;
        ++accepted_;
        sockets_.push_back(std::make_shared<socket>(std::move(accepted)));
        try {
            serve_(*sockets_.back());
        } catch (const boost::system::system_error&) {
            // The client left in the middle: what these tests are about.
        }
        if (!sockets_.back()->is_open()) sockets_.pop_back();
        if (sockets_.size() > 1000) sockets_.erase(sockets_.begin(), sockets_.begin() + 500);
        accept();
    });
}

std::string scripted_server::url(std::string_view scheme) const {
    return std::string(scheme) + "://127.0.0.1:" + std::to_string(port()) + "/";
}

void accept_handshake(scripted_server::socket& socket, std::string_view also) {
    websocket::server_handshake handshake;
    std::vector<std::byte> memory(8192);
    for (;;) {
        const std::size_t count = socket.read_some(asio::buffer(memory));
        base::mutable_bytes input(memory.data(), count);
        const auto complete = handshake.receive(input);
        if (!complete || *complete) break;
    }
    asio::write(socket, asio::buffer(handshake.accept({}, std::nullopt) + std::string(also)));
}

full_port::full_port() : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    port_ = bind_free_port(listening_);
    ::listen(listening_, 0);
    for (int i = 0; i < 4; ++i) {
        const int filling = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_in address = loopback(port_);
        ::connect(filling, reinterpret_cast<sockaddr*>(&address), sizeof(address));
        filling_.push_back(filling);
    }
}

full_port::~full_port() {
    for (const int each : filling_) ::close(each);
    ::close(listening_);
}

std::string full_port::url() const { return "ws://127.0.0.1:" + std::to_string(port_) + "/"; }

std::uint16_t closed_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const std::uint16_t port = bind_free_port(socket);
    ::close(socket);
    return port;
}

stalled_names::stalled_names() {
    const std::lock_guard lock(names_mutex);
    ++stalling;
}

stalled_names::~stalled_names() {
    {
        const std::lock_guard lock(names_mutex);
        --stalling;
    }
    names_changed.notify_all();
}

void event_log::add(std::string what) {
    const std::lock_guard lock(mutex_);
    entries_.push_back(std::move(what));
    changed_.notify_all();  // under the lock: who waits may destroy this once it is released
}

std::vector<std::string> event_log::all() const {
    const std::lock_guard lock(mutex_);
    return entries_;
}

bool event_log::wait_for(std::string_view what, int count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] {
        return std::count_if(entries_.begin(), entries_.end(),
                             [&](const std::string& each) { return each.starts_with(what); }) >= count;
    });
}

}  // namespace vafast::client_detail::testing

// Stands before the C library's, for the whole test program: names that end in ".stall" hang while told to.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
    using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto original = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    if (node != nullptr && std::string_view(node).ends_with(".stall")) {
        vafast::client_detail::testing::wait_while_stalled();
        return EAI_NONAME;
    }
    return original(node, service, hints, result);
}
