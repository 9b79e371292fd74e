// What a fuzzer promises of its subject. Where it does not hold, the fuzzer says which line, stops and keeps the input.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace vafast::fuzz {

inline void hold(bool promise, std::source_location where = std::source_location::current()) {
    if (promise) return;
    std::fprintf(stderr, "%s:%u: this does not hold\n", where.file_name(), static_cast<unsigned>(where.line()));
    std::abort();
}

}  // namespace vafast::fuzz
