// Plain TCP on loopback, blocking or not, for what is measured without WebSocket.
#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace bench {

inline int must(int result, const char* what) {
    if (result >= 0) return result;
    std::perror(what);
    std::exit(1);
}

inline sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

inline void send_at_once(int descriptor) {
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// A listener on any free port, which is printed.
inline int listen_anywhere() {
    const int listener = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    must(bind(listener, reinterpret_cast<sockaddr*>(&address), length), "bind");
    must(listen(listener, 128), "listen");
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

}  // namespace bench
