// A trace on the disk, or from standard input. Blocks the thread that calls it.
#pragma once

#include "trace/reader.hpp"

#include <fstream>
#include <iosfwd>
#include <optional>
#include <string>

namespace vafast::cli {

class trace_file {
 public:
    // "-" is standard input. Throws error(invalid_argument) where there is no such file.
    explicit trace_file(std::string path);

    // Nothing at the end. Throws error(invalid_message), which names file and line, where the trace is cut or wrong.
    std::optional<trace::record> next();
    bool has_gaps() const noexcept { return reader_.has_gaps(); }

 private:
    std::string path_;
    std::ifstream file_;
    std::istream* input_;
    trace::reader reader_;
};

}  // namespace vafast::cli
