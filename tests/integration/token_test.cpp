// Our tokens with another implementation's: jose on Node.js, in both directions.
#include "base/base64.hpp"
#include "integration/process.hpp"

#include <vafast/message.hpp>
#include <vafast/token.hpp>

#include <map>

#include <gtest/gtest.h>

namespace vafast::integration {
namespace {

constexpr const char* algorithms[] = {"RS256", "ES256", "EdDSA", "HS256"};

process jose(std::vector<std::string> arguments) {
    std::vector<std::string> command{"node", VAFAST_INTEGRATION_PEERS "/jose_tokens.mjs"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return process(command);
}

// What jose made: its tokens and private keys by algorithm, and the JWK Set.
struct made_by_jose {
    made_by_jose() {
        process maker = jose({"make"});
        for (const std::string algorithm : algorithms) tokens[algorithm] = maker.wait_for("token " + algorithm + ' ');
        for (const std::string algorithm : {"RS256", "ES256", "EdDSA"}) {
            const auto pem = base::decode_base64(maker.wait_for("private " + algorithm + ' '));
            keys.push_back(token_key::from_pem(base::as_text(pem.value()), algorithm));
        }
        set = maker.wait_for("set ");
        EXPECT_EQ(maker.wait(), 0);
    }

    std::map<std::string, std::string> tokens;
    std::vector<token_key> keys;
    std::string set;
};

TEST(tokens_of_jose, are_verified_with_its_jwk_set) {
    const made_by_jose made;
    const token_verifier verifier({.keys = read_jwk_set(made.set), .issuer = "jose", .audience = "chat"});
    for (const auto& [algorithm, token] : made.tokens) {
        const token_result result = verifier.verify(token);
        ASSERT_TRUE(result) << algorithm << ": " << result.refusal().sentence;
        EXPECT_EQ(result->subject, "alice");
        EXPECT_EQ(result->all.get<std::string>("name"), "Grüße");
    }
}

TEST(our_tokens, are_verified_by_jose) {
    made_by_jose made;
    for (const token_key& key : read_jwk_set(made.set))
        if (key.can_sign()) made.keys.push_back(key);  // the secret
    ASSERT_EQ(made.keys.size(), std::size(algorithms));
    std::vector<std::string> command{"verify", made.set};
    for (const token_key& key : made.keys) {
        command.push_back(make_token(
            {{"sub", "bob"}, {"name", "Grüße"}, {"iss", "vafast"}, {"aud", "chat"}, {"exp", now_ms() / 1000 + 60}},
            key));
    }
    process verifier = jose(command);
    for (const std::string algorithm : algorithms) EXPECT_EQ(verifier.wait_for("verified " + algorithm), " bob Grüße");
    EXPECT_EQ(verifier.wait(), 0) << verifier.output();
}

}  // namespace
}  // namespace vafast::integration
