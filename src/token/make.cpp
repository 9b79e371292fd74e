#include "base/base64.hpp"
#include "token/signature.hpp"

#include <vafast/token.hpp>

namespace vafast {

std::string make_token(const json& claims, const token_key& key) {
    if (!claims.is_object())
        throw error(error_kind::invalid_argument,
                    std::string("The claims of a token are an object, not ") + claims.type_name() + ".");
    if (!key.can_sign())
        throw error(error_kind::invalid_argument, "A public key cannot make tokens; that takes its private key.");
    json header = json::object({{"alg", key.algorithm()}, {"typ", "JWT"}});
    if (!key.id().empty()) header["kid"] = key.id();
    std::string token = base::encode_base64url(base::as_bytes(header.dump())) + '.' +
                        base::encode_base64url(base::as_bytes(claims.dump()));
    const auto signature = token_detail::sign(base::as_bytes(token), key.inside());
    return token + '.' + base::encode_base64url(signature);
}

}  // namespace vafast
