// Sends messages of SIZE bytes to whoever connects, as fast as they are read; who asks for /sink is read from instead.
// One connection at a time. one_way_server SIZE prints its port.
#include "base/random.hpp"
#include "tcp.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/handshake.hpp"

#include <array>
#include <string>
#include <sys/types.h>
#include <unistd.h>

namespace {

using namespace vafast;

bool write_all(int connection, base::bytes data) {
    while (!data.empty()) {
        const ssize_t sent = send(connection, data.data(), data.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        data = data.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

void serve(int connection, base::bytes frames) {
    std::array<std::byte, 64 * 1024> input;
    websocket::server_handshake handshake;
    for (bool complete = false; !complete;) {
        const ssize_t size = read(connection, input.data(), input.size());
        if (size <= 0) return;
        auto got = base::mutable_bytes(input).first(static_cast<std::size_t>(size));
        complete = handshake.receive(got).value_or(false);
    }
    if (!write_all(connection, base::as_bytes(handshake.accept({}, std::nullopt)))) return;
    if (handshake.request().target == "/sink") {
        while (read(connection, input.data(), input.size()) > 0) {
        }
        return;
    }
    while (write_all(connection, frames)) {
    }
}

}  // namespace

int main(int count, char** words) {
    const std::string payload(count > 1 ? static_cast<std::size_t>(std::atol(words[1])) : 32, 'x');
    base::byte_buffer frames;
    websocket::frame_writer writer(websocket::role::server, base::secure_random());
    while (frames.size() < 128 * 1024) writer.message(websocket::opcode::text, base::as_bytes(payload), frames);

    const int listener = bench::listen_anywhere();
    for (;;) {
        const int connection = bench::must(accept(listener, nullptr, nullptr), "accept");
        bench::send_at_once(connection);
        serve(connection, frames.data());
        close(connection);
    }
}
