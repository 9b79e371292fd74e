// The command vafast: reads the command line and hands on to a verb.
#include "cli/exit_status.hpp"
#include "cli/man_pages.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace {

using namespace vafast::cli;

int read_and_run(int count, char** words) {
    CLI::App app("WebSocket connections that heal themselves, and a server to talk to.", "vafast");
    app.set_version_flag("--version", "vafast " VAFAST_VERSION, "Print the version");
    app.footer(std::string("`vafast VERB --help` tells the options of a verb.\n\n") + exit_status_help);
    const verb verbs[] = {add_connect(app), add_serve(app), add_token(app),
                          add_bench(app),   add_trace(app), add_replay(app)};
    std::vector<std::string> manual;  // the directory and the date: for the build, and in no help text
    app.add_option("--man-pages", manual)->expected(2)->group("");

    try {
        app.parse(count, words);
    } catch (const CLI::Success& asked) {  // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& wrong) {
        std::string help = "vafast";
        for (const verb& each : verbs)
            if (app.got_subcommand(each.command)) help += ' ' + each.command->get_name();
        complain(std::string(wrong.what()) + "; `" + help + " --help` tells the options");
        return usage;
    }
    if (!manual.empty()) return write_man_pages(app, manual[0], manual[1]), success;
    for (const verb& each : verbs)
        if (app.got_subcommand(each.command)) return each.run();
    complain("Say what to do: `vafast connect URL` or `vafast serve`; `vafast --help` tells more");
    return usage;
}

}  // namespace

int main(int count, char** words) {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an error of writing, not the end of us
    try {
        return read_and_run(count, words);
    } catch (const std::exception& failure) {
        complain(failure.what());
        return unexpected;
    }
}
