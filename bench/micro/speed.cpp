// micro_bench: how long does each piece of work take, and how many bytes a second is that?
#include "workload.hpp"

#include <benchmark/benchmark.h>
#include <string>

int main(int argc, char** argv) {
    for (const bench::workload& each : bench::all_workloads()) {
        benchmark::RegisterBenchmark(std::string(each.name).c_str(), [each](benchmark::State& state) {
            const auto run = each.prepare();
            for (auto _ : state) run();
            const auto runs = static_cast<std::int64_t>(state.iterations());
            state.SetItemsProcessed(runs * static_cast<std::int64_t>(each.units));
            if (each.bytes != 0) state.SetBytesProcessed(runs * static_cast<std::int64_t>(each.bytes));
        });
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
