// Our client receives what a server sends by itself; measured as the others are.
#include "asked.hpp"

#include <vafast/client.hpp>

#include <condition_variable>
#include <mutex>

int main(int count, char** words) {
    const bench::request asked = bench::read_request(count, words);
    bench::result result(asked);
    std::mutex mutex;
    std::condition_variable changed;
    bool is_over = false;
    vafast::websocket_client<> client(asked.url(), {.auto_reconnect = false});
    client.on<"message">([&](const vafast::message_event&) {
        if (result.received()) return;
        const std::lock_guard lock(mutex);
        is_over = true;
        changed.notify_all();
    });
    client.connect().get();
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return is_over; });
    client.force_close();
    result.tell();
}
