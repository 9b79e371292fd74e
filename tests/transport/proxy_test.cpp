#include "transport/authority.hpp"
#include "transport/connector.hpp"
#include "transport/loop.hpp"
#include "transport/proxy_handshake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::transport {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::string_literals;

base::url proxy_url(const std::string& text) { return base::parse_url(text, "http socks5 socks5h"); }

// A talk with a proxy: what we sent, what became of the answers, and which bytes were left for the tunnel.
struct talk {
    // `answers` are given as they are asked for, at most `step` bytes at a time.
    explicit talk(const std::string& proxy, std::string answers, const std::string& host = "example.org",
                  std::uint16_t port = 443, std::size_t step = 512)
        : left(std::move(answers)) {
        const auto handshake = make_proxy_handshake(proxy_url(proxy), host, port);
        while (true) {
            sent += handshake->take_output();
            const std::size_t count = std::min({handshake->wanted(), left.size(), step});
            open = handshake->wanted() == 0;
            if (count == 0) return;
            const auto taken = handshake->receive(base::as_bytes(left.substr(0, count)));
            left.erase(0, count);
            if (taken) continue;
            problem = taken.error().what();
            final = !taken.error().retryable();
            EXPECT_EQ(taken.error().kind(), error_kind::proxy);
            return;
        }
    }

    std::string sent;
    std::string left;
    std::string problem;
    bool final = false;
    bool open = false;
};

