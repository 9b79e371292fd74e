// The SOCKS5 proxy's part of proxy_handshake.hpp.
#include "transport/address.hpp"
#include "transport/proxy_handshake.hpp"

#include <boost/asio/ip/address.hpp>

namespace vafast::transport {
namespace {

constexpr char socks_version = 5;
constexpr char password_version = 1;  // RFC 1929
constexpr char no_authentication = 0;
constexpr char by_password = 2;
constexpr char connect_command = 1;
enum address_type : char { ipv4 = 1, domain = 3, ipv6 = 4 };

char byte_of(std::size_t number) { return static_cast<char>(static_cast<unsigned char>(number)); }

// RFC 1928 section 5: an address as four or sixteen bytes, a name with its length, which the proxy then looks up.
std::string encode_address(const std::string& host) {
    boost::system::error_code is_a_name;
    const auto address = boost::asio::ip::make_address(host, is_a_name);
    if (is_a_name) return std::string{domain, byte_of(host.size())} + host;
    const auto append = [](char type, const auto& bytes) {
        return type + std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    };
    return address.is_v4() ? append(ipv4, address.to_v4().to_bytes()) : append(ipv6, address.to_v6().to_bytes());
}

class socks5 final : public proxy_handshake {
 public:
    socks5(const base::url& proxy, const std::string& host, std::uint16_t port)
        : proxy_("The proxy " + describe(proxy.host, proxy.port)),
          target_(describe(host, port)),
          user_(proxy.user),
          password_(proxy.password) {
        output_ = has_credentials() ? std::string{socks_version, 2, no_authentication, by_password}
                                    : std::string{socks_version, 1, no_authentication};
        request_ = std::string{socks_version, connect_command, 0} + encode_address(host) + byte_of(port >> 8) +
                   byte_of(port & 0xff);
    }

    std::string take_output() override { return std::exchange(output_, {}); }

    std::size_t wanted() const noexcept override { return needed_ - got_.size(); }

    tl::expected<void, error> receive(base::bytes data) override {
        got_ += base::as_text(data);
        if (const auto problem = check_version(); !problem) return problem;
        if (got_.size() < needed_) return {};
        const std::string complete = std::exchange(got_, {});
        switch (step_) {
            case step::method: return on_method(complete[1]);
            case step::password: return on_password(complete[1]);
            case step::reply: return on_reply(complete[1], complete[3]);
            case step::name_length: return expect(step::rest, static_cast<unsigned char>(complete[0]) + 2U);
            case step::rest: break;
        }
        return expect(step::rest, 0);
    }

 private:
    enum class step { method, password, reply, name_length, rest };

    bool has_credentials() const noexcept { return !user_.empty() || !password_.empty(); }

    tl::unexpected<error> fail(const std::string& what, bool is_final) const {
        error problem(error_kind::proxy, proxy_ + what);
        return tl::unexpected(is_final ? std::move(problem).final() : std::move(problem));
    }

    tl::expected<void, error> expect(step next, std::size_t count) {
        step_ = next;
        needed_ = count;
        return {};
    }

    tl::expected<void, error> check_version() const {
        if (step_ > step::reply || got_.empty()) return {};
        if (got_[0] == (step_ == step::password ? password_version : socks_version)) return {};
        return fail(" did not answer with SOCKS5. Is it an HTTP proxy?", true);
    }

    tl::expected<void, error> on_method(char method) {
        if (method == no_authentication) return ask();
        if (method == by_password && has_credentials()) {
            output_ =
                std::string{password_version, byte_of(user_.size())} + user_ + byte_of(password_.size()) + password_;
            return expect(step::password, 2);
        }
        return fail(has_credentials() ? " accepts neither a user name and password nor their absence."
                                      : " wants a user name and password: give them in its URL, "
                                        "socks5://user:password@host:port.",
                    true);
    }

    tl::expected<void, error> on_password(char status) {
        if (status != 0) return fail(" does not accept the user name and password that its URL gives.", true);
        return ask();
    }

    tl::expected<void, error> ask() {
        output_ = request_;
        return expect(step::reply, 4);
    }

    // The address that the proxy uses comes with the reply: it is read, and means nothing here.
    tl::expected<void, error> on_reply(char reply, char type) {
        if (reply != 0) return refused(static_cast<unsigned char>(reply));
        switch (type) {
            case ipv4: return expect(step::rest, 4 + 2);
            case ipv6: return expect(step::rest, 16 + 2);
            case domain: return expect(step::name_length, 1);
            default: return fail(" answered with an unknown type of address.", true);
        }
    }

    // RFC 1928 section 6.
    tl::unexpected<error> refused(unsigned reply) const {
        const std::string failed = " could not connect to " + target_ + ": ";
        switch (reply) {
            case 1: return fail(failed + "it failed, and does not say why.", false);
            case 2: return fail(" does not allow connections to " + target_ + ".", true);
            case 3: return fail(failed + "network unreachable.", false);
            case 4: return fail(failed + "host unreachable.", false);
            case 5: return fail(failed + "connection refused.", false);
            case 6: return fail(failed + "timed out.", false);
            case 7: return fail(failed + "it does not support the command CONNECT.", true);
            case 8: return fail(failed + "it does not support this type of address.", true);
            default: return fail(failed + "it answered with the unknown code " + std::to_string(reply) + ".", false);
        }
    }

    std::string proxy_;   // as the beginning of a sentence
    std::string target_;  // "example.org:443"
    std::string user_;
    std::string password_;
    std::string request_;
    std::string output_;
    std::string got_;
    step step_ = step::method;
    std::size_t needed_ = 2;
};

}  // namespace

std::unique_ptr<proxy_handshake> make_socks5(const base::url& proxy, const std::string& host, std::uint16_t port) {
    return std::make_unique<socks5>(proxy, host, port);
}

}  // namespace vafast::transport
