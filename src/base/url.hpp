// URLs, as far as connections need them: ws, wss, http, https, socks5 (RFC 3986, RFC 6455 section 3). Pure; any thread.
#pragma once

#include <vafast/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vafast::base {

struct url {
    std::string scheme;      // lower case
    std::string user;        // percent-decoded; empty where there is none
    std::string password;    // the same
    std::string host;        // lower case, without the brackets of IPv6: "example.org", "::1"
    std::uint16_t port = 0;  // never 0 after parsing: the scheme's own where none was given (ws, http: 80;
                             // wss, https: 443; socks5, socks5h: 1080)
    std::string target;      // path and query, at least "/"

    // As in a Host header: brackets around IPv6, the port where it is not the scheme's own.
    std::string authority() const;
    // Scheme, host and port are the same (RFC 6454 section 4).
    bool same_origin(const url& other) const noexcept;
    // Without user, password and the secrets of the query (base/secret_name.hpp): for people to read.
    std::string display() const;
    bool operator==(const url&) const = default;
};

// Throws error(invalid_argument) with a sentence that quotes `text` (but neither a password nor a secret) and says what
// is wrong: no scheme, a scheme that is not among `schemes` (separated by spaces: "ws wss"), an empty or malformed
// host, a port out of range, spaces or control characters, bytes beyond ASCII (percent-encode paths, use punycode in
// hosts), a fragment (RFC 6455 section 3 forbids it).
url parse_url(std::string_view text, std::string_view schemes);

// What may be no URL at all, in quotation marks and without secrets: for the sentences of errors.
std::string quote_url(std::string_view text);

// `reference` as found in a Location header, resolved against `from` (RFC 3986 section 5); throws as parse_url.
url resolve_url(const url& from, std::string_view reference, std::string_view schemes);

}  // namespace vafast::base
