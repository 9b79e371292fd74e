#include "client/played_hub.hpp"

#include "websocket/connection.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/handshake.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

namespace asio = boost::asio;

std::string read_some(scripted_server::socket& socket) {
    std::string memory(65536, '\0');
    boost::system::error_code failure;
    memory.resize(socket.read_some(asio::buffer(memory), failure));
    return memory;
}

}  // namespace

played_hub::played_hub(scripted_server::socket& socket, std::string_view protocol) : socket_(socket) {
    websocket::server_handshake handshake;
    for (;;) {
        std::string data = read_some(socket_);
        handshake_ += data;
        base::mutable_bytes input = std::as_writable_bytes(std::span(data.data(), data.size()));
        const auto complete = handshake.receive(input);
        if (data.empty() || !complete || *complete) break;
    }
    write(handshake.accept(protocol, std::nullopt, {{"Vafast-Hub", "v1"}}));
}

std::string played_hub::hear() {
    for (;;) {
        websocket::connection parser(websocket::role::server, {}, std::nullopt, base::secure_random());
        std::string copy = input_;  // the parser unmasks in place
        base::mutable_bytes left = std::as_writable_bytes(std::span(copy.data(), copy.size()));
        const websocket::event event = parser.next(left);
        if (event.what == websocket::event::kind::message) {
            const std::string text(base::as_text(event.payload));
            input_.erase(0, input_.size() - left.size());
            return text;
        }
        if (event.what == websocket::event::kind::close) {
            parser.close(event.code, {});
            write(base::as_text(parser.output()));
            socket_.close();
        }
        if (event.what != websocket::event::kind::need_more) return {};
        const std::string more = read_some(socket_);
        if (more.empty()) return {};
        input_ += more;
    }
}

void played_hub::say(std::string_view text) {
    base::byte_buffer frames;
    websocket::frame_writer(websocket::role::server, base::secure_random())
        .message(websocket::opcode::text, base::as_bytes(text), frames);
    write(base::as_text(frames.data()));
}

std::string played_hub::answer(std::string_view what, std::string answer) {
    const std::string request = hear();
    EXPECT_NE(request.find(what), std::string::npos) << "heard " << request << ", and not " << what;
    if (const std::size_t at = answer.find("$ID"); at != std::string::npos) answer.replace(at, 3, id_of(request));
    say(answer);
    return request;
}

void played_hub::close(std::uint16_t code, std::string_view reason) {
    websocket::connection closing(websocket::role::server, {}, std::nullopt, base::secure_random());
    closing.close(code, reason);
    write(base::as_text(closing.output()));
    while (!hear().empty()) {
    }
    socket_.close();
}

void played_hub::write(std::string_view bytes) {
    boost::system::error_code ignored;
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
}

std::string id_of(std::string_view request) {
    const std::size_t at = request.find("\"id\":");
    if (at == std::string_view::npos) return "0";
    const std::string_view digits = request.substr(at + 5);
    return std::string(digits.substr(0, digits.find_first_not_of("0123456789")));
}

}  // namespace vafast::client_detail::testing
