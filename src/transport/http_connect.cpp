// The HTTP proxy's part of proxy_handshake.hpp.
#include "base/base64.hpp"
#include "transport/address.hpp"
#include "transport/proxy_handshake.hpp"

#include <algorithm>

namespace vafast::transport {
namespace {

constexpr std::size_t largest_header = 16 * 1024;
constexpr std::string_view header_end = "\r\n\r\n";
constexpr std::string_view version = "HTTP/1.";

class http_connect final : public proxy_handshake {
 public:
    http_connect(const base::url& proxy, const std::string& host, std::uint16_t port)
        : proxy_("The proxy " + describe(proxy.host, proxy.port)),
          target_(describe(host, port)),
          has_credentials_(!proxy.user.empty() || !proxy.password.empty()) {
        output_ = "CONNECT " + target_ + " HTTP/1.1\r\nHost: " + target_ + "\r\n";
        if (has_credentials_)
            output_ += "Proxy-Authorization: Basic " +
                       base::encode_base64(base::as_bytes(proxy.user + ":" + proxy.password)) + "\r\n";
        output_ += "\r\n";
    }

    std::string take_output() override { return std::exchange(output_, {}); }

    // The header ends with header_end: as many bytes of it as are not there yet are certainly the proxy's.
    std::size_t wanted() const noexcept override {
        if (open_) return 0;
        std::size_t there = std::min(header_end.size(), header_.size());
        while (!header_.ends_with(header_end.substr(0, there))) --there;
        return header_end.size() - there;
    }

    tl::expected<void, error> receive(base::bytes data) override {
        header_ += base::as_text(data);
        if (header_.substr(0, version.size()) != version.substr(0, header_.size()))
            return fail(" did not answer with HTTP. Is it a SOCKS5 proxy?", true);
        if (header_.size() > largest_header) return fail(" sent a header without end.", true);
        if (header_.ends_with(header_end)) return judge();
        return {};
    }

 private:
    tl::unexpected<error> fail(const std::string& what, bool is_final) const {
        error problem(error_kind::proxy, proxy_ + what);
        return tl::unexpected(is_final ? std::move(problem).final() : std::move(problem));
    }

    // "HTTP/1.x NNN" (RFC 9112 section 4). The rest of a 2xx header means nothing here; 1xx is followed by another.
    tl::expected<void, error> judge() {
        const std::string_view line = std::string_view(header_).substr(version.size());
        const auto is_digit = [&](std::size_t i) { return i < line.size() && line[i] >= '0' && line[i] <= '9'; };
        if (!is_digit(0) || line[1] != ' ' || !is_digit(2) || !is_digit(3) || !is_digit(4) || is_digit(5))
            return fail(" answered with a malformed status line.", true);
        const std::string status(line.substr(2, 3));
        if (status[0] == '1') {
            header_.clear();
            return ++interim_ > 8 ? fail(" sent interim answers without end.", true) : tl::expected<void, error>();
        }
        open_ = status[0] == '2';
        return open_ ? tl::expected<void, error>() : refused(status);
    }

    tl::unexpected<error> refused(const std::string& status) const {
        // 407 is right (RFC 9110 section 15.5.8); tinyproxy answers credentials that are wrong with 401.
        if (status == "407" || status == "401")
            return fail(has_credentials_
                            ? " does not accept the user name and password that its URL gives (" + status + ")."
                            : " wants a user name and password (" + status +
                                  "): give them in its URL, http://user:password@host:port.",
                        true);
        if (status == "403" || status == "405")
            return fail(" does not allow connections to " + target_ + " (" + status + ").", true);
        return fail(" could not connect to " + target_ + ": it answered with status " + status + ".", false);
    }

    std::string proxy_;   // as the beginning of a sentence
    std::string target_;  // "example.org:443"
    bool has_credentials_;
    std::string output_;
    std::string header_;
    int interim_ = 0;
    bool open_ = false;
};

}  // namespace

std::unique_ptr<proxy_handshake> make_http_connect(const base::url& proxy, const std::string& host,
                                                   std::uint16_t port) {
    return std::make_unique<http_connect>(proxy, host, port);
}

std::unique_ptr<proxy_handshake> make_proxy_handshake(const base::url& proxy, const std::string& host,
                                                      std::uint16_t port) {
    return proxy.scheme == "http" ? make_http_connect(proxy, host, port) : make_socks5(proxy, host, port);
}

}  // namespace vafast::transport
