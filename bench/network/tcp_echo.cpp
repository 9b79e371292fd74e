// The limit: sends back what it reads, over epoll, without any protocol. Prints its port.
#include "tcp.hpp"

#include <array>
#include <sys/epoll.h>
#include <sys/types.h>
#include <unistd.h>
#include <vector>

int main() {
    using namespace bench;
    const int listener = listen_anywhere();
    const int waiting = must(epoll_create1(0), "epoll_create1");
    const auto watch = [&](int descriptor) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        must(epoll_ctl(waiting, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
    };
    watch(listener);
    std::vector<char> buffer(256 * 1024);
    std::array<epoll_event, 64> events{};
    for (;;) {
        const int count = epoll_wait(waiting, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
            if (descriptor == listener) {
                const int accepted = accept(listener, nullptr, nullptr);
                send_at_once(accepted);
                watch(accepted);
                continue;
            }
            const ssize_t size = read(descriptor, buffer.data(), buffer.size());
            if (size <= 0) {
                close(descriptor);
                continue;
            }
            for (ssize_t sent = 0; sent < size;)
                sent += must(static_cast<int>(send(descriptor, buffer.data() + sent,
                                                   static_cast<std::size_t>(size - sent), MSG_NOSIGNAL)),
                             "send");
        }
    }
}
