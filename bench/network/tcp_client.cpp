// The limit: messages of a fixed size over plain TCP and epoll, many a read and many a write.
#include "asked.hpp"
#include "tcp.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/types.h>
#include <unistd.h>
#include <vector>

int main(int count, char** words) {
    using namespace bench;
    const request asked = read_request(count, words);
    const std::size_t size_of_one = asked.payload.size();
    const int connection = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
    const sockaddr_in address = loopback(asked.port);
    must(connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
    send_at_once(connection);
    must(fcntl(connection, F_SETFL, O_NONBLOCK), "fcntl");
    const int waiting = must(epoll_create1(0), "epoll_create1");
    epoll_event event{};
    event.events = EPOLLIN;
    must(epoll_ctl(waiting, EPOLL_CTL_ADD, connection, &event), "epoll_ctl");

    std::vector<char> incoming(256 * 1024);
    const std::vector<char> outgoing(std::max(size_of_one * asked.window, incoming.size()), 'x');
    std::size_t to_send = size_of_one * asked.window;
    std::size_t pending = 0;  // bytes of a message that is not whole yet
    std::size_t unfinished = asked.window;
    result measured(asked);
    while (unfinished > 0) {
        while (to_send > 0) {
            const ssize_t sent = send(connection, outgoing.data(), std::min(to_send, outgoing.size()), MSG_NOSIGNAL);
            if (sent <= 0) break;
            to_send -= static_cast<std::size_t>(sent);
        }
        event.events = to_send > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN;
        if (to_send > 0) epoll_ctl(waiting, EPOLL_CTL_MOD, connection, &event);
        const bool was_full = to_send > 0;
        epoll_wait(waiting, &event, 1, -1);
        if (was_full) {
            event.events = EPOLLIN;
            epoll_ctl(waiting, EPOLL_CTL_MOD, connection, &event);
        }
        const ssize_t size = read(connection, incoming.data(), incoming.size());
        if (size <= 0) continue;
        for (pending += static_cast<std::size_t>(size); pending >= size_of_one; pending -= size_of_one) {
            if (measured.received())
                to_send += size_of_one;
            else
                --unfinished;
        }
    }
    measured.tell();
}
