// Any text as a URL, and as a Location that is resolved against one. What is accepted is fit for a resolver and for a
// request; what is refused is refused with a sentence that people can read and that gives no password away.
#include "base/url.hpp"
#include "fuzz/hold.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fuzzer/FuzzedDataProvider.h>
#include <optional>

namespace {

using namespace vafast;
using base::url;
using fuzz::hold;

constexpr std::string_view schemes = "ws wss http https";

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

void check(const url& parsed) {
    hold(parsed.scheme == "ws" || parsed.scheme == "wss" || parsed.scheme == "http" || parsed.scheme == "https");
    hold(!parsed.host.empty() && parsed.host.size() <= 254 && is_printable(parsed.host));
    hold(parsed.host.find_first_of(" /?#@[]%") == std::string::npos);
    hold(parsed.port != 0);
    hold(parsed.target.starts_with('/') && is_printable(parsed.target));
    hold(parsed.target.find_first_of(" #") == std::string::npos);

    const url again = base::parse_url(parsed.display(), schemes);
    hold(again.same_origin(parsed) && again.target == parsed.target && again.display() == parsed.display());
    hold(again.user.empty() && again.password.empty());
}

void check(const error& refusal) {
    const std::string_view sentence = refusal.what();
    hold(refusal.kind() == error_kind::invalid_argument);
    hold(sentence.size() < 1200 && is_printable(sentence));
}

std::optional<url> parse(const std::string& text) {
    try {
        url parsed = base::parse_url(text, schemes);
        check(parsed);
        return parsed;
    } catch (const error& refusal) {
        check(refusal);
        return std::nullopt;
    }
}

void resolve(const url& from, const std::string& reference) {
    try {
        const url to = base::resolve_url(from, reference, schemes);
        check(to);
        const std::string_view path = std::string_view(to.target).substr(0, to.target.find('?'));
        hold(path.find("/../") == std::string_view::npos && path.find("/./") == std::string_view::npos);
        const bool own_user = reference.find('@') != std::string::npos;
        hold(to.user.empty() || own_user || to.same_origin(from));
    } catch (const error& refusal) {
        check(refusal);
    }
}

// A password that is no part of any of our sentences. After a / or ? it would not be one.
void keep_secret(const std::string& before, const std::string& after) {
    constexpr std::string_view secret = "Tr0ub4dor";
    if (before.find_first_of("/?@") != std::string::npos || after.find('@') == std::string::npos) return;
    if (after.find(secret) != std::string::npos) return;
    const std::string text = "ws://" + before + ":" + std::string(secret) + after;
    try {
        hold(base::parse_url(text, schemes).display().find(secret) == std::string::npos);
    } catch (const error& refusal) {
        hold(std::string_view(refusal.what()).find(secret) == std::string_view::npos);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const std::string reference = input.ConsumeRandomLengthString();
    const std::string text = input.ConsumeRemainingBytesAsString();
    if (const auto from = parse(text)) resolve(*from, reference);
    if (const auto from = parse("wss://user:pass@" + text)) resolve(*from, reference);
    keep_secret(reference, text);
    return 0;
}
