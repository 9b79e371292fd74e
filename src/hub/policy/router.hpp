// Decides what a request gets: a page, a WebSocket of an application, or a refusal. Pure; any thread, once the
// routes are added.
#pragma once

#include "hub/policy/http_answer.hpp"
#include "websocket/deflate.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vafast::hub_detail {

class application;

// The handshake is accepted.
struct acceptance {
    application* app;  // never null
    std::string protocol;
    std::optional<websocket::deflate_parameters> compression;
};

class router {
 public:
    using page = std::function<http_answer()>;

    router(std::vector<std::string> protocols, const std::optional<websocket::deflate_options>& compression);

    // WebSockets at `path` belong to `app`, which outlives this.
    void add(std::string path, application& app);
    void add(std::string path, page content);

    // `has_room` says whether one more connection may be opened.
    std::variant<http_answer, acceptance> decide(const websocket::http_request& request, bool has_room) const;

 private:
    std::vector<std::string> protocols_;
    std::optional<websocket::deflate_options> compression_;
    std::map<std::string, std::variant<application*, page>, std::less<>> routes_;
};

}  // namespace vafast::hub_detail
