// An HTTP answer after which the connection ends. A value; any thread.
#pragma once

#include "websocket/handshake.hpp"

#include <string>

namespace vafast::hub_detail {

struct http_answer {
    int status = 200;
    std::string body{};
    websocket::header_list headers{};
    std::string content_type = "text/plain; charset=utf-8";
};

}  // namespace vafast::hub_detail
