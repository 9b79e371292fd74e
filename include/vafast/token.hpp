// Tokens (JSON Web Tokens, RFC 7519): who somebody is, signed by somebody whom we trust, for some time.
//
//   const vafast::token_verifier verifier({.keys = {vafast::token_key::from_pem(pem)}, .issuer =
//   "https://id.example"}); if (const auto token = verifier.verify(text))
//       std::cout << "Hello, " << token->subject;
//   else
//       std::cout << token.refusal().sentence;
//
// Signatures: HS256, RS256, ES256 (RFC 7518) and EdDSA with Ed25519 (RFC 8037). A key is made for one of them and is
// never used for another, whatever a token says. All of this is immutable; any thread.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/json.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vafast {

namespace token_detail {
struct key;
}

// A key that verifies tokens and, where it is a secret or a private key, makes them.
class token_key {
 public:
    // For HS256: at least 32 bytes, the same on both sides. Throws error(invalid_argument) for fewer (RFC 7518 section
    // 3.2), and for a PEM text: a public key is no secret.
    static token_key from_secret(std::string_view secret, std::string id = {});
    // A public or private key in PEM, without passphrase: RSA of at least 2048 bits is for RS256, P-256 for ES256,
    // Ed25519 for EdDSA. Throws error(invalid_argument) for anything else.
    static token_key from_pem(std::string_view pem, std::string id = {});

    const char* algorithm() const noexcept;  // "HS256", "RS256", "ES256" or "EdDSA"
    const std::string& id() const noexcept;  // what a token calls it (`kid`), or empty
    // Whether it is a secret or a private key, and make_token takes it.
    bool can_sign() const noexcept;

    // For the library.
    explicit token_key(std::shared_ptr<const token_detail::key> inside) noexcept : inside_(std::move(inside)) {}
    const token_detail::key& inside() const noexcept { return *inside_; }

 private:
    std::shared_ptr<const token_detail::key> inside_;
};

// The keys of a JWK Set (RFC 7517 section 5), as identity providers publish it. Those for other algorithms or other
// uses are passed over; the private parts of a key are not read. Throws error(invalid_argument) where the text is no
// JWK Set, and where no key is left.
std::vector<token_key> read_jwk_set(std::string_view text);

// Which tokens a verifier accepts.
struct token_options {
    // A token that names its key (`kid`) is verified with the keys of that id and those that have none; one that does
    // not, with all keys of its algorithm. At least one.
    std::vector<token_key> keys{};
    // Whom the token has to come from (`iss`). Default: anybody who has the key.
    std::string issuer{};
    // Whom the token has to be meant for (`aud`). Default: a token that is meant for somebody (RFC 7519 section 4.1.3)
    // is refused.
    std::string audience{};
    // How far the clocks of the issuer and of this machine may differ. Default: 30 s.
    std::chrono::seconds leeway{30};
    // Refuse tokens without `exp`. Default: true.
    bool require_expiry = true;
    // Bytes; longer tokens are refused unread. Default: 8 KiB.
    std::size_t max_size = 8192;
};

// What an accepted token says.
struct token_claims {
    std::string subject{};                              // `sub`: who it is about; empty where it does not say
    std::optional<std::chrono::sys_seconds> expires{};  // `exp`
    json all{};                                         // every claim, these included
};

// Why a token is refused.
enum class token_fault : std::uint8_t {
    malformed,       // not a JWT, or a claim is not what it has to be
    untrusted,       // not signed, or not by one of the keys with its algorithm
    expired,         // `exp` is over
    not_yet_valid,   // `nbf` is to come
    wrong_issuer,    // `iss` is somebody else
    wrong_audience,  // `aud` is not us
};

// A refusal: for programs, and for people.
struct token_refusal {
    token_fault fault;     // for programs
    std::string sentence;  // for people; shows nothing of the token
};

// A token's claims, or why it was refused.
class token_result {
 public:
    // Either.
    token_result(token_claims claims) : value_(std::move(claims)) {}
    token_result(token_refusal refusal) : value_(std::move(refusal)) {}

    // Whether it was accepted. Then * and -> give the claims; otherwise refusal() says why. Asking for the other one
    // throws std::bad_variant_access.
    explicit operator bool() const noexcept { return value_.index() == 0; }
    const token_claims& operator*() const { return std::get<0>(value_); }
    const token_claims* operator->() const { return &std::get<0>(value_); }
    const token_refusal& refusal() const { return std::get<1>(value_); }

 private:
    std::variant<token_claims, token_refusal> value_;
};

// Verifies tokens. Any number of threads at a time.
class token_verifier {
 public:
    // Throws error(invalid_argument) that names the option: no keys, a leeway that is negative or over an hour.
    explicit token_verifier(token_options options);

    // Whatever the token says, this throws nothing but bad_alloc.
    token_result verify(std::string_view token,
                        std::chrono::system_clock::time_point now = std::chrono::system_clock::now()) const;

 private:
    token_options options_;
};

// Signs claims: {{"sub", "alice"}, {"exp", …seconds since 1970}}. Throws error(invalid_argument) where they are no
// object, or the key cannot sign.
std::string make_token(const json& claims, const token_key& key);

}  // namespace vafast
