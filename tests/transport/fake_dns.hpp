// Stands before the system's getaddrinfo in this program: names that a test defines are answered as it says, all others
// go to the system. Any thread.
#pragma once

#include <string>
#include <vector>

namespace vafast::transport {

class fake_dns {
 public:
    // From now on `host` has these addresses (none: it does not exist), or fails with this code of getaddrinfo.
    static void answer(const std::string& host, const std::vector<std::string>& addresses);
    static void fail(const std::string& host, int code);
    // Lookups of `host` hang until release(), and are then answered as said before.
    static void hang(const std::string& host);
    static void release(const std::string& host);

    // How often getaddrinfo was called for it, and returns once that many calls have been made.
    static int calls(const std::string& host);
    static void wait_for_calls(const std::string& host, int count);
};

}  // namespace vafast::transport
