// JSON Web Keys (RFC 7517, 7518 section 6, 8037 section 2) into ours.
#include "base/base64.hpp"
#include "token/key.hpp"

#include <vafast/token.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

namespace vafast {
namespace token_detail {
namespace {

using big_number = owned<BIGNUM, BN_free>;
using builder = owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using parameters = owned<OSSL_PARAM, OSSL_PARAM_free>;
using context = owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

constexpr std::size_t longest_number = 2048;  // bytes: RSA of 16384 bits
constexpr std::size_t coordinate = 32;        // bytes of P-256 and of Ed25519

std::string text_of(const json& jwk, std::string_view name) {
    const json* found = jwk.find(name);
    return found && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::byte> bytes_of(const json& jwk, std::string_view name) {
    return base::decode_base64url(text_of(jwk, name)).value_or(std::vector<std::byte>());
}

pkey from_parameters(const char* type, OSSL_PARAM_BLD* built) {
    const parameters given(OSSL_PARAM_BLD_to_param(built));
    const context making(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (given && making && EVP_PKEY_fromdata_init(making.get()) == 1)
        EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, given.get());
    return pkey(made);
}

pkey read_rsa(const json& jwk) {
    const auto n = bytes_of(jwk, "n");
    const auto e = bytes_of(jwk, "e");
    if (n.empty() || n.size() > longest_number || e.empty() || e.size() > longest_number) return nullptr;
    const big_number modulus(BN_bin2bn(raw(n), static_cast<int>(n.size()), nullptr));
    const big_number exponent(BN_bin2bn(raw(e), static_cast<int>(e.size()), nullptr));
    const builder built(OSSL_PARAM_BLD_new());
    if (!modulus || !exponent || !built) return nullptr;
    OSSL_PARAM_BLD_push_BN(built.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(built.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return from_parameters("RSA", built.get());
}

pkey read_p256(const json& jwk) {
    const auto x = bytes_of(jwk, "x");
    const auto y = bytes_of(jwk, "y");
    if (x.size() != coordinate || y.size() != coordinate) return nullptr;
    std::vector<std::byte> point{std::byte{4}};  // uncompressed; OpenSSL checks that it lies on the curve
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    const builder built(OSSL_PARAM_BLD_new());
    if (!built) return nullptr;
    OSSL_PARAM_BLD_push_utf8_string(built.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(built.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return from_parameters("EC", built.get());
}

pkey read_ed25519(const json& jwk) {
    const auto x = bytes_of(jwk, "x");
    if (x.size() != coordinate) return nullptr;
    return pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(x), x.size()));
}

pkey read_pair(const json& jwk, std::string_view type) {
    const std::string curve = text_of(jwk, "crv");
    if (type == "RSA") return read_rsa(jwk);
    if (type == "EC" && curve == "P-256") return read_p256(jwk);
    if (type == "OKP" && curve == "Ed25519") return read_ed25519(jwk);
    return nullptr;
}

// RFC 7517 sections 4.2 and 4.3: a key may say that it is for something else.
bool is_for_verifying(const json& jwk) {
    const std::string use = text_of(jwk, "use");
    if (!use.empty() && use != "sig") return false;
    const json* operations = jwk.find("key_ops");
    if (!operations || !operations->is_array()) return true;
    return std::any_of(operations->begin(), operations->end(), [](const json& each) { return each == "verify"; });
}

key read_key(const json& jwk) {
    const std::string type = text_of(jwk, "kty");
    if (type == "oct") {
        std::vector<std::byte> bytes = bytes_of(jwk, "k");
        const base::secret_bytes secret(bytes);
        base::wipe(bytes);
        return make_secret_key(secret.data(), text_of(jwk, "kid"));
    }
    pkey pair = read_pair(jwk, type);
    ERR_clear_error();
    if (!pair) throw error(error_kind::invalid_argument, "The JWK is no key that vafast knows.");
    return make_pair_key(std::move(pair), false, text_of(jwk, "kid"), "The JWK");
}

// RFC 7517 section 5: what one does not understand in a set is passed over.
std::optional<key> try_to_read(const json& jwk) {
    if (!jwk.is_object() || !is_for_verifying(jwk)) return std::nullopt;
    try {
        key made = read_key(jwk);
        const std::string meant_for = text_of(jwk, "alg");
        if (meant_for.empty() || meant_for == name_of(made.algorithm)) return made;
    } catch (const error&) {
    }
    return std::nullopt;
}

}  // namespace
}  // namespace token_detail

std::vector<token_key> read_jwk_set(std::string_view text) {
    constexpr std::size_t longest = std::size_t{1} << 20;
    const auto refuse = [](const std::string& sentence) { throw error(error_kind::invalid_argument, sentence); };
    if (text.size() > longest) refuse("The JWK Set is larger than 1 MiB.");
    json set;
    std::string why;
    if (!json::try_parse(text, set, &why)) refuse("The JWK Set is no JSON: " + why);
    const json* keys = set.find("keys");
    if (!keys || !keys->is_array()) refuse("The JWK Set has no array \"keys\".");
    std::vector<token_key> read;
    for (const json& each : *keys)
        if (auto made = token_detail::try_to_read(each))
            read.emplace_back(std::make_shared<const token_detail::key>(*std::move(made)));
    if (read.empty()) refuse("The JWK Set has no key for HS256, RS256, ES256 or EdDSA.");
    return read;
}

}  // namespace vafast
