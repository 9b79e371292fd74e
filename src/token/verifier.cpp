#include "base/base64.hpp"
#include "token/signature.hpp"

#include <vafast/token.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vafast {
namespace {

using namespace std::chrono_literals;
using token_detail::is_signed_by;

constexpr double end_of_time = 253402300800;  // the year 10000; past it, milliseconds were meant

// Within this file, a refusal travels as an exception: the checks follow each other like the sentences of the RFC.
[[noreturn]] void refuse(token_fault fault, std::string sentence) { throw token_refusal{fault, std::move(sentence)}; }

// A token in the compact form (RFC 7515 section 7.1).
struct taken_apart {
    json header;
    json claims;
    std::string_view signing_input;  // of the token
    std::vector<std::byte> signature;
};

json read_part(std::string_view part, const char* which) {
    json value;
    const auto data = base::decode_base64url(part);
    if (!data || !json::try_parse(base::as_text(*data), value) || !value.is_object())
        refuse(token_fault::malformed, std::string("The token's ") + which + " is no JSON object in base64url.");
    return value;
}

taken_apart take_apart(std::string_view token) {
    if (std::count(token.begin(), token.end(), '.') != 2)
        refuse(token_fault::malformed, "The token is no JWT: header, claims and signature, with dots between.");
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    auto signature = base::decode_base64url(token.substr(second + 1));
    if (!signature) refuse(token_fault::malformed, "The token's signature is no base64url.");
    return {read_part(token.substr(0, first), "header"),
            read_part(token.substr(first + 1, second - first - 1), "claims"), token.substr(0, second),
            *std::move(signature)};
}

std::optional<std::string> text_or_nothing(const json& object, std::string_view name) {
    const json* found = object.find(name);
    if (!found) return std::nullopt;
    if (!found->is_string()) refuse(token_fault::malformed, "The token's \"" + std::string(name) + "\" is no string.");
    return found->get<std::string>();
}

// "none" in any case is refused by name, so that its sentence says what happened.
void check_algorithm(std::string_view algorithm, const std::vector<token_key>& keys) {
    std::string lower(algorithm);
    for (char& each : lower) each = each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each;
    if (lower == "none") refuse(token_fault::untrusted, "The token is not signed.");
    if (std::none_of(keys.begin(), keys.end(), [&](const token_key& key) { return algorithm == key.algorithm(); }))
        refuse(token_fault::untrusted, "The token is signed with an algorithm for which there is no key here.");
}

void check_signature(const taken_apart& token, const std::vector<token_key>& keys) {
    // RFC 7515 section 4.1.11: extensions that have to be understood; we know none.
    if (token.header.contains("crit"))
        refuse(token_fault::untrusted, "The token demands an extension that is not known here.");
    const auto algorithm = text_or_nothing(token.header, "alg");
    const auto id = text_or_nothing(token.header, "kid");
    if (!algorithm) refuse(token_fault::malformed, "The token's header names no algorithm.");
    check_algorithm(*algorithm, keys);
    bool tried = false;
    for (const token_key& key : keys) {
        if (*algorithm != key.algorithm()) continue;
        if (id && !key.id().empty() && *id != key.id()) continue;
        if (is_signed_by(base::as_bytes(token.signing_input), token.signature, key.inside())) return;
        tried = true;
    }
    if (!tried) refuse(token_fault::untrusted, "The token names a key that is not known here for its algorithm.");
    refuse(token_fault::untrusted, "The token's signature is wrong.");
}

// A NumericDate (RFC 7519 section 2): seconds, perhaps with a fraction.
std::optional<double> date_or_nothing(const json& claims, std::string_view name) {
    const json* found = claims.find(name);
    if (!found) return std::nullopt;
    if (!found->is_number()) refuse(token_fault::malformed, "The token's \"" + std::string(name) + "\" is no number.");
    const double date = found->get<double>();
    if (date < 0 || date >= end_of_time)
        refuse(token_fault::malformed, "The token's \"" + std::string(name) + "\" is out of range; it counts seconds.");
    return date;
}

std::chrono::sys_seconds at(double seconds) {
    return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

std::string in_words(std::chrono::seconds time) { return std::to_string(time.count()) + " s"; }

// RFC 7519 sections 4.1.4 and 4.1.5.
std::optional<std::chrono::sys_seconds> check_times(const json& claims, const token_options& options,
                                                    std::chrono::sys_seconds now) {
    const auto until = date_or_nothing(claims, "exp");
    const auto from = date_or_nothing(claims, "nbf");
    if (!until && options.require_expiry)
        refuse(token_fault::malformed, "The token does not say when it expires (\"exp\").");
    if (until && now >= at(*until) + options.leeway)
        refuse(token_fault::expired, "The token expired " + in_words(now - at(*until)) + " ago.");
    if (from && now + options.leeway < at(std::ceil(*from)))
        refuse(token_fault::not_yet_valid, "The token is valid only in " + in_words(at(std::ceil(*from)) - now) + ".");
    return until ? std::optional(at(*until)) : std::nullopt;
}

// RFC 7519 section 4.1.3: one audience, or several.
void check_audience(const json& claims, std::string_view wanted) {
    const json* audience = claims.find("aud");
    if (!audience) {
        if (wanted.empty()) return;
        refuse(token_fault::wrong_audience, "The token does not say for whom it is meant (\"aud\").");
    }
    if (audience->is_string() ? *audience == wanted
                              : audience->is_array() && std::any_of(audience->begin(), audience->end(),
                                                                    [&](const json& each) { return each == wanted; }))
        return;
    refuse(token_fault::wrong_audience, "The token is meant for somebody else (\"aud\").");
}

void check_issuer(const json& claims, std::string_view wanted) {
    const auto issuer = text_or_nothing(claims, "iss");
    if (wanted.empty() || issuer == wanted) return;
    refuse(token_fault::wrong_issuer, "The token comes from somebody else (\"iss\").");
}

}  // namespace

token_verifier::token_verifier(token_options options) : options_(std::move(options)) {
    if (options_.keys.empty())
        throw error(error_kind::invalid_argument, "The option keys is empty; without a key no token can be verified.");
    if (options_.leeway < 0s || options_.leeway > 1h)
        throw error(error_kind::invalid_argument, "The option leeway is " + std::to_string(options_.leeway.count()) +
                                                      " s; it has to be between 0 s and one hour.");
}

token_result token_verifier::verify(std::string_view token, std::chrono::system_clock::time_point now) const {
    try {
        if (token.size() > options_.max_size)
            refuse(token_fault::malformed, "The token is longer than " + std::to_string(options_.max_size) + " bytes.");
        taken_apart parts = take_apart(token);
        check_signature(parts, options_.keys);
        token_claims claims;
        claims.expires = check_times(parts.claims, options_, std::chrono::floor<std::chrono::seconds>(now));
        check_issuer(parts.claims, options_.issuer);
        check_audience(parts.claims, options_.audience);
        claims.subject = text_or_nothing(parts.claims, "sub").value_or("");
        claims.all = std::move(parts.claims);
        return claims;
    } catch (token_refusal& refusal) {
        return std::move(refusal);
    }
}

}  // namespace vafast
