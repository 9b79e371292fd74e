// The end of a process that has clients, tried in processes of their own.
#include "client/support.hpp"

#include <vafast/client.hpp>

#include <cstdlib>
#include <future>

#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

// Lets the runtime go on at the end of the process: after what was made later is destroyed, before the runtime is.
struct gate {
    std::promise<void>& reached = *new std::promise<void>;  // these are still in use then
    std::promise<void>& opened = *new std::promise<void>;
    ~gate() { opened.set_value(); }
};

// The client goes while its runtime is held up, so that its connection closes after main() has returned.
[[noreturn]] void end_before_the_connection_is_closed() {
    static_cast<void>(runtime::shared());
    static gate gate;
    static auto& server = *new scripted_server([](auto& socket) { accept_handshake(socket, "\x81\x02hi"); });
    {
        auto client = create_websocket_client(server.url(), {.close_timeout = std::chrono::milliseconds(10)});
        client.on<"message">([&] {
            gate.reached.set_value();
            gate.opened.get_future().wait();
        });
        client.connect().get(patience);
        gate.reached.get_future().wait();
    }
    std::exit(0);
}

TEST(the_end_of_the_process, may_come_before_connections_are_closed) {
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(end_before_the_connection_is_closed(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace vafast::client_detail::testing
