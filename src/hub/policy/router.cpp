#include "hub/policy/router.hpp"

#include "hub/application.hpp"

#include <algorithm>
#include <utility>

namespace vafast::hub_detail {

router::router(std::vector<std::string> protocols, const std::optional<websocket::deflate_options>& compression)
    : protocols_(std::move(protocols)), compression_(compression) {}

void router::add(std::string path, application& app) { routes_.insert_or_assign(std::move(path), &app); }
void router::add(std::string path, page content) { routes_.insert_or_assign(std::move(path), std::move(content)); }

std::variant<http_answer, acceptance> router::decide(const websocket::http_request& request, bool has_room) const {
    const std::string_view target = request.target;
    const auto route = routes_.find(target.substr(0, target.find('?')));
    if (route == routes_.end()) return http_answer{404, "There is nothing here.\n"};
    if (request.method != "GET") return http_answer{405, "Only GET is of use here.\n"};
    if (const page* content = std::get_if<page>(&route->second)) return (*content)();

    if (!request.is_upgrade)  // RFC 9110 section 15.5.22: the answer says to what to upgrade
        return http_answer{426, "This is a WebSocket: connect to it with a WebSocket client.\n"};
    if (!has_room)
        return http_answer{503, "There are as many connections as this server takes.\n", {{"Retry-After", "5"}}};

    acceptance accepted{std::get<application*>(route->second), {}, {}};
    const auto& offered = request.protocols;
    const auto wanted = std::find_if(offered.begin(), offered.end(), [&](const std::string& each) {
        return each == accepted.app->protocol() ||
               std::find(protocols_.begin(), protocols_.end(), each) != protocols_.end();
    });
    if (wanted != offered.end()) accepted.protocol = *wanted;
    if (compression_) {
        auto chosen = websocket::choose_deflate(request.extensions, *compression_);
        if (!chosen) return http_answer{400, chosen.error() + "\n"};
        accepted.compression = *chosen;
    }
    return accepted;
}

}  // namespace vafast::hub_detail
