// How many messages a second do THREADS threads send through one client, each as fast as it can? They wait where the
// send buffer is full.
// vafast_send PORT THREADS SIZE SECONDS, with one_way_server at the other end.
#include <vafast/client.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

int main(int count, char** words) {
    if (count != 5) {
        std::fprintf(stderr, "usage: %s PORT THREADS SIZE SECONDS\n", words[0]);
        return 2;
    }
    const int threads = std::atoi(words[2]);
    const std::string payload(static_cast<std::size_t>(std::atol(words[3])), 'x');
    const std::chrono::duration<double> time(std::atof(words[4]));
    constexpr std::size_t send_buffer = 1 << 20;

    vafast::websocket_client<> client("ws://127.0.0.1:" + std::string(words[1]) + "/sink",
                                      {.auto_reconnect = false, .limits = {.send_buffer = send_buffer}});
    std::atomic<unsigned> drains{0};
    const auto wake = [&] {
        ++drains;
        drains.notify_all();
    };
    client.on<"drain">(wake);
    client.connect().get();
    std::atomic<bool> is_over{false};
    std::vector<std::jthread> senders;
    for (int i = 0; i < threads; ++i)
        senders.emplace_back([&] {
            while (!is_over.load(std::memory_order_relaxed)) {
                const unsigned before = drains.load();
                if (client.send(payload) != vafast::send_status::sent) drains.wait(before);
            }
        });
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const auto begin = std::chrono::steady_clock::now();
    const std::uint64_t before = client.get_stats().messages_sent;
    std::this_thread::sleep_for(time);
    const std::uint64_t sent = client.get_stats().messages_sent - before;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    is_over = true;
    wake();
    senders.clear();
    client.force_close();
    std::printf("{\"messages_per_second\":%.0f}\n", static_cast<double>(sent) / taken.count());
}
