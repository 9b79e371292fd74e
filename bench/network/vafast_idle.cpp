// What does an idle connection of a client cost in memory of its own? vafast_idle URL COUNT: connects so many, and
// tells the growth from the first tenth of them on.
#include "cli/descriptors.hpp"

#include <vafast/client.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace {

// Bytes of memory that nobody shares.
double private_memory() {
    std::ifstream rollup("/proc/self/smaps_rollup");
    double size = 0;
    for (std::string word; rollup >> word;)
        if (word == "Private_Dirty:") rollup >> size;
    return size * 1024;
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) {
        std::fprintf(stderr, "usage: %s URL COUNT\n", words[0]);
        return 2;
    }
    vafast::cli::allow_many_descriptors();
    const auto wanted = static_cast<std::size_t>(std::atol(words[2]));
    std::vector<std::unique_ptr<vafast::websocket_client<>>> clients;
    const auto connect_until = [&](std::size_t size) {
        while (clients.size() < size) {
            clients.push_back(std::make_unique<vafast::websocket_client<>>(
                words[1], vafast::client_options{.auto_reconnect = false}));
            clients.back()->connect().get();
        }
    };
    connect_until(wanted / 10);
    const double before = private_memory();
    connect_until(wanted);
    const double each = (private_memory() - before) / static_cast<double>(wanted - wanted / 10);
    std::printf("{\"bytes_per_connection\":%.0f}\n", each);
    std::fflush(stdout);
    std::_Exit(0);
}
