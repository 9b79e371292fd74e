// vafast token: makes a token, for trying out a hub that asks for one.
#include "base/secret_bytes.hpp"
#include "cli/exit_status.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

#include <vafast/error.hpp>
#include <vafast/message.hpp>
#include <vafast/token.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace vafast::cli {
namespace {

using namespace std::chrono_literals;

constexpr const char* secret_variable = "VAFAST_TOKEN_SECRET";

struct settings {
    std::string secret_file;
    std::string key_file;
    std::string key_id;
    std::string user;
    std::string issuer;
    std::string audience;
    std::chrono::milliseconds expires = 1h;
    std::vector<std::string> claims;
};

[[noreturn]] void refuse(const std::string& sentence) { throw error(error_kind::invalid_argument, sentence); }

token_key read_key(const settings& given) {
    std::string source;
    const auto wiped_after = [&](auto make) {
        const token_key key = make(source, given.key_id);
        base::wipe(std::as_writable_bytes(std::span(source)));
        return key;
    };
    if (!given.key_file.empty()) {
        source = content_of(given.key_file);
        return wiped_after(token_key::from_pem);
    }
    if (!given.secret_file.empty()) {
        source = secret_from(given.secret_file);
    } else if (const char* variable = std::getenv(secret_variable)) {
        source = variable;
    } else {
        refuse(std::string("Say what to sign with: --secret-file, --key-file, or the variable ") + secret_variable);
    }
    return wiped_after(token_key::from_secret);
}

// `level=3` is a number, `level="3"` and `name=Alice` are text.
void add_claim(json& claims, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == text.npos) refuse("The claim \"" + text + "\" is not of the form NAME=VALUE.");
    const std::string value = text.substr(equals + 1);
    json read;
    claims[text.substr(0, equals)] = json::try_parse(value, read) ? read : json(value);
}

json claims_of(const settings& given) {
    const std::int64_t now = now_ms() / 1000;
    json claims = json::object({{"sub", given.user}, {"iat", now}, {"exp", now + given.expires / 1s}});
    if (!given.issuer.empty()) claims["iss"] = given.issuer;
    if (!given.audience.empty()) claims["aud"] = given.audience;
    for (const std::string& each : given.claims) add_claim(claims, each);
    return claims;
}

int token(const settings& given) {
    try {
        const json claims = claims_of(given);
        std::puts(make_token(claims, read_key(given)).c_str());
        return success;
    } catch (const error& wrong) {
        complain(wrong.what());
        return usage;
    }
}

void add_keys(CLI::App& app, settings& to) {
    auto* secret =
        app.add_option(
               "--secret-file", to.secret_file,
               described(std::string("Sign with the secret in this file (HS256), or else with that of the\nvariable ") +
                             secret_variable,
                         "--secret-file secret.txt"))
            ->type_name("FILE");
    app.add_option("--key-file", to.key_file,
                   described("Sign with this private key (PEM): RSA for RS256, P-256 for ES256, Ed25519\nfor EdDSA",
                             "--key-file key.pem"))
        ->type_name("FILE")
        ->excludes(secret);
    app.add_option("--key-id", to.key_id,
                   described("What verifiers call this key (kid). Default: nothing", "--key-id 2026-11"))
        ->type_name("NAME");
}

void add_claims(CLI::App& app, settings& to) {
    app.add_option("--user", to.user, described("Who the token is about (sub)", "--user alice"))
        ->type_name("NAME")
        ->required();
    add_time(app, "--expires", to.expires, "When it ends, from now (exp). Default: 1h", "--expires 30m");
    app.add_option("--issuer", to.issuer,
                   described("Who it comes from (iss). Default: nobody", "--issuer https://id.example"))
        ->type_name("NAME");
    app.add_option("--audience", to.audience,
                   described("Whom it is meant for (aud). Default: anybody", "--audience chat"))
        ->type_name("NAME");
    app.add_option("--claim", to.claims,
                   described("A further claim; a value that is JSON stays what it is, any other is text. May be\n"
                             "repeated.",
                             "--claim admin=true --claim name=Alice"))
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
}

}  // namespace

verb add_token(CLI::App& app) {
    CLI::App* command = app.add_subcommand("token", "Make a token (JWT) that a hub accepts, and print it.");
    const auto given = std::make_shared<settings>();
    add_keys(*command, *given);
    add_claims(*command, *given);
    command->footer(exit_status_help);
    return {command, [given] { return token(*given); }};
}

}  // namespace vafast::cli
