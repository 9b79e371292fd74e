#include "transport/tls.hpp"

#include "transport/authority.hpp"
#include "transport/loop.hpp"
#include "transport/stream.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

namespace vafast::transport {
namespace {

using status = io_result::status;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using outcome = std::optional<tl::expected<void, error>>;

const authority& the_authority() {
    static const authority instance;
    return instance;
}

tls_context server_context(const issued_certificate& mine) {
    return make_server_tls_context({.pem = mine.certificate}, {.pem = mine.key});
}

// A handshake between a client and a server, each with its own context.
struct handshake {
    explicit handshake(const tls_context& client_context, const tls_context& server_context,
                       const std::string& name = "localhost", bool verify = true) {
        pair.server.async_accept_tls(server_context, [this](const auto& result) { server = result; });
        pair.client.async_connect_tls(client_context, name, verify, [this](const auto& result) {
            client = result;
            if (!result) pair.client.shutdown();
        });
        run_until(io, [this] { return client && server; });
    }

    std::string problem() const { return *client ? "there is no problem" : client->error().what(); }

    asio::io_context io;
    stream_pair pair{io};
    outcome client;
    outcome server;
};

// Against a server with this certificate, trusting `ca`.
handshake against(const issued_certificate& certificate, const std::string& name = "localhost", bool verify = true,
                  const pem_source& ca = the_authority().source()) {
    return handshake(make_client_tls_context({.ca = ca}), server_context(certificate), name, verify);
}

void expect_final(const handshake& tried) {
    ASSERT_FALSE(*tried.client);
    EXPECT_EQ(tried.client->error().kind(), error_kind::tls);
    EXPECT_FALSE(tried.client->error().retryable());
    EXPECT_FALSE(*tried.server);
}

TEST(trust, is_given_to_a_certificate_of_a_known_authority_for_the_right_name) {
    EXPECT_TRUE(*against(the_authority().issue_for("DNS:localhost,DNS:example.org"), "example.org").client);
    EXPECT_TRUE(*against(the_authority().issue_for("DNS:*.example.org"), "www.example.org").client);
    EXPECT_TRUE(*against(the_authority().issue_for("DNS:example.org"), "example.org.").client);
    EXPECT_TRUE(*against(the_authority().issue_for("DNS:example.org"), "EXAMPLE.org").client);
}

TEST(trust, is_refused_to_a_certificate_for_another_name) {
    const auto tried = against(the_authority().issue_for("DNS:a.example,DNS:b.example,IP:127.0.0.1"), "c.example");
    expect_final(tried);
    EXPECT_EQ(tried.problem(), "The certificate is not for c.example: it is for a.example, b.example, 127.0.0.1.");
    EXPECT_THAT(tried.server->error().what(), HasSubstr("does not accept our certificate"));
}

TEST(trust, is_refused_to_wildcards_that_match_in_part_or_too_much) {
    expect_final(against(the_authority().issue_for("DNS:w*.example.org"), "www.example.org"));
    expect_final(against(the_authority().issue_for("DNS:*.example.org"), "a.b.example.org"));
    expect_final(against(the_authority().issue_for("DNS:*.example.org"), "example.org"));
}

TEST(trust, is_refused_where_the_certificate_names_only_a_subject) {
    const auto tried = against(the_authority().issue({.common_name = "somebody else"}), "example.org");
    expect_final(tried);
    EXPECT_EQ(tried.problem(), "The certificate is not for example.org: it is for CN=somebody else.");
}

TEST(trust, is_given_to_addresses_by_address_only) {
    EXPECT_TRUE(*against(the_authority().issue_for("IP:127.0.0.1"), "127.0.0.1").client);
    EXPECT_TRUE(*against(the_authority().issue_for("IP:::1"), "::1").client);
    const auto tried = against(the_authority().issue_for("DNS:127.0.0.1,IP:127.0.0.2"), "127.0.0.1");
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("is not for 127.0.0.1: it is for 127.0.0.1, 127.0.0.2."));
}

TEST(trust, is_refused_to_an_expired_certificate) {
    const auto tried = against(the_authority().issue(
        {.alternative_names = "DNS:localhost", .begins_in_seconds = -7200, .ends_in_seconds = -3600}));
    expect_final(tried);
    EXPECT_THAT(tried.problem(), testing::MatchesRegex("The certificate of localhost expired on "
                                                       "[0-9-]* [0-9:]* UTC\\."));
}

TEST(trust, is_refused_to_a_certificate_that_is_not_yet_valid) {
    const auto tried = against(the_authority().issue({.alternative_names = "DNS:localhost", .begins_in_seconds = 600}));
    expect_final(tried);
    EXPECT_THAT(tried.problem(), AllOf(HasSubstr("is not yet valid: it begins on"), HasSubstr("clock")));
}

TEST(trust, is_refused_to_a_self_signed_certificate) {
    const auto certificate = authority::self_signed({.alternative_names = "DNS:localhost"});
    const auto tried = against(certificate);
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("The certificate of localhost is self-signed"));
    EXPECT_TRUE(*against(certificate, "localhost", true, {.pem = certificate.certificate}).client)
        << "unless it is itself what the user trusts";
}

