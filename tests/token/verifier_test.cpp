#include "base/base64.hpp"
#include "token/keys.hpp"
#include "token/signature.hpp"

#include <vafast/token.hpp>

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast {
namespace {

using namespace std::chrono_literals;
using namespace vafast::testing;
using ::testing::HasSubstr;

const std::chrono::sys_seconds now{1'800'000'000s};
const std::string secret = "a secret of thirty-two bytes, or more";

token_key hs256(std::string id = {}) { return token_key::from_secret(secret, std::move(id)); }

json claims_of_alice() { return json::object({{"sub", "alice"}, {"exp", 1'800'000'060}}); }

json with(std::string_view name, json value) {
    json claims = claims_of_alice();
    claims[name] = std::move(value);
    return claims;
}

json without(std::string_view name) {
    json claims = claims_of_alice();
    claims.erase(name);
    return claims;
}

// A token whose header is not ours, yet which is signed.
std::string signed_as(const std::string& header, const std::string& claims, const token_key& key) {
    const std::string input =
        base::encode_base64url(base::as_bytes(header)) + '.' + base::encode_base64url(base::as_bytes(claims));
    return input + '.' + base::encode_base64url(token_detail::sign(base::as_bytes(input), key.inside()));
}

// What becomes of a token: "alice", or the refusal.
std::string outcome(const token_options& options, const std::string& token) {
    const token_result result = token_verifier(options).verify(token, now);
    if (result) return result->subject;
    EXPECT_THAT(result.refusal().sentence, Not(HasSubstr(token.substr(0, 8))));
    return result.refusal().sentence;
}

token_fault fault(const token_options& options, const json& claims) {
    return token_verifier(options).verify(make_token(claims, options.keys.at(0)), now).refusal().fault;
}

bool accepts(const token_options& options, const json& claims) {
    return bool(token_verifier(options).verify(make_token(claims, options.keys.at(0)), now));
}

TEST(token, is_verified_with_the_key_that_made_it_and_no_other) {
    for (const key_pair& pair : {rsa(), p256(), ed25519()}) {
        const std::string made = make_token(claims_of_alice(), token_key::from_pem(pair.private_pem));
        EXPECT_EQ(outcome({.keys = {token_key::from_pem(pair.public_pem)}}, made), "alice");
        EXPECT_EQ(outcome({.keys = {token_key::from_pem(pair.private_pem)}}, made), "alice");
    }
    EXPECT_EQ(outcome({.keys = {hs256()}}, make_token(claims_of_alice(), hs256())), "alice");

    const std::string wrong = "The token's signature is wrong.";
    EXPECT_EQ(outcome({.keys = {token_key::from_secret(secret + '!')}}, make_token(claims_of_alice(), hs256())), wrong);
    EXPECT_EQ(outcome({.keys = {token_key::from_pem(make_ed25519().public_pem)}},
                      make_token(claims_of_alice(), token_key::from_pem(ed25519().private_pem))),
              wrong);
    EXPECT_EQ(outcome({.keys = {token_key::from_pem(make_ec("P-256").public_pem)}},
                      make_token(claims_of_alice(), token_key::from_pem(p256().private_pem))),
              wrong);
}

TEST(token, is_refused_where_it_is_not_signed) {
    for (const char* none : {"none", "None", "NONE", "nOnE"}) {
        const std::string header = json::object({{"alg", none}}).dump();
        EXPECT_EQ(outcome({.keys = {hs256()}}, signed_as(header, claims_of_alice().dump(), hs256())),
                  "The token is not signed.");
        const std::string input = base::encode_base64url(base::as_bytes(header)) + '.' +
                                  base::encode_base64url(base::as_bytes(claims_of_alice().dump()));
        EXPECT_EQ(outcome({.keys = {hs256()}}, input + '.'), "The token is not signed.");
    }
}

// The forger knows the public key, and signs with it as if it were the secret of HS256.
TEST(token, is_refused_where_a_public_key_was_taken_for_a_secret) {
    for (const key_pair& pair : {rsa(), p256(), ed25519()}) {
        const token_key forged(std::make_shared<const token_detail::key>(
            token_detail::make_secret_key(base::as_bytes(pair.public_pem), "")));
        const std::string token = make_token(claims_of_alice(), forged);
        EXPECT_THAT(outcome({.keys = {token_key::from_pem(pair.public_pem)}}, token), HasSubstr("no key here"));
        EXPECT_EQ(outcome({.keys = {token_key::from_pem(pair.public_pem), hs256()}}, token),
                  "The token's signature is wrong.");
    }
}

TEST(token, is_refused_where_its_header_names_another_algorithm_than_its_key_has) {
    const token_key signer = token_key::from_pem(p256().private_pem);
    for (const char* other : {"ES384", "RS256", "EdDSA", "HS256", "PS256", "es256", ""}) {
        const std::string token = signed_as(json::object({{"alg", other}}).dump(), claims_of_alice().dump(), signer);
        EXPECT_THAT(outcome({.keys = {signer}}, token), HasSubstr("algorithm for which there is no key")) << other;
    }
}

TEST(token, is_refused_where_its_header_names_the_algorithm_of_another_key) {
    const token_key signer = token_key::from_pem(p256().private_pem);
    const std::string token = signed_as(R"({"alg":"HS256"})", claims_of_alice().dump(), signer);
    EXPECT_EQ(outcome({.keys = {signer, hs256()}}, token), "The token's signature is wrong.");
}

TEST(token, finds_its_key_by_id) {
    const token_key old_key = token_key::from_secret(secret + "old", "old");
    const token_key new_key = token_key::from_secret(secret + "new", "new");
    const token_options both{.keys = {old_key, new_key}};
    EXPECT_EQ(outcome(both, make_token(claims_of_alice(), old_key)), "alice");
    EXPECT_EQ(outcome(both, make_token(claims_of_alice(), new_key)), "alice");
    EXPECT_EQ(outcome(both, make_token(claims_of_alice(), token_key::from_secret(secret + "new"))), "alice")
        << "names no key: all are tried";
    EXPECT_EQ(outcome({.keys = {token_key::from_secret(secret + "new")}}, make_token(claims_of_alice(), new_key)),
              "alice")
        << "the verifier's key has no id: it serves every id";
    EXPECT_THAT(outcome({.keys = {old_key}}, make_token(claims_of_alice(), new_key)), HasSubstr("not known here"));
    EXPECT_EQ(outcome(both, make_token(claims_of_alice(), token_key::from_secret(secret + "new", "old"))),
              "The token's signature is wrong.");
}

TEST(token, of_an_id_that_two_algorithms_share_is_verified_with_its_own) {
    const token_key pair = token_key::from_pem(ed25519().private_pem, "shared");
    const token_options both{.keys = {hs256("shared"), pair}};
    EXPECT_EQ(outcome(both, make_token(claims_of_alice(), pair)), "alice");
    EXPECT_EQ(outcome(both, make_token(claims_of_alice(), hs256("shared"))), "alice");
}

TEST(token, expires_at_its_second_and_the_leeway_after_it) {
    const auto at = [](std::int64_t exp, std::chrono::seconds leeway) {
        return accepts({.keys = {hs256()}, .leeway = leeway}, with("exp", exp));
    };
    EXPECT_TRUE(at(1'800'000'001, 0s));
    EXPECT_FALSE(at(1'800'000'000, 0s));
    EXPECT_TRUE(at(1'799'999'971, 30s));
    EXPECT_FALSE(at(1'799'999'970, 30s));
    EXPECT_EQ(fault({.keys = {hs256()}}, with("exp", 1'000)), token_fault::expired);
    EXPECT_EQ(outcome({.keys = {hs256()}}, make_token(with("exp", 1'799'999'900.75), hs256())),
              "The token expired 100 s ago.");
}

TEST(token, is_not_valid_before_its_time) {
    const auto at = [](json nbf, std::chrono::seconds leeway) {
        return accepts({.keys = {hs256()}, .leeway = leeway}, with("nbf", std::move(nbf)));
    };
    EXPECT_TRUE(at(1'800'000'000, 0s));
    EXPECT_FALSE(at(1'800'000'000.5, 0s));
    EXPECT_FALSE(at(1'800'000'001, 0s));
    EXPECT_TRUE(at(1'800'000'030, 30s));
    EXPECT_FALSE(at(1'800'000'031, 30s));
    EXPECT_EQ(fault({.keys = {hs256()}}, with("nbf", 1'800'000'100)), token_fault::not_yet_valid);
    EXPECT_EQ(outcome({.keys = {hs256()}}, make_token(with("nbf", 1'800'000'100), hs256())),
              "The token is valid only in 100 s.");
}

TEST(token, has_to_say_when_it_expires_unless_that_is_waived) {
    EXPECT_EQ(fault({.keys = {hs256()}}, without("exp")), token_fault::malformed);
    const token_result result =
        token_verifier({.keys = {hs256()}, .require_expiry = false}).verify(make_token(without("exp"), hs256()), now);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->expires, std::nullopt);
}

TEST(token, has_to_come_from_the_issuer) {
    const token_options options{.keys = {hs256()}, .issuer = "https://id.example"};
    EXPECT_TRUE(accepts(options, with("iss", "https://id.example")));
    EXPECT_TRUE(accepts({.keys = {hs256()}}, with("iss", "anybody")));
    for (const json& claims : {with("iss", "https://id.example.evil"), with("iss", ""), claims_of_alice()})
        EXPECT_EQ(fault(options, claims), token_fault::wrong_issuer) << claims.dump();
    EXPECT_EQ(fault(options, with("iss", 1)), token_fault::malformed);
}

TEST(token, has_to_be_meant_for_the_audience) {
    const token_options options{.keys = {hs256()}, .audience = "chat"};
    EXPECT_TRUE(accepts(options, with("aud", "chat")));
    EXPECT_TRUE(accepts(options, with("aud", json::array({"mail", "chat"}))));
    for (const json& claims : {with("aud", "chat2"), with("aud", json::array({"mail"})), with("aud", json::array({})),
                               with("aud", 1), with("aud", nullptr), claims_of_alice()})
        EXPECT_EQ(fault(options, claims), token_fault::wrong_audience) << claims.dump();
    EXPECT_EQ(fault({.keys = {hs256()}}, with("aud", "chat")), token_fault::wrong_audience)
        << "meant for somebody, and nobody said that we are it";
}

TEST(token, is_refused_where_a_claim_is_not_what_it_has_to_be) {
    for (const char* date : {"exp", "nbf"})
        for (const json& value : {json("1800000060"), json(nullptr), json(true), json(-1), json(1e300),
                                  json(1'800'000'060'000), json::array({1'800'000'060})})
            EXPECT_EQ(fault({.keys = {hs256()}}, with(date, value)), token_fault::malformed)
                << date << ' ' << value.dump();
    EXPECT_EQ(fault({.keys = {hs256()}}, with("sub", 7)), token_fault::malformed);
}

TEST(token, is_refused_where_it_demands_what_we_do_not_know) {
    const std::string token =
        signed_as(R"({"alg":"HS256","crit":["b64"],"b64":false})", claims_of_alice().dump(), hs256());
    EXPECT_THAT(outcome({.keys = {hs256()}}, token), HasSubstr("demands an extension"));
}

TEST(token, is_refused_where_its_header_or_claims_are_no_objects) {
    for (const char* part : {"", "[]", "\"a\"", "null", "{", "{}x"}) {
        EXPECT_THAT(outcome({.keys = {hs256()}}, signed_as(part, claims_of_alice().dump(), hs256())),
                    HasSubstr("header is no JSON object"))
            << part;
        EXPECT_THAT(outcome({.keys = {hs256()}}, signed_as(R"({"alg":"HS256"})", part, hs256())),
                    HasSubstr("claims is no JSON object"))
            << part;
    }
    EXPECT_THAT(outcome({.keys = {hs256()}}, signed_as("{}", "{}", hs256())), HasSubstr("names no algorithm"));
    EXPECT_THAT(outcome({.keys = {hs256()}}, signed_as(R"({"alg":["HS256"]})", "{}", hs256())), HasSubstr("no string"));
}

TEST(token, is_refused_where_it_is_garbage) {
    for (const char* text :
         {"", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "\xff.\xff.\xff", "=.=.="})
        EXPECT_EQ(token_verifier({.keys = {hs256()}}).verify(text, now).refusal().fault, token_fault::malformed)
            << text;
}

TEST(token, is_refused_where_bytes_stand_around_it) {
    const std::string made = make_token(claims_of_alice(), hs256());
    for (const std::string& text : {made + '=', made + '.', made + ' ', ' ' + made, made + '\n', "Bearer " + made})
        EXPECT_FALSE(token_verifier({.keys = {hs256()}}).verify(text, now)) << text;
}

TEST(token, is_refused_unread_where_it_is_longer_than_allowed) {
    const std::string made = make_token(claims_of_alice(), hs256());
    EXPECT_EQ(outcome({.keys = {hs256()}, .max_size = made.size()}, made), "alice");
    EXPECT_THAT(outcome({.keys = {hs256()}, .max_size = made.size() - 1}, made), HasSubstr("longer than"));
    EXPECT_THAT(outcome({.keys = {hs256()}}, std::string(9000, 'a')), HasSubstr("longer than 8192 bytes"));
}

TEST(token, of_es256_has_64_bytes_of_signature_and_no_other_number) {
    const token_key signer = token_key::from_pem(p256().private_pem);
    const std::string made = make_token(claims_of_alice(), signer);
    const std::size_t dot = made.rfind('.');
    const auto signature = *base::decode_base64url(made.substr(dot + 1));
    ASSERT_EQ(signature.size(), 64u);
    for (const std::size_t size : {0u, 1u, 32u, 63u, 65u, 72u, 96u, 128u}) {
        std::vector<std::byte> other = signature;
        other.resize(size);
        EXPECT_EQ(outcome({.keys = {signer}}, made.substr(0, dot + 1) + base::encode_base64url(other)),
                  "The token's signature is wrong.")
            << size;
    }
    // CVE-2022-21449: r = s = 0 satisfies a careless verifier for every message.
    EXPECT_EQ(outcome({.keys = {signer}}, made.substr(0, dot + 1) + base::encode_base64url(std::vector<std::byte>(64))),
              "The token's signature is wrong.");
}

TEST(token, survives_every_cut_and_every_random_change) {
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const token_verifier verifier({.keys = {hs256()}});
    const std::string made = make_token(claims_of_alice(), hs256());
    for (std::size_t size = 0; size < made.size(); ++size) EXPECT_FALSE(verifier.verify(made.substr(0, size), now));
    for (int i = 0; i < 2000; ++i) {
        std::string changed = made;
        changed[random() % changed.size()] = static_cast<char>(random());
        EXPECT_EQ(bool(verifier.verify(changed, now)), changed == made);
    }
}

TEST(token_verifier, refuses_options_that_make_no_sense) {
    EXPECT_THROW(token_verifier({}), error);
    EXPECT_THROW(token_verifier({.keys = {hs256()}, .leeway = -1s}), error);
    EXPECT_THROW(token_verifier({.keys = {hs256()}, .leeway = 3601s}), error);
}

TEST(make_token, refuses_claims_that_are_no_object_and_keys_that_cannot_sign) {
    EXPECT_THROW(make_token("alice", hs256()), error);
    EXPECT_THROW(make_token(claims_of_alice(), token_key::from_pem(rsa().public_pem)), error);
}

}  // namespace
}  // namespace vafast
