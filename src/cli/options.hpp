// What the verbs' options have in common: how a help text looks, and how times and sizes are written.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <CLI/CLI.hpp>

namespace vafast::cli {

// A help text with an example below it.
std::string described(const std::string& meaning, const std::string& example);

// A time such as "500ms", "5s", "2m", or a bare number of seconds: "0.5".
CLI::Option* add_time(CLI::App& app, const std::string& names, std::chrono::milliseconds& target,
                      const std::string& meaning, const std::string& example);

// A number of bytes such as "65536", "512K", "16M", "1G" (1K is 1024).
CLI::Option* add_size(CLI::App& app, const std::string& names, std::size_t& target, const std::string& meaning,
                      const std::string& example);

}  // namespace vafast::cli
