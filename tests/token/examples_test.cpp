// The examples of the standards.
#include "base/base64.hpp"
#include "token/signature.hpp"

#include <vafast/token.hpp>

#include <gtest/gtest.h>

namespace vafast {
namespace {

const std::chrono::sys_seconds before_expiry{std::chrono::seconds(1300819379)};  // exp is 1300819380 in all of them

const char* const jwk_set = R"({"keys":[
    {"kty":"oct","kid":"A.1",
     "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"},
    {"kty":"RSA","kid":"A.2",
     "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
     "e":"AQAB"},
    {"kty":"EC","kid":"A.3","crv":"P-256",
     "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
    {"kty":"OKP","kid":"8037 A.2","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";

const char* const claims =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

struct example {
    const char* name;
    const char* header;
    const char* signature;
};
const example rfc_7515_a_1{"A.1", "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
                           "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
const example rfc_7515_a_2{
    "A.2", "eyJhbGciOiJSUzI1NiJ9",
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
    "O8W2Fp5jujGbds9uJdbF9CUAr7t1dn"
    "ZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--"
    "xi12jzDwusC"
    "-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"};
const example rfc_7515_a_3{"A.3", "eyJhbGciOiJFUzI1NiJ9",
                           "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"};

std::string text_of(const example& each) { return std::string(each.header) + '.' + claims + '.' + each.signature; }

class rfc_example : public ::testing::TestWithParam<example> {};
INSTANTIATE_TEST_SUITE_P(of, rfc_example, ::testing::Values(rfc_7515_a_1, rfc_7515_a_2, rfc_7515_a_3),
                         [](const auto& of) { return "rfc_7515_a_" + std::string(1, of.param.name[2]); });

TEST_P(rfc_example, is_verified_with_its_key_from_a_jwk_set) {
    const token_verifier verifier({.keys = read_jwk_set(jwk_set), .issuer = "joe"});
    const token_result result = verifier.verify(text_of(GetParam()), before_expiry);
    ASSERT_TRUE(result) << result.refusal().sentence;
    EXPECT_EQ(result->expires, before_expiry + std::chrono::seconds(1));
    EXPECT_EQ(result->subject, "");
    EXPECT_TRUE(result->all.get<bool>("http://example.com/is_root"));
}

TEST_P(rfc_example, is_refused_where_one_bit_of_it_differs) {
    const token_verifier verifier({.keys = read_jwk_set(jwk_set)});
    const std::string text = text_of(GetParam());
    const std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        const std::size_t digit = digits.find(text[i]);
        changed[i] = digit == digits.npos ? 'x' : digits[digit ^ 1];
        EXPECT_FALSE(verifier.verify(changed, before_expiry)) << "at " << i;
    }
}

// Signs text that is no JSON, and so is no token.
TEST(rfc_8037_a_4, is_signed_and_verified_as_in_the_example) {
    const std::string_view input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    const std::string_view signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    // The private key of RFC 8037 appendix A.1, as `openssl pkey` writes it.
    const token_key signer = token_key::from_pem(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n");
    EXPECT_EQ(base::encode_base64url(token_detail::sign(base::as_bytes(input), signer.inside())), signature);
    EXPECT_TRUE(token_detail::is_signed_by(base::as_bytes(input), *base::decode_base64url(signature),
                                           read_jwk_set(jwk_set).at(3).inside()));
}

}  // namespace
}  // namespace vafast
