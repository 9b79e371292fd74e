// Which web pages may connect: browsers send WebSocket handshakes with cookies to any site, and say only by `Origin`
// from whose page (RFC 6455 section 10.2). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vafast::hub_detail {

// `origin` and `host` are the headers of the handshake, empty where they were not sent: clients that are no browser
// send no origin, and are let in. Otherwise the page has to be of this host itself or one of `allowed`; "*" allows all.
bool is_allowed_origin(std::string_view origin, std::string_view host, const std::vector<std::string>& allowed);

}  // namespace vafast::hub_detail
