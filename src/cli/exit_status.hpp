// How the command ends, for scripts. Pure; any thread.
#pragma once

namespace vafast {
class error;
}

namespace vafast::cli {

enum exit_status : int {
    success = 0,
    unexpected = 1,       // nothing that this table knows: a bug, or no memory
    usage = 2,            // an option, URL or file on the command line is wrong
    unreachable = 3,      // no address, no TCP connection, no way through the proxy, or no answer in time
    untrusted = 4,        // TLS failed, or the certificate is not to be trusted
    refused = 5,          // the server did not accept the WebSocket handshake, or the hub refused something
    connection_lost = 6,  // the connection ended without a closing handshake, or with a protocol error
    cannot_listen = 7,    // an address that serve cannot listen on
};

// What ended a client: `was_open` where it had been connected before.
int status_of(const error& failure, bool was_open);

inline constexpr const char* exit_status_help =
    "Exit status:\n"
    "  0  done\n"
    "  2  an option, URL or file on the command line is wrong\n"
    "  3  the server cannot be reached: no address, no connection, no way through the proxy, no answer in time\n"
    "  4  TLS failed, or the certificate is not to be trusted\n"
    "  5  the server refused the WebSocket handshake, or the hub refused something that it was asked for\n"
    "  6  the connection was lost, or the server broke the protocol\n"
    "  7  the address cannot be listened on\n"
    "  1  anything else";

}  // namespace vafast::cli
