// The benchmarks of `vafast bench`. Each connects, runs, tells its result, and throws the error that ended it early.
#pragma once

#include "cli/bench/run.hpp"

#include <cstddef>
#include <string>

namespace vafast::cli {

// How fast do messages come back? With a rate, messages are sent when they are due, whatever came back, and their
// latency counts from then: a server that stalls is not spared the messages it kept from being sent (coordinated
// omission). Without, `window` of them are always on their way.
struct echo_options {
    bench_options common;
    std::size_t connections = 1;
    std::string payload = std::string(64, 'x');
    std::size_t window = 64;
    double rate = 0;  // messages a second over all connections
    bool binary = false;
};
void bench_echo(const echo_options& given);

// How fast does one message reach many? A publication is on its way until every member has it.
struct fanout_options {
    bench_options common;
    std::string room = "bench";
    std::size_t rooms = 1;  // that every member joins
    std::size_t members = 1'000;
    std::size_t size = 64;
    std::size_t window = 1;
    bool plain = false;  // the server is no hub, and sends what it gets to everybody
};
void bench_fanout(const fanout_options& given);

// How fast are connections made?
struct connect_options {
    bench_options common;
    std::size_t connections = 1'000;
    std::size_t concurrency = 64;
    bool hold = false;  // all of them stay until the last is there
};
void bench_connect(const connect_options& given);

}  // namespace vafast::cli