TEST(trust, is_refused_to_an_issuer_that_is_not_known) {
    const authority other("Somebody's authority");
    const auto tried = against(other.issue_for("DNS:localhost"));
    expect_final(tried);
    EXPECT_THAT(tried.problem(),
                AllOf(HasSubstr("not trusted here, \"CN=Somebody's authority\""), HasSubstr("as the CA")));
}

TEST(trust, is_by_default_that_of_the_system) {
    const handshake tried(make_client_tls_context({}), server_context(the_authority().issue_for("DNS:localhost")));
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("not trusted here, \"CN=The test authority\""));
}

// A certificate with the authority that made it, which stands below the known one.
issued_certificate issued_below(long authority_ends_in_seconds) {
    const authority middle(the_authority(), "The middle", authority_ends_in_seconds);
    issued_certificate made = middle.issue_for("DNS:localhost");
    made.certificate += middle.pem();
    return made;
}

TEST(trust, is_given_through_an_authority_in_between) { EXPECT_TRUE(*against(issued_below(3600)).client); }

TEST(trust, is_given_by_an_authority_in_between_where_the_user_trusts_that_one) {
    const authority middle(the_authority(), "The middle");
    EXPECT_TRUE(*against(middle.issue_for("DNS:localhost"), "localhost", true, middle.source()).client);
}

TEST(trust, is_refused_where_the_authority_in_between_has_expired) {
    const auto tried = against(issued_below(-1));
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("that of its issuer, \"CN=The middle\", expired on"));
}

TEST(trust, is_refused_where_the_server_does_not_send_the_authority_in_between) {
    const authority middle(the_authority(), "The middle");
    const auto tried = against(middle.issue_for("DNS:localhost"));
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("not trusted here, \"CN=The middle\""));
}

TEST(trust, is_refused_to_a_certificate_made_by_one_that_is_no_authority) {
    const auto made_by = the_authority().issue_for("DNS:localhost");
    const auto tried = against(authority::issue_with(made_by, {.alternative_names = "DNS:localhost"}));
    expect_final(tried);
}

TEST(trust, does_not_let_a_certificate_write_on_the_terminal) {
    const auto tried = against(the_authority().issue({.common_name = "\x1b[31mred"}), "example.org");
    EXPECT_THAT(tried.problem(), AllOf(Not(HasSubstr("\x1b")), HasSubstr("red")));
}

TEST(trust, needs_a_name) {
    const auto tried = against(the_authority().issue_for("DNS:localhost"), "");
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("no name that a server could prove"));
}

TEST(trust, needs_a_context) {
    const handshake tried(nullptr, nullptr);
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("no usable TLS context"));
}

