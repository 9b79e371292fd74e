// micro_count: does each piece of work for `valgrind --tool=callgrind --instr-atstart=no`, which writes a dump for
// each, named after it. Prints, in the same order, the name, the unit, and how many units each dump is for.
#include "workload.hpp"

#include <string>
#include <valgrind/callgrind.h>

int main() {
    constexpr int warm_up = 4;  // memory is taken, names are bound
    for (const bench::workload& each : bench::all_workloads()) {
        const std::string name(each.name);
        const auto run = each.prepare();
        for (int i = 0; i < warm_up; ++i) run();
        CALLGRIND_START_INSTRUMENTATION;
        CALLGRIND_ZERO_STATS;
        for (std::size_t i = 0; i < each.runs; ++i) run();
        CALLGRIND_DUMP_STATS_AT(name.c_str());
        CALLGRIND_STOP_INSTRUMENTATION;
        std::printf("%s\t%s\t%zu\n", name.c_str(), std::string(each.unit).c_str(), each.runs * each.units);
    }
}
