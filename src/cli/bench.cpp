// vafast bench: how fast is a server, and what is between? Any server that speaks WebSocket.
#include "cli/bench/benchmarks.hpp"
#include "cli/connection_options.hpp"
#include "cli/exit_status.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

#include <vafast/error.hpp>

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace vafast::cli {
namespace {

void add_number(CLI::App& app, const std::string& name, std::size_t& to, const std::string& meaning,
                const std::string& example) {
    app.add_option(name, to, described(meaning, example))
        ->type_name("NUMBER")
        ->check(CLI::PositiveNumber.description(""));
}

void add_common(CLI::App& app, bench_options& to, bool ends_with_time) {
    app.add_option("URL", to.url, described("The server, ws:// or wss://", "ws://127.0.0.1:3000/ws"))->required();
    if (ends_with_time)
        add_time(app, "--seconds", to.time, "How long to measure, after a warm-up of up to half a second. Default: 2",
                 "--seconds 10");
    app.add_flag("--json", to.json, described("Print the result as one JSON object", "--json | jq .p99_us"));
    add_token_option(app, to.token);
    add_handshake(app, to.client);
    add_trust(app, to.client.tls);
}

verb add_echo(CLI::App& app) {
    CLI::App* command = app.add_subcommand("echo", "How fast do messages come back from a server that echoes them?");
    const auto given = std::make_shared<echo_options>();
    add_common(*command, given->common, true);
    add_number(*command, "--connections", given->connections, "How many connections, on one thread. Default: 1",
               "--connections 500");
    const auto size = std::make_shared<std::size_t>(given->payload.size());
    add_size(*command, "--size", *size, "Bytes of a message. Default: 64", "--size 4K");
    const auto file = std::make_shared<std::string>();
    command
        ->add_option("--payload", *file,
                     described("Send what this file holds, in place of so many x", "--payload a.json"))
        ->type_name("FILE")
        ->excludes("--size");
    add_number(*command, "--window", given->window,
               "How many messages of a connection are on their way at a time. Default: 64", "--window 1");
    command
        ->add_option("--rate", given->rate,
                     described("Send so many messages a second in place of a window; latency then counts from when a\n"
                               "message was due, so that a server which stalls is not spared what it held up",
                               "--rate 10000"))
        ->type_name("NUMBER")
        ->check(CLI::PositiveNumber.description(""))
        ->excludes("--window");
    command->add_flag("--binary", given->binary, described("Binary messages. Default: text", "--binary"));
    return {command, [given, size, file] {
                given->payload = file->empty() ? std::string(*size, 'x') : content_of(*file);
                return bench_echo(*given), success;
            }};
}

verb add_fanout(CLI::App& app) {
    CLI::App* command = app.add_subcommand("fanout", "How fast does a message reach all members of a room?");
    const auto given = std::make_shared<fanout_options>();
    add_common(*command, given->common, true);
    command->add_option("--room", given->room, described("The room of the hub. Default: bench", "--room lobby"))
        ->type_name("NAME");
    add_number(*command, "--rooms", given->rooms,
               "How many rooms every member joins; publications go round them. Default: 1", "--rooms 100");
    add_number(*command, "--members", given->members, "How many connections receive. Default: 1000", "--members 10000");
    add_size(*command, "--size", given->size, "Bytes of a message, at least 16. Default: 64", "--size 1K");
    add_number(*command, "--window", given->window,
               "How many publications are on their way at a time, until all members have them. Default: 1",
               "--window 16");
    command->add_flag(
        "--plain", given->plain,
        described("The server is no hub: it sends each message that it gets to all connections", "--plain"));
    return {command, [given] { return bench_fanout(*given), success; }};
}

verb add_connecting(CLI::App& app) {
    CLI::App* command = app.add_subcommand("connect", "How fast are connections made?");
    const auto given = std::make_shared<connect_options>();
    add_common(*command, given->common, false);
    add_number(*command, "--connections", given->connections, "How many to make. Default: 1000", "--connections 10000");
    add_number(*command, "--concurrency", given->concurrency, "How many are being made at a time. Default: 64",
               "--concurrency 256");
    command->add_flag(
        "--hold", given->hold,
        described("Keep all connections until the last is made. Default: each is closed at once", "--hold"));
    return {command, [given] { return bench_connect(*given), success; }};
}

}  // namespace

verb add_bench(CLI::App& app) {
    CLI::App* command = app.add_subcommand("bench",
                                           "Measure a WebSocket server: messages that come back, that reach "
                                           "many, and connections.");
    const auto kinds = std::make_shared<std::vector<verb>>();
    *kinds = {add_echo(*command), add_fanout(*command), add_connecting(*command)};
    for (const verb& each : *kinds) each.command->footer(exit_status_help);
    return {command, [kinds] {
                for (const verb& each : *kinds) {
                    if (!each.command->parsed()) continue;
                    try {
                        return each.run();
                    } catch (const error& failure) {
                        complain(failure.what());
                        return status_of(failure, false);
                    }
                }
                complain("Say what to measure: `vafast bench echo URL`, `fanout URL` or `connect URL`");
                return static_cast<int>(usage);
            }};
}

}  // namespace vafast::cli