TEST(trust, is_given_to_anybody_where_the_user_says_so) {
    EXPECT_TRUE(*against(authority::self_signed({.ends_in_seconds = -1}), "localhost", false).client);
    EXPECT_TRUE(*against(the_authority().issue_for("DNS:other"), "localhost", false).client);
    EXPECT_TRUE(*against(the_authority().issue_for("DNS:other"), "", false).client);
}

// The name that a client sends (RFC 6066 section 3).
std::string name_sent_for(const std::string& name) {
    static std::string seen;
    seen = "no name was sent";
    const auto context = server_context(the_authority().issue_for("DNS:localhost"));
    ::SSL_CTX_set_tlsext_servername_callback(
        context.get(), +[](SSL* ssl, int*, void*) {
            if (const char* sent = ::SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)) seen = sent;
            return SSL_TLSEXT_ERR_OK;
        });
    handshake(make_client_tls_context({}), context, name, false);
    return seen;
}

TEST(server_name, is_sent_unless_it_is_an_address) {
    EXPECT_EQ(name_sent_for("example.org"), "example.org");
    EXPECT_EQ(name_sent_for("example.org."), "example.org");
    EXPECT_EQ(name_sent_for("127.0.0.1"), "no name was sent");
    EXPECT_EQ(name_sent_for("::1"), "no name was sent");
}

TEST(tls_version, is_at_least_1_2) {
    const auto old = server_context(the_authority().issue_for("DNS:localhost"));
    ::SSL_CTX_set_min_proto_version(old.get(), TLS1_VERSION);
    ::SSL_CTX_set_max_proto_version(old.get(), TLS1_1_VERSION);
    ::SSL_CTX_set_cipher_list(old.get(), "ALL:@SECLEVEL=0");
    const handshake tried(make_client_tls_context({.ca = the_authority().source()}), old);
    expect_final(tried);
    EXPECT_THAT(tried.problem(), HasSubstr("version"));
}

TEST(tls_version, is_at_least_1_2_for_clients_of_ours_too) {
    const auto old = make_client_tls_context({.ca = the_authority().source()});
    ::SSL_CTX_set_min_proto_version(old.get(), TLS1_VERSION);
    ::SSL_CTX_set_max_proto_version(old.get(), TLS1_1_VERSION);
    ::SSL_CTX_set_cipher_list(old.get(), "ALL:@SECLEVEL=0");
    const handshake tried(old, server_context(the_authority().issue_for("DNS:localhost")));
    EXPECT_FALSE(*tried.client);
    EXPECT_FALSE(*tried.server);
}

TEST(tls_version, may_be_1_2_unless_1_3_is_asked_for) {
    const auto server = server_context(the_authority().issue_for("DNS:localhost"));
    ::SSL_CTX_set_max_proto_version(server.get(), TLS1_2_VERSION);
    const handshake older(make_client_tls_context({.ca = the_authority().source()}), server);
    EXPECT_TRUE(*older.client);
    EXPECT_EQ(older.pair.client.tls_version(), "TLSv1.2");
    expect_final(handshake(
        make_client_tls_context({.ca = the_authority().source(), .min_version = tls_version::tls_1_3}), server));
}

// A server that wants a certificate of the authority's.
tls_context demanding_context(bool with_tls_1_3) {
    auto context = server_context(the_authority().issue_for("DNS:localhost"));
    if (!with_tls_1_3) ::SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
    ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    const std::string pem = the_authority().pem();
    BIO* text = ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* root = ::PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
    ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(context.get()), root);
    ::X509_free(root);
    ::BIO_free(text);
    return context;
}

tls_options with_certificate(const issued_certificate& mine) {
    return {.ca = the_authority().source(), .certificate = {.pem = mine.certificate}, .private_key = {.pem = mine.key}};
}

TEST(client_certificate, is_shown_to_a_server_that_asks) {
    const auto options = with_certificate(the_authority().issue({.common_name = "ann"}));
    for (const bool with_tls_1_3 : {false, true}) {
        const handshake tried(make_client_tls_context(options), demanding_context(with_tls_1_3));
        EXPECT_TRUE(*tried.client);
        EXPECT_TRUE(*tried.server);
    }
}