TEST(http_proxy, is_asked_for_a_tunnel) {
    EXPECT_EQ(talk("http://p", "").sent, "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
    EXPECT_THAT(talk("http://p", "", "::1", 80).sent, StartsWith("CONNECT [::1]:80 HTTP/1.1\r\n"));
}

TEST(http_proxy, gets_basic_credentials) {
    EXPECT_THAT(talk("http://Aladdin:open%20sesame@p", "").sent,
                HasSubstr("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"))
        << "the example of RFC 7617 section 2";
    EXPECT_THAT(talk("http://p", "").sent, Not(HasSubstr("Authorization")));
}

TEST(http_proxy, opens_the_tunnel_with_any_2xx) {
    EXPECT_TRUE(talk("http://p", "HTTP/1.1 200 Connection established\r\n\r\n").open);
    EXPECT_TRUE(talk("http://p", "HTTP/1.0 200\r\n\r\n").open);
    EXPECT_TRUE(talk("http://p", "HTTP/1.1 204 \r\nVia: x\r\nContent-Length: 5\r\n\r\n").open);
    EXPECT_TRUE(talk("http://p", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n").open);
}

TEST(http_proxy, never_takes_a_byte_that_is_the_tunnels) {
    for (const std::size_t step : {1U, 2U, 3U, 4U, 512U}) {
        const talk held("http://p", "HTTP/1.1 200 OK\r\nX: \r\r\n\r\n\r\nHello\r\n\r\n", "h", 80, step);
        EXPECT_TRUE(held.open);
        EXPECT_EQ(held.left, "\r\nHello\r\n\r\n");
    }
}

TEST(http_proxy, that_refuses_for_good_is_not_asked_again) {
    const talk without("http://p:81", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    EXPECT_TRUE(without.final);
    EXPECT_EQ(without.problem,
              "The proxy p:81 wants a user name and password (407): give them in its URL, "
              "http://user:password@host:port.");
    const talk with("http://ann:secret@p", "HTTP/1.1 407 No\r\n\r\n");
    EXPECT_TRUE(with.final);
    EXPECT_THAT(with.problem, AllOf(HasSubstr("does not accept the user name and password"), Not(HasSubstr("secret"))));
    const talk as_tinyproxy_says_it("http://ann:wrong@p", "HTTP/1.0 401 Unauthorized\r\n\r\n");
    EXPECT_TRUE(as_tinyproxy_says_it.final);
    EXPECT_THAT(as_tinyproxy_says_it.problem, HasSubstr("does not accept the user name and password"));
    const talk forbidden("http://p", "HTTP/1.1 403 Forbidden\r\n\r\n");
    EXPECT_TRUE(forbidden.final);
    EXPECT_EQ(forbidden.problem, "The proxy p:80 does not allow connections to example.org:443 (403).");
}

TEST(http_proxy, that_fails_now_may_be_asked_again) {
    const talk failed("http://p", "HTTP/1.1 502 Bad Gateway\r\n\r\n");
    EXPECT_FALSE(failed.final);
    EXPECT_EQ(failed.problem, "The proxy p:80 could not connect to example.org:443: it answered with status 502.");
    EXPECT_FALSE(talk("http://p", "HTTP/1.1 301 Moved\r\nLocation: http://evil\r\n\r\n").open);
}

TEST(http_proxy, is_found_out_where_it_speaks_something_else) {
    for (const std::string& answer :
         {"\x05\x00"s, "SSH-2.0-x\r\n"s, "HTTP/2 200\r\n\r\n"s, "http/1.1 200\r\n\r\n"s, "\n\n"s}) {
        const talk held("http://p", answer);
        EXPECT_EQ(held.problem, "The proxy p:80 did not answer with HTTP. Is it a SOCKS5 proxy?") << answer;
        EXPECT_TRUE(held.final);
    }
    for (const std::string line :
         {"HTTP/1.1", "HTTP/1.x 200", "HTTP/1.1 20", "HTTP/1.1 2000", "HTTP/1.1  200", "HTTP/1.1 2x0", "HTTP/1.1200"})
        EXPECT_THAT(talk("http://p", line + "\r\n\r\n").problem, HasSubstr("malformed status line")) << line;
}

TEST(http_proxy, cannot_talk_without_end) {
    EXPECT_THAT(talk("http://p", "HTTP/1.1 200 OK\r\nX: " + std::string(1'000'000, 'x')).problem,
                HasSubstr("a header without end"));
    std::string interim;
    for (int i = 0; i < 100; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_THAT(talk("http://p", interim).problem, HasSubstr("interim answers without end"));
}

TEST(http_proxy, opens_nothing_before_its_answer_is_complete) {
    const std::string answer = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
    for (std::size_t size = 0; size < answer.size(); ++size) {
        const talk held("http://p", answer.substr(0, size));
        EXPECT_FALSE(held.open) << size;
        EXPECT_EQ(held.problem, "") << size;
    }
}

TEST(socks5_proxy, is_greeted_as_rfc_1928_section_3_says) {
    EXPECT_EQ(talk("socks5://p", "").sent, "\x05\x01\x00"s);
    EXPECT_EQ(talk("socks5h://a:b@p", "").sent, "\x05\x02\x00\x02"s);
}

TEST(socks5_proxy, looks_up_names_itself) {
    EXPECT_EQ(talk("socks5://p", "\x05\x00"s).sent,
              "\x05\x01\x00\x05\x01\x00\x03\x0b"s
              "example.org\x01\xbb");
}

TEST(socks5_proxy, gets_addresses_as_such) {
    EXPECT_EQ(talk("socks5://p", "\x05\x00"s, "127.0.0.1", 80).sent,
              "\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50"s);
    EXPECT_EQ(talk("socks5://p", "\x05\x00"s, "::1", 80).sent,
              "\x05\x01\x00\x05\x01\x00\x04"s + std::string(15, '\0') + "\x01\x00\x50"s);
}

TEST(socks5_proxy, gets_credentials_where_it_asks) {
    const talk held("socks5://ann:secret@p", "\x05\x02\x01\x00"s, "h", 80);
    EXPECT_EQ(held.sent,
              "\x05\x02\x00\x02\x01\x03"
              "ann\x06secret\x05\x01\x00\x03\x01h\x00\x50"s);
    EXPECT_THAT(talk("socks5://ann:secret@p", "\x05\x00"s).sent, Not(HasSubstr("secret")))
        << "and not where it does not";
    EXPECT_EQ(talk("socks5://ann@p", "\x05\x02"s).sent,
              "\x05\x02\x00\x02\x01\x03"
              "ann\x00"s);
}

TEST(socks5_proxy, opens_the_tunnel_and_never_takes_a_byte_of_it) {
    const std::string replies[] = {
        "\x05\x00\x05\x00\x00\x01"
        "AAAAPP"s,
        "\x05\x00\x05\x00\x00\x04"
        "AAAAAAAAAAAAAAAAPP"s,
        "\x05\x00\x05\x00\x00\x03\x05"
        "aaaaaPP"s,
        "\x05\x00\x05\x00\x00\x03\x00PP"s};
    for (const std::string& reply : replies)
        for (const std::size_t step : {1U, 2U, 512U}) {
            const talk held("socks5://p", reply + "tunnel", "h", 80, step);
            EXPECT_TRUE(held.open);
            EXPECT_EQ(held.left, "tunnel");
            for (std::size_t size = 0; size < reply.size(); ++size)
                EXPECT_FALSE(talk("socks5://p", reply.substr(0, size), "h", 80, step).open);
        }
}

TEST(socks5_proxy, that_refuses_credentials_is_not_asked_again) {
    const talk wrong("socks5://ann:secret@p", "\x05\x02\x01\x01"s);
    EXPECT_TRUE(wrong.final);
    EXPECT_EQ(wrong.problem, "The proxy p:1080 does not accept the user name and password that its URL gives.");
    const talk missing("socks5://p", "\x05\xff"s);
    EXPECT_TRUE(missing.final);
    EXPECT_THAT(missing.problem, HasSubstr("wants a user name and password"));
    EXPECT_THAT(talk("socks5://p", "\x05\x02"s).problem, HasSubstr("wants a user name"))
        << "also where it chose what was not offered";
    EXPECT_THAT(talk("socks5://ann:secret@p", "\x05\xff"s).problem, HasSubstr("accepts neither"));
}

TEST(socks5_proxy, has_a_sentence_for_each_reply) {
    const std::pair<std::string, bool> sentences[] = {
        {"does not say why", false},   {"does not allow", true},      {"network unreachable", false},
        {"host unreachable", false},   {"connection refused", false}, {"timed out", false},
        {"the command CONNECT", true}, {"type of address", true},     {"unknown code 9", false}};
    for (std::size_t code = 1; code <= std::size(sentences); ++code) {
        const talk held("socks5://p", "\x05\x00\x05"s + static_cast<char>(code) + "\x00\x01"s);
        EXPECT_THAT(held.problem, AllOf(HasSubstr("example.org:443"), HasSubstr(sentences[code - 1].first)));
        EXPECT_EQ(held.final, sentences[code - 1].second) << code;
    }
}

TEST(socks5_proxy, is_found_out_where_it_speaks_something_else) {
    EXPECT_EQ(talk("socks5://p", "HTTP/1.1 400 Bad Request\r\n").problem,
              "The proxy p:1080 did not answer with SOCKS5. Is it an HTTP proxy?");
    EXPECT_THAT(talk("socks5://p", "\x04\x5a"s).problem, HasSubstr("did not answer with SOCKS5"));
    EXPECT_THAT(talk("socks5://p", "\x05\x00\x04\x00\x00\x01"s).problem, HasSubstr("did not answer with SOCKS5"));
    EXPECT_THAT(talk("socks5://a:b@p", "\x05\x02\x05\x00"s).problem, HasSubstr("did not answer with SOCKS5"));
    EXPECT_THAT(talk("socks5://p", "\x05\x00\x05\x00\x00\x02"s).problem, HasSubstr("unknown type of address"));
}

// A proxy of the test's own: it answers as told once it was asked, byte for byte in one piece.
class scripted_proxy {
 public:
    scripted_proxy(asio::io_context& io, std::vector<std::string> answers, bool goes_away = false)
        : listener_(listen_on(io)), answers_(std::move(answers)), goes_away_(goes_away) {
        listener_.async_accept([this](boost::system::error_code problem, tcp::socket socket) {
            if (problem) return;
            accepted.emplace(std::move(socket));
            on_readable();
        });
    }
    std::string url(const std::string& scheme, const std::string& credentials = "") const {
        return scheme + "://" + credentials + "127.0.0.1:" + std::to_string(listener_.local_endpoint().port());
    }

    std::optional<stream> accepted;
    std::string asked;
    std::function<void()> when_answered;

 private:
    // Each answer waits for something to be asked.
    void on_readable() {
        std::array<std::byte, 4096> data;
        const io_result result = accepted->read(data);
        if (result.what == io_result::status::ok) {
            asked += base::as_text(base::bytes(data).first(result.count));
            if (next_ < answers_.size()) accepted->write(base::as_bytes(answers_[next_++]));
        }
        if (next_ < answers_.size()) return accepted->async_wait_readable([this] { on_readable(); });
        if (goes_away_) accepted->shutdown();
        if (when_answered) when_answered();
    }

    tcp::acceptor listener_;
    std::vector<std::string> answers_;
    std::size_t next_ = 0;
    bool goes_away_;
};

using outcome = std::optional<tl::expected<stream, error>>;

outcome connect_through(asio::io_context& io, const std::string& proxy, const std::string& target,
                        const tls_context& tls = nullptr) {
    outcome result;
    const connector trying(io.get_executor(),
                           {.target = base::parse_url(target, "ws wss"), .tls = tls, .proxy = proxy_url(proxy)},
                           [&](auto r) { result.emplace(std::move(r)); });
    run_until(io, [&] { return result.has_value(); });
    return result;
}

TEST(tunnel, carries_what_the_target_says_right_behind_the_answer) {
    asio::io_context io;
    scripted_proxy http(io, {"HTTP/1.1 200 OK\r\n\r\nfrom the target"});
    outcome result = connect_through(io, http.url("http"), "ws://target.test/");
    ASSERT_TRUE(*result) << result->error().what();
    EXPECT_EQ(read_exactly(io, **result, 15), "from the target");
    EXPECT_THAT(http.asked, StartsWith("CONNECT target.test:80 HTTP/1.1\r\n"))
        << "also for ws, and the name was not looked up here";
    scripted_proxy socks(io, {"\x05\x00"s,
                              "\x05\x00\x00\x01"
                              "AAAAPPfrom the target"s});
    result = connect_through(io, socks.url("socks5"), "ws://target.test/");
    ASSERT_TRUE(*result) << result->error().what();
    EXPECT_EQ(read_exactly(io, **result, 15), "from the target");
}

TEST(tunnel, carries_tls_for_wss_with_the_name_of_the_target) {
    const authority root;
    const auto mine = root.issue_for("DNS:target.test");
    const auto context = make_server_tls_context({.pem = mine.certificate}, {.pem = mine.key});
    asio::io_context io;
    scripted_proxy proxy(io, {"HTTP/1.1 200 OK\r\n\r\n"});
    proxy.when_answered = [&] { proxy.accepted->async_accept_tls(context, [](const auto&) {}); };
    outcome result = connect_through(io, proxy.url("http", "ann:secret@"), "wss://target.test/",
                                     make_client_tls_context({.ca = root.source()}));
    ASSERT_TRUE(*result) << result->error().what();
    EXPECT_EQ((*result)->tls_version(), "TLSv1.3");
    EXPECT_THAT(proxy.asked, HasSubstr("\r\nProxy-Authorization: Basic YW5uOnNlY3JldA==\r\n"));
    (*result)->write(base::as_bytes("hello"));
    EXPECT_EQ(read_exactly(io, *proxy.accepted, 5), "hello");
}

TEST(tunnel, is_not_opened_by_a_proxy_that_goes_away) {
    asio::io_context io;
    scripted_proxy proxy(io, {"HTTP/1.1 200 O"}, true);
    const outcome result = connect_through(io, proxy.url("http"), "ws://target.test/");
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().kind(), error_kind::proxy);
    EXPECT_TRUE(result->error().retryable());
    EXPECT_THAT(result->error().what(),
                AllOf(StartsWith("The proxy 127.0.0.1:"), HasSubstr("closed the connection before it had answered.")));
}

TEST(tunnel, is_not_opened_by_a_proxy_that_refuses) {
    asio::io_context io;
    scripted_proxy proxy(io, {"HTTP/1.1 407 No\r\n\r\n"});
    const outcome result = connect_through(io, proxy.url("http"), "wss://target.test/");
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().kind(), error_kind::proxy);
    EXPECT_FALSE(result->error().retryable());
}

TEST(tunnel, is_not_opened_by_a_proxy_that_is_not_there) {
    asio::io_context io;
    const std::string port = std::to_string(listen_on(io).local_endpoint().port());
    const outcome result = connect_through(io, "http://ann:secret@127.0.0.1:" + port, "ws://target.test/");
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().what(), "Could not connect to the proxy 127.0.0.1:" + port + ": connection refused.");
}

TEST(tunnel, does_not_hang_on_when_cancelled_while_the_proxy_is_silent) {
    asio::io_context io;
    scripted_proxy proxy(io, {"HTTP/1.1 200 O", "never"});
    connector trying(io.get_executor(),
                     {.target = base::parse_url("ws://target.test", "ws"), .proxy = proxy_url(proxy.url("http"))},
                     [](const auto&) { FAIL() << "called after cancel"; });
    run_until(io, [&] { return !proxy.asked.empty(); });
    run_ready(io);
    trying.cancel();
    io_result last;
    read_all(io, *proxy.accepted, last);
    EXPECT_NE(last.what, io_result::status::ok) << "the connection is closed";
}

}  // namespace
}  // namespace vafast::transport
