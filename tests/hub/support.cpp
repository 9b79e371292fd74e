#include "hub/support.hpp"

#include "base/random.hpp"

#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace vafast::hub_detail::testing {
namespace {

namespace asio = boost::asio;
using websocket::event;
using websocket::opcode;

constexpr int patience_seconds = 20;  // a test that fails should not hang

std::string frame(unsigned first_byte, std::string_view payload, bool masked) {
    std::string result(1, static_cast<char>(first_byte));
    const unsigned mask_bit = masked ? 0x80 : 0;
    const std::size_t size = payload.size();
    const int length_bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
    const unsigned short_length =
        length_bytes == 0 ? static_cast<unsigned>(size) : static_cast<unsigned>(length_bytes == 2 ? 126 : 127);
    result += static_cast<char>(mask_bit | short_length);
    for (int i = length_bytes - 1; i >= 0; --i) result += static_cast<char>(size >> (8 * i) & 0xff);
    if (masked) result.append(4, '\0');  // a key that leaves the payload as it is
    return result.append(payload);
}

}  // namespace

std::string masked_frame(unsigned first_byte, std::string_view payload) { return frame(first_byte, payload, true); }
std::string bare_frame(unsigned first_byte, std::string_view payload) { return frame(first_byte, payload, false); }

running_server::running_server(server_options options, application* app) {
    options.listen = {"127.0.0.1:0"};
    server_ = std::make_unique<server>(context_, std::move(options));
    server_->route("/ws", app ? *app : echo_);
    server_->listen();
    const std::string address = server_->addresses().front();
    port_ = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    thread_ = std::thread([this] {
        const auto kept = asio::make_work_guard(context_);
        context_.run();
    });
}

running_server::~running_server() {
    on_its_thread([](server& it) { it.drop(); });
    context_.stop();
    thread_.join();
}

void running_server::on_its_thread(const std::function<void(server&)>& what) {
    std::promise<void> done;
    asio::post(context_, [&] {
        what(*server_);
        done.set_value();
    });
    done.get_future().wait();
}

std::size_t running_server::connections() {
    std::size_t count = 0;
    on_its_thread([&](server& it) { count = it.connections(); });
    return count;
}

std::future<void> running_server::stop() {
    auto done = std::make_shared<std::promise<void>>();
    auto result = done->get_future();
    on_its_thread([&](server& it) { it.stop([done] { done->set_value(); }); });
    return result;
}

raw_client::raw_client(std::uint16_t port) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    const timeval patience{patience_seconds, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

void raw_client::write(std::string_view data) {
    boost::system::error_code ignored;  // a server that ends early is seen when reading
    asio::write(socket_, asio::buffer(data), ignored);
}

std::size_t raw_client::write_some(std::string_view data, std::chrono::milliseconds patience) {
    pollfd socket{socket_.native_handle(), POLLOUT, 0};
    std::size_t written = 0;
    while (written < data.size() && ::poll(&socket, 1, static_cast<int>(patience.count())) == 1) {
        const auto count = ::send(socket.fd, data.data() + written, data.size() - written, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count > 0) written += static_cast<std::size_t>(count);
    }
    return written;
}

void raw_client::end_output() { socket_.shutdown(asio::socket_base::shutdown_send); }

void raw_client::cut() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
}

// Past Asio, which would wait for ever where the socket has a time limit.
std::size_t raw_client::receive(base::mutable_bytes into) {
    const auto count = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
    if (count < 0 && errno == EAGAIN) throw std::runtime_error("the server did nothing for too long");
    if (count < 0) was_reset_ = true;
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

std::string raw_client::read_to_end() {
    std::string result;
    while (const std::size_t count = receive(input_)) result += base::as_text(base::bytes(input_).first(count));
    return result;
}

int raw_client::open(const std::string& target, const websocket::client_handshake_options& more) {
    auto options = more;
    options.host = "127.0.0.1";
    options.target = target;
    handshake_.emplace(options, base::secure_random());
    write(handshake_->request());
    while (const std::size_t count = receive(input_)) {
        unread_ = base::mutable_bytes(input_).first(count);
        const auto complete = handshake_->receive(unread_);
        if (!complete) return complete.error().http_status();
        if (!*complete) continue;
        std::optional<websocket::frame_writer::compression> how;
        if (compression()) how = {*compression(), 6, 0};
        writer_.emplace(websocket::role::client, base::secure_random(), how);
        receiver_.emplace(websocket::role::client, websocket::receive_limits{}, compression());
        return 101;
    }
    return 0;
}

void raw_client::text(std::string_view payload) {
    base::byte_buffer out;
    writer_->message(opcode::text, base::as_bytes(payload), out);
    write(base::as_text(out.data()));
}

void raw_client::binary(std::string_view payload) {
    base::byte_buffer out;
    writer_->message(opcode::binary, base::as_bytes(payload), out);
    write(base::as_text(out.data()));
}

void raw_client::close(std::uint16_t code, std::string_view reason) {
    base::byte_buffer out;
    writer_->close(code, reason, out);
    write(base::as_text(out.data()));
}

incoming raw_client::next() {
    for (;;) {
        const event found = receiver_->next(unread_);
        if (found.what == event::kind::message || found.what == event::kind::ping || found.what == event::kind::pong)
            return {found.what, found.op, 0, std::string(base::as_text(found.payload))};
        if (found.what != event::kind::need_more) return {found.what, found.op, found.code, std::string(found.reason)};
        const std::size_t count = receive(input_);
        if (count == 0) return {};
        unread_ = base::mutable_bytes(input_).first(count);
    }
}

bool raw_client::has_ended() { return next().what == event::kind::need_more; }
bool raw_client::has_ended_properly() { return has_ended() && !was_reset_; }

}  // namespace vafast::hub_detail::testing
