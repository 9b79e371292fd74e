// The work that is measured piece by piece. Three programs do it: micro_bench tells how long it takes, micro_count how
// many instructions, and the tests of allocations how often it asks for memory. Each piece is the same every time it is
// done.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>
#include <vector>

namespace bench {

struct workload {
    std::string_view name;  // "mask, 1 KiB"
    std::string_view unit;  // what is counted: "message"
    std::size_t units;      // of those in one run
    std::size_t bytes;      // of payload in one run; 0 where its speed is no matter of bytes
    std::size_t runs;       // that are enough to count instructions: some millions

    // Makes everything ready. What it gives does the work once, as often as it is called.
    std::function<void()> (*prepare)();
};

std::vector<workload> message_workloads();
std::vector<workload> websocket_workloads();
std::vector<workload> client_workloads();
std::vector<workload> hub_workloads();

inline std::vector<workload> all_workloads() {
    std::vector<workload> all;
    for (const auto& room : {message_workloads(), websocket_workloads(), client_workloads(), hub_workloads()})
        all.insert(all.end(), room.begin(), room.end());
    return all;
}

// What was computed is taken for used.
template <class T>
void keep(const T& value) {
    asm volatile("" : : "r"(&value) : "memory");
}

// Work that comes out wrong is not worth measuring.
inline void require(bool fact, const char* what) {
    if (fact) return;
    std::fprintf(stderr, "A workload does not do what it should: %s\n", what);
    std::abort();
}

}  // namespace bench
