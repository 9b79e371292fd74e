#include "cli/trace_file.hpp"

#include <vafast/error.hpp>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <utility>

namespace vafast::cli {

trace_file::trace_file(std::string path) : path_(std::move(path)), input_(&file_) {
    if (path_ == "-") {
        input_ = &std::cin;
        return;
    }
    file_.open(path_, std::ios::binary);
    // A directory can be opened, but not be read.
    if (!file_ || (file_.peek() == std::ifstream::traits_type::eof() && file_.bad()))
        throw error(error_kind::invalid_argument,
                    "The trace " + path_ + " cannot be read: " + std::strerror(errno) + ".");
    file_.clear();
}

std::optional<trace::record> trace_file::next() {
    std::string line;
    while (std::getline(*input_, line)) {
        auto record = reader_.read(line, !input_->eof());
        if (!record) throw error(error_kind::invalid_message, path_ + ": " + record.error());
        if (*record) return std::move(*record);
    }
    if (input_->bad()) throw error(error_kind::invalid_argument, "The trace " + path_ + " cannot be read.");
    if (reader_.is_empty()) throw error(error_kind::invalid_message, path_ + ": The trace is empty.");
    return std::nullopt;
}

}  // namespace vafast::cli
