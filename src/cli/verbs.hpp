// The verbs of the command. Each adds its subcommand and gives back what runs it, once the options are read.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace vafast::cli {

struct verb {
    CLI::App* command;
    std::function<int()> run;  // gives the exit status
};

verb add_bench(CLI::App& app);
verb add_connect(CLI::App& app);
verb add_serve(CLI::App& app);
verb add_token(CLI::App& app);
verb add_trace(CLI::App& app);
verb add_replay(CLI::App& app);

}  // namespace vafast::cli