TEST(client_certificate, is_missed_by_a_server_that_demands_it) {
    const auto context = make_client_tls_context({.ca = the_authority().source()});
    const handshake older(context, demanding_context(false));
    ASSERT_FALSE(*older.server);
    EXPECT_FALSE(*older.client);
    // Under TLS 1.3 the client's part is over before the server has seen that there is none (RFC 8446 section 4.4.2.4).
    handshake newer(context, demanding_context(true));
    ASSERT_FALSE(*newer.server);
    ASSERT_TRUE(*newer.client);
    io_result last;
    read_all(newer.io, newer.pair.client, last);
    EXPECT_EQ(last.what, status::failed);
    EXPECT_EQ(last.error, "The server does not accept our certificate (TLS alert: certificate required).");
    EXPECT_TRUE(last.final);
}

TEST(client_certificate, is_refused_by_a_server_that_does_not_know_its_issuer) {
    const authority other("Another authority");
    const auto context = make_client_tls_context(with_certificate(other.issue({})));
    const handshake older(context, demanding_context(false));
    expect_final(older);
    EXPECT_THAT(older.problem(), HasSubstr("does not accept our certificate (TLS alert: unknown CA)"));
}

TEST(tls_handshake, fails_where_the_peer_does_not_speak_tls) {
    asio::io_context io;
    stream_pair pair(io);
    outcome result;
    pair.server.write(base::as_bytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
    pair.client.async_connect_tls(make_client_tls_context({}), "localhost", true, [&](const auto& r) { result = r; });
    run_until(io, [&] { return result.has_value(); });
    ASSERT_FALSE(*result);
    EXPECT_STREQ(result->error().what(), "The server does not speak TLS. Is this a ws:// address?");
    EXPECT_FALSE(result->error().retryable());
}

TEST(tls_handshake, may_be_tried_again_where_the_peer_only_went_away) {
    for (const bool with_reset : {false, true}) {
        asio::io_context io;
        stream_pair pair(io);
        outcome result;
        pair.client.async_connect_tls(make_client_tls_context({}), "localhost", true,
                                      [&](const auto& r) { result = r; });
        read_exactly(io, pair.server, 100);
        with_reset ? pair.server.reset() : pair.server.shutdown();
        run_until(io, [&] { return result.has_value(); });
        ASSERT_FALSE(*result);
        EXPECT_TRUE(result->error().retryable()) << result->error().what();
        EXPECT_THAT(result->error().what(), HasSubstr(with_reset ? "reset" : "closed the connection"));
    }
}

TEST(tls_handshake, calls_nobody_after_close) {
    asio::io_context io;
    for (int turns = 0; turns < 12; ++turns) {
        stream_pair pair(io);
        const auto context = server_context(the_authority().issue_for("DNS:localhost"));
        pair.server.async_accept_tls(context, [](const auto&) {});
        bool closed = false;
        pair.client.async_connect_tls(make_client_tls_context({.ca = the_authority().source()}), "localhost", true,
                                      [&](const auto&) { EXPECT_FALSE(closed); });
        io.restart();
        for (int turn = 0; turn < turns; ++turn) io.poll_one();
        pair.client.close();
        closed = true;
        run_ready(io);
    }
}

TEST(tls_handshake, can_be_ended_by_destroying_the_stream_in_its_handler) {
    asio::io_context io;
    stream_pair pair(io);
    pair.server.async_accept_tls(server_context(the_authority().issue_for("DNS:localhost")), [](const auto&) {});
    auto owned = std::make_unique<stream>(std::move(pair.client));
    owned->async_connect_tls(make_client_tls_context({.ca = the_authority().source()}), "localhost", true,
                             [&](const auto&) { owned.reset(); });
    run_until(io, [&] { return owned == nullptr; });
    run_ready(io);
}

TEST(tls_data, is_readable_at_once_where_it_was_received_already) {
    handshake tried = against(the_authority().issue_for("DNS:localhost"));
    tried.pair.server.write(base::as_bytes("abc"));
    tried.pair.server.write(base::as_bytes("def"));
    EXPECT_EQ(read_exactly(tried.io, tried.pair.client, 1), "a");
    for (const char expected : {'b', 'c', 'd', 'e', 'f'}) {
        bool ready = false;
        tried.pair.client.async_wait_readable([&] { ready = true; });
        EXPECT_FALSE(ready) << "not from within the call";
        run_until(tried.io, [&] { return ready; });
        EXPECT_EQ(read_exactly(tried.io, tried.pair.client, 1), std::string(1, expected));
    }
    bool ready = false;
    tried.pair.client.async_wait_readable([&] { ready = true; });
    run_ready(tried.io);
    EXPECT_FALSE(ready) << "there is no more";
}

TEST(tls_data, is_not_taken_for_complete_where_tcp_ended_without_close_notify) {
    handshake tried = against(the_authority().issue_for("DNS:localhost"));
    tried.pair.server.write(base::as_bytes("half a mess"));
    tried.pair.server.close();
    io_result last;
    EXPECT_EQ(read_all(tried.io, tried.pair.client, last), "half a mess");
    EXPECT_EQ(last.what, status::failed);
    EXPECT_EQ(last.error, "The server closed the connection without ending TLS.");
    EXPECT_FALSE(last.final);
    read_all(tried.io, tried.pair.client, last);
    EXPECT_EQ(last.what, status::failed) << "and stays failed";
    EXPECT_EQ(tried.pair.client.write(base::as_bytes("x")).what, status::failed);
}

// Everything that waits at `from` goes to `to`; the last byte altered on demand.
void relay(tcp::socket& from, tcp::socket& to, bool alter = false) {
    while (from.available() != 0) {
        std::string data(from.available(), '\0');
        from.receive(asio::buffer(data));
        if (alter) data.back() = static_cast<char>(data.back() ^ 1);
        to.send(asio::buffer(data));
    }
}

TEST(tls_data, fails_where_somebody_in_between_altered_it) {
    asio::io_context io;
    socket_pair near(io);
    socket_pair far(io);
    stream client(std::move(near.client));
    stream server(std::move(far.server));
    int done = 0;
    const auto count = [&](const auto& result) { done += result ? 1 : 100; };
    server.async_accept_tls(server_context(the_authority().issue_for("DNS:localhost")), count);
    client.async_connect_tls(make_client_tls_context({.ca = the_authority().source()}), "localhost", true, count);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (done < 2 && std::chrono::steady_clock::now() < deadline) {
        run_ready(io);
        relay(near.server, far.client);
        relay(far.client, near.server);
    }
    ASSERT_EQ(done, 2);
    client.write(base::as_bytes("hello"));
    near.server.wait(tcp::socket::wait_read);
    relay(near.server, far.client, true);
    io_result last;
    EXPECT_EQ(read_all(io, server, last), "");
    EXPECT_EQ(last.what, status::failed);
    EXPECT_THAT(last.error, HasSubstr("TLS failed: "));
}

TEST(tls_context, is_used_by_many_connections) {
    const auto client = make_client_tls_context({.ca = the_authority().source()});
    const auto server = server_context(the_authority().issue_for("DNS:localhost"));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(*handshake(client, server).client);
}

// Files of one test.
class files {
 public:
    files() : folder_(std::filesystem::temp_directory_path() / ("vafast_tls_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~files() { std::filesystem::remove_all(folder_); }
    std::string folder() const { return folder_; }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }

 private:
    std::filesystem::path folder_;
};

std::string why_not(const tls_options& options) {
    try {
        make_client_tls_context(options);
        return "it was accepted";
    } catch (const error& problem) {
        EXPECT_EQ(problem.kind(), error_kind::invalid_argument);
        return problem.what();
    }
}

TEST(tls_options, may_be_files) {
    const files here;
    const auto mine = the_authority().issue({.common_name = "ann"});
    const handshake tried(make_client_tls_context({.ca = {.file = here.write("ca.pem", the_authority().pem())},
                                                   .certificate = {.file = here.write("my.pem", mine.certificate)},
                                                   .private_key = {.file = here.write("my.key", mine.key)}}),
                          demanding_context(true));
    EXPECT_TRUE(*tried.client);
    EXPECT_TRUE(*tried.server);
}

TEST(tls_options, may_hold_several_authorities_among_other_text) {
    const authority other("Another authority");
    const pem_source both{.pem = "# ours\n" + other.pem() + "# theirs\n" + the_authority().pem()};
    EXPECT_TRUE(*against(the_authority().issue_for("DNS:localhost"), "localhost", true, both).client);
    EXPECT_TRUE(*against(other.issue_for("DNS:localhost"), "localhost", true, both).client);
}

TEST(tls_options, name_the_file_that_cannot_be_read) {
    const files here;
    EXPECT_EQ(why_not({.ca = {.file = "/nowhere/ca.pem"}}),
              "tls.ca (/nowhere/ca.pem) cannot be read: No such file or directory.");
    EXPECT_THAT(why_not({.ca = {.file = here.folder()}}), HasSubstr("cannot be read"));
    EXPECT_THAT(why_not({.ca = {.file = here.write("empty.pem", "")}}), HasSubstr("it is empty"));
    EXPECT_THAT(why_not({.ca = {.file = "a", .pem = "b"}}),
                HasSubstr("tls.ca is given both as a file and as PEM text"));
}

TEST(tls_options, say_what_is_wrong_with_a_certificate) {
    EXPECT_THAT(why_not({.ca = {.pem = "hello"}}), HasSubstr("tls.ca holds no certificate in PEM form"));
    std::string broken = the_authority().pem();
    broken[60] = broken[60] == 'A' ? 'B' : 'A';
    broken[61] = '*';
    EXPECT_THAT(why_not({.ca = {.pem = broken}}), HasSubstr("tls.ca holds a certificate that cannot be read"));
    EXPECT_THAT(why_not({.ca = {.pem = the_authority().pem() + broken}}), HasSubstr("cannot be read"))
        << "also where it is not the first";
}

TEST(tls_options, want_certificate_and_key_together_and_matching) {
    const auto mine = the_authority().issue({});
    const auto other = the_authority().issue({});
    EXPECT_EQ(why_not({.certificate = {.pem = mine.certificate}}),
              "tls.certificate is given without tls.private_key: both are needed.");
    EXPECT_EQ(why_not({.private_key = {.pem = mine.key}}),
              "tls.private_key is given without tls.certificate: both are needed.");
    EXPECT_EQ(why_not({.certificate = {.pem = mine.certificate}, .private_key = {.pem = other.key}}),
              "tls.private_key does not belong to the first certificate of tls.certificate.");
    EXPECT_THAT(why_not({.certificate = {.pem = mine.certificate}, .private_key = {.pem = mine.certificate}}),
                HasSubstr("tls.private_key holds no private key in PEM form"));
}

TEST(tls_options, refuse_an_encrypted_key_instead_of_asking_on_the_terminal) {
    const auto mine = the_authority().issue({});
    EXPECT_THAT(
        why_not({.certificate = {.pem = mine.certificate}, .private_key = {.pem = authority::encrypted(mine.key)}}),
        HasSubstr("tls.private_key is encrypted with a passphrase: give it without one"));
}

TEST(tls_options, are_both_needed_by_a_server) {
    const auto mine = the_authority().issue({});
    EXPECT_THROW(make_server_tls_context({}, {.pem = mine.key}), error);
    EXPECT_THROW(make_server_tls_context({.pem = mine.certificate}, {}), error);
    EXPECT_THROW(make_server_tls_context({.pem = mine.certificate}, {.pem = the_authority().issue({}).key}), error);
}

}  // namespace
}  // namespace vafast::transport
