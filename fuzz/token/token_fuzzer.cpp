// Any bytes as a token, as the header and claims of a token that is rightly signed, and as a JWK Set: nothing but what
// was signed is accepted, and nothing is thrown but error.
#include "base/base64.hpp"
#include "token/signature.hpp"

#include <vafast/token.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vafast;
    static const token_key key = token_key::from_secret("a secret of thirty-two bytes, or more");
    static const token_verifier verifier({.keys = {key}, .require_expiry = false});
    const std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    if (verifier.verify(text, now)) std::abort();

    const std::size_t middle = std::min(text.find('\n'), size);
    const std::string input = base::encode_base64url(base::as_bytes(text.substr(0, middle))) + '.' +
                              base::encode_base64url(base::as_bytes(text.substr(middle)));
    const auto signature = token_detail::sign(base::as_bytes(input), key.inside());
    if (const auto result = verifier.verify(input + '.' + base::encode_base64url(signature), now)) {
        if (!result->all.is_object()) std::abort();
    } else if (result.refusal().sentence.empty()) {
        std::abort();
    }
    try {
        if (read_jwk_set(text).empty()) std::abort();
    } catch (const error&) {
    }
    return 0;
}
