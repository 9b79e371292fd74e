// A clock that stands still until a test advances it, for the clients on its runtime: their reconnection delays,
// heartbeats and timeouts. Thirty seconds pass in microseconds, and always in the same way.
//
//   vafast::testing::clock clock;
//   vafast::testing::server server(clock);
//   auto client = vafast::create_websocket_client(server.url(), {.runtime = clock.runtime()});
//   client.connect().get();
//   clock.advance(30s);  // a heartbeat was sent, and answered
//
// Any thread.
#pragma once

#include <vafast/chrono.hpp>

#include <memory>

namespace vafast {
class runtime;
}

namespace vafast::testing {

class clock {
 public:
    clock();
    ~clock();
    clock(const clock&) = delete;
    clock& operator=(const clock&) = delete;

    // For client_options::runtime. Its thread works as any runtime's does: what a client sends goes out at once, and
    // future::get() waits for it in the time of the world outside. Once nobody uses it, time runs on by itself, so that
    // what still closes then ends.
    const std::shared_ptr<vafast::runtime>& runtime() const noexcept { return runtime_; }

    // Lets time pass. What falls due on the way happens one after the other, each at its moment and with all that
    // follows from it, messages to and from servers on this clock included; then it returns. advance(0ms) lets happen
    // what is under way. Throws error(invalid_argument) in a handler, which would wait for itself.
    void advance(std::chrono::milliseconds duration);

    // How far it was advanced in all.
    std::chrono::milliseconds elapsed() const noexcept;

 private:
    std::shared_ptr<vafast::runtime> runtime_;
};

}  // namespace vafast::testing
