// The files of web/, in the binary. Any thread.
#pragma once

#include <span>
#include <string_view>

namespace vafast::cli {

struct web_file {
    std::string_view path;  // "/web/chat.js"
    std::string_view media_type;
    std::string_view content;
};

std::span<const web_file> web_files();

}  // namespace vafast::cli
