// A conversation with a server, from connecting to the exit status: lines of standard input go out, or whatever comes
// goes back. Blocks the thread that calls it.
#pragma once

#include "cli/report.hpp"

#include <vafast/client_options.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vafast::cli {

struct conversation_options {
    std::string url;
    client_options client;
    std::optional<binary_form> binary;  // send lines as binary, in this form
    std::vector<std::string> rooms;     // to join
    bool json = false;
    bool echo = false;                      // send back what comes; standard input is not read
    std::chrono::milliseconds wait{1'000};  // for answers, at the end of the input
};

// Gives an exit_status, or 128 and the number of the signal that ended it. Throws error(invalid_argument) for options
// that are wrong.
int converse(const conversation_options& options);

}  // namespace vafast::cli
