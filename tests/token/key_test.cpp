#include "base/base64.hpp"
#include "token/keys.hpp"

#include <vafast/token.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast {
namespace {

using namespace vafast::testing;
using ::testing::HasSubstr;

template <class Make>
std::string complaint(Make make) {
    try {
        make();
        return "(none)";
    } catch (const error& wrong) {
        EXPECT_EQ(wrong.kind(), error_kind::invalid_argument);
        return wrong.what();
    }
}

TEST(token_key, is_for_the_algorithm_that_its_kind_determines) {
    EXPECT_STREQ(token_key::from_secret(std::string(32, 's')).algorithm(), "HS256");
    EXPECT_STREQ(token_key::from_pem(rsa().public_pem).algorithm(), "RS256");
    EXPECT_STREQ(token_key::from_pem(p256().public_pem).algorithm(), "ES256");
    EXPECT_STREQ(token_key::from_pem(ed25519().public_pem).algorithm(), "EdDSA");
}

TEST(token_key, signs_where_it_is_a_secret_or_a_private_key) {
    EXPECT_TRUE(token_key::from_secret(std::string(32, 's')).can_sign());
    for (const key_pair& pair : {rsa(), p256(), ed25519()}) {
        EXPECT_TRUE(token_key::from_pem(pair.private_pem).can_sign());
        EXPECT_FALSE(token_key::from_pem(pair.public_pem).can_sign());
    }
}

TEST(token_key, refuses_a_short_secret_without_showing_it) {
    const std::string what = complaint([] { token_key::from_secret("hunter2-hunter2"); });
    EXPECT_THAT(what, HasSubstr("15 bytes"));
    EXPECT_THAT(what, Not(HasSubstr("hunter2")));
}

TEST(token_key, refuses_a_public_key_as_a_secret) {
    EXPECT_THAT(complaint([] { token_key::from_secret(rsa().public_pem); }), HasSubstr("from_pem"));
}

TEST(token_key, refuses_keys_that_are_weak_or_for_other_algorithms) {
    EXPECT_THAT(complaint([] { token_key::from_pem(make_rsa(1024).public_pem); }), HasSubstr("RSA of 1024 bits"));
    EXPECT_THAT(complaint([] { token_key::from_pem(make_ec("P-384").public_pem); }), HasSubstr("other than P-256"));
    EXPECT_THAT(complaint([] { token_key::from_pem(make_x25519().public_pem); }), HasSubstr("neither RSA"));
}

TEST(token_key, refuses_text_that_is_no_key_and_asks_for_no_passphrase) {
    const std::string encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgs0ekmv7cKBwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMFf\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n";
    for (const std::string& text : {std::string(), std::string("key"), encrypted, std::string(70'000, 'x')})
        EXPECT_THAT(complaint([&] { token_key::from_pem(text); }), HasSubstr("The PEM key is"));
}

std::string jwk_set(const std::string& keys) { return "{\"keys\":[" + keys + "]}"; }

const std::string secret_jwk =
    R"({"kty":"oct","kid":"ours","k":")" + base::encode_base64url(base::as_bytes(std::string(32, 's'))) + "\"}";

TEST(jwk_set, keeps_the_ids_and_passes_over_what_it_does_not_know) {
    const auto keys = read_jwk_set(jwk_set(R"(1, {}, {"kty":"new"}, {"kty":"EC","crv":"P-521","x":"AA","y":"AA"},
        {"kty":"RSA","n":"AQAB","e":"AQAB"}, {"kty":"oct","k":"c2hvcnQ"}, {"kty":"OKP","crv":"Ed25519","x":"AA"},)" +
                                           secret_jwk));
    ASSERT_EQ(keys.size(), 1u);
    EXPECT_EQ(keys[0].id(), "ours");
    EXPECT_STREQ(keys[0].algorithm(), "HS256");
}

TEST(jwk_set, passes_over_keys_that_say_they_are_for_something_else) {
    for (const char* purpose : {R"("use":"enc")", R"("key_ops":["encrypt"])", R"("alg":"HS512")"}) {
        std::string other = secret_jwk;
        other.insert(1, std::string(purpose) + ',');
        EXPECT_THAT(complaint([&] { read_jwk_set(jwk_set(other)); }), HasSubstr("has no key")) << purpose;
        EXPECT_EQ(read_jwk_set(jwk_set(other + ',' + secret_jwk)).size(), 1u) << purpose;
    }
    std::string said = secret_jwk;
    said.insert(1, R"("use":"sig","key_ops":["sign","verify"],"alg":"HS256",)");
    EXPECT_EQ(read_jwk_set(jwk_set(said)).size(), 1u);
}

TEST(jwk_set, passes_over_a_point_that_is_not_on_the_curve) {
    const std::string zero(43, 'A');
    EXPECT_THAT(complaint([&] {
                    read_jwk_set(jwk_set(R"({"kty":"EC","crv":"P-256","x":")" + zero + R"(","y":")" + zero + "\"}"));
                }),
                HasSubstr("has no key"));
}

TEST(jwk_set, refuses_text_that_is_none) {
    EXPECT_THAT(complaint([] { read_jwk_set("{"); }), HasSubstr("no JSON"));
    EXPECT_THAT(complaint([] { read_jwk_set("[]"); }), HasSubstr("array \"keys\""));
    EXPECT_THAT(complaint([] { read_jwk_set(R"({"keys":{}})"); }), HasSubstr("array \"keys\""));
    EXPECT_THAT(complaint([] { read_jwk_set(jwk_set("")); }), HasSubstr("has no key"));
    EXPECT_THAT(complaint([] { read_jwk_set(std::string(2u << 20, ' ')); }), HasSubstr("1 MiB"));
}

}  // namespace
}  // namespace vafast
