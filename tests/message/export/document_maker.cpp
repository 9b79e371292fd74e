#include "message/export/document_maker.hpp"

#include <vafast/message/format.hpp>
#include <vafast/message/pattern.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace agreement {

using vafast::json;

namespace {

const std::vector<std::string> strings = {"",
                                          "a",
                                          "ann",
                                          "toolong",
                                          "ä",
                                          "äöü1",
                                          "x",
                                          "😀",
                                          "😀😀😀😀😀",
                                          "a\nb",
                                          "chat",
                                          "system",
                                          "other",
                                          "strict",
                                          "leaf",
                                          "user_joined",
                                          "v1",
                                          "v2",
                                          "aGVsbG8=",
                                          "aGVsbG9=",
                                          "aA==",
                                          "aB==",
                                          "a@example.org",
                                          "a@b",
                                          "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
                                          "URN:UUID:2eb8aa08-aa98-11ea-b4aa-73b441d16380",
                                          "https://example.org/?q#f",
                                          "mailto:a@b",
                                          "//nowhere",
                                          "2024-02-29",
                                          "2023-02-29",
                                          "2026-01-31T12:00:00Z",
                                          "1969-12-31t23:59:59.999999999+01:00",
                                          "2016-12-31T23:59:60Z",
                                          "2016-12-31 23:59:60+01:00",
                                          "1677-01-01T00:00:00Z",
                                          "2261-12-31T23:59:59Z",
                                          "2262-01-01T00:00:00Z",
                                          "2026-02-30T00:00:00Z",
                                          "2026-01-31T12:00:00+0100",
                                          "2026-01-31T24:00:00Z",
                                          "\xe2\x80\xa8",
                                          "/",
                                          "code9",
                                          "codex",
                                          "\x7f"};

const std::vector<std::string> numbers = {"0",
                                          "-0",
                                          "1",
                                          "-1",
                                          "2",
                                          "127",
                                          "128",
                                          "-128",
                                          "-129",
                                          "255",
                                          "256",
                                          "32767",
                                          "32768",
                                          "-32768",
                                          "65535",
                                          "65536",
                                          "2147483647",
                                          "2147483648",
                                          "-2147483648",
                                          "-2147483649",
                                          "4294967295",
                                          "4294967296",
                                          "0.5",
                                          "-0.5",
                                          "2.5",
                                          "1.0",
                                          "100e-2",
                                          "1e3",
                                          "1E+2",
                                          "149",
                                          "150",
                                          "149.5",
                                          "1e6",
                                          "1000000.5",
                                          "3.5e38",
                                          "-3.5e38",
                                          "3.4028234663852886e38",
                                          "1e300",
                                          "1e400",
                                          "-1e400",
                                          "1e-400",
                                          "9007199254740991",
                                          "9223372036854775807",
                                          "-9223372036854775808",
                                          "18446744073709551615",
                                          "18446744073709551616",
                                          "0.1",
                                          "1e2147483648",
                                          "-9.5",
                                          "-10.5"};

bool fits(const json& schema, const std::string& text) {
    if (const json* const all = schema.find("allOf")) {
        if (!std::all_of(all->begin(), all->end(), [&](const json& each) { return fits(each, text); })) return false;
    }
    if (const json* const pattern = schema.find("pattern")) {
        if (!vafast::pattern(pattern->get<std::string>()).found_in(text)) return false;
    }
    if (const json* const format = schema.find("format")) return vafast::find_format(format->get<std::string>())(text);
    return true;
}

}  // namespace

std::string document_maker::make(const std::string& name) {
    constexpr std::array<std::size_t, 5> mistakes{0, 0, 30, 10, 4};
    mistakes_in_ = any_of(mistakes);
    depth_ = 0;
    out_.clear();
    value(definitions_.at(name));
    return out_;
}

std::string document_maker::damage(std::string text) {
    constexpr std::string_view likely = "{}[]\",:\\-+.eE0123456789tfnu \n\x80\xc3\xed\xa0\xf0\x9f";
    for (std::size_t i = 1 + below(3); i > 0 && !text.empty(); --i) {
        const std::size_t at = below(text.size());
        switch (below(6)) {
            case 0: text.erase(at, 1 + below(3)); break;
            case 1: text.insert(at, 1, any_of(likely)); break;
            case 2: text[at] = any_of(likely); break;
            case 3: text[at] = static_cast<char>(text[at] ^ (1 << below(8))); break;
            case 4: text.insert(below(text.size()), text.substr(at, 1 + below(20))); break;
            default: std::swap(text[at], text[below(text.size())]); break;
        }
    }
    return text;
}

void document_maker::value(const json& schema) {
    if (mistakes_in_ != 0 && one_in(mistakes_in_)) return wrong_value();
    if (const json* const name = schema.find("$ref")) return value(definitions_.at(name->get<std::string>().substr(8)));
    for (const char* const choice : {"anyOf", "oneOf"}) {
        if (const json* const alternatives = schema.find(choice)) {
            // The last ones end what holds itself.
            const bool is_deep = depth_ > 4;
            return value((*alternatives)[is_deep && choice == std::string_view("anyOf") ? alternatives->size() - 1
                                         : is_deep                                      ? 0
                                                                                        : below(alternatives->size())]);
        }
    }
    const json* const type = schema.find("type");
    if (type == nullptr) return wrong_value();
    space();
    if (*type == "boolean") return put(one_in(2) ? "true" : "false");
    if (*type == "null") return put("null");
    if (*type == "integer" || *type == "number") return number(schema);
    if (*type == "string") return text(schema);
    ++depth_;
    if (*type == "array")
        array(schema);
    else if (schema.contains("properties"))
        object(schema);
    else
        map(schema);
    --depth_;
}

void document_maker::wrong_value() {
    switch (below(8)) {
        case 0: return put("null");
        case 1: return put("[]");
        case 2: return put("{}");
        case 3: return put("true");
        case 4: return put("[1,\"a\"]");
        case 5: return put("{\"a\":1}");
        case 6: return put(any_of(numbers));
        default: return put_text(any_of(strings));
    }
}

void document_maker::object(const json& schema) {
    std::vector<const json::member*> members;
    for (const json::member& each : schema.at("properties").items()) members.push_back(&each);
    if (one_in(3)) std::shuffle(members.begin(), members.end(), random_);
    const json required = schema.value("required", json::array());
    const char* between = "";
    out_ += '{';
    for (const json::member* each : members) {
        const bool is_needed =
            std::any_of(required.begin(), required.end(), [&](const json& key) { return key == each->first; });
        if (is_needed ? mistakes_in_ != 0 && one_in(mistakes_in_ * 2) : one_in(2) || depth_ > 5) continue;
        out_ += between;
        space();
        put_text(each->first);
        space();
        out_ += ':';
        value(each->second);
        between = ",";
    }
    if (one_in(8)) {
        out_ += between;
        out_ += "\"more\":";
        wrong_value();
    }
    space();
    out_ += '}';
}

void document_maker::map(const json& schema) {
    const char* between = "";
    out_ += '{';
    for (std::size_t i = below(4), key = 0; i > 0; --i, ++key) {
        out_ += between;
        put_text(std::to_string(key) + any_of(strings));
        out_ += ':';
        value(schema.at("additionalProperties"));
        between = ",";
    }
    out_ += '}';
}

void document_maker::array(const json& schema) {
    const json* const elements = schema.find("prefixItems");
    const json* const items = schema.find("items");
    const std::size_t least = schema.value("minItems", std::size_t{0});
    const std::size_t most = std::min(schema.value("maxItems", std::size_t{4}), std::size_t{4});
    std::size_t count = least + (most > least ? below(most - least + 1) : 0);
    if (depth_ > 4) count = least;
    if (mistakes_in_ != 0 && one_in(mistakes_in_)) count = below(5);
    out_ += '[';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out_ += ',';
        if (elements != nullptr && i < elements->size())
            value((*elements)[i]);
        else if (items != nullptr && items->is_object())
            value(*items);
        else
            wrong_value();
    }
    space();
    out_ += ']';
}

void document_maker::number(const json& schema) {
    if (one_in(6)) return put(any_of(numbers));
    const double low = std::max(-1000.0, schema.value("minimum", schema.value("exclusiveMinimum", -1000.0)));
    const double high = std::min(1000.0, schema.value("maximum", schema.value("exclusiveMaximum", 1000.0)));
    const double step = schema.value("multipleOf", schema.at("type") == "integer" ? 1.0 : 0.25);
    const double made = std::ceil(low / step) * step +
                        step * static_cast<double>(below(static_cast<std::size_t>((high - low) / step) + 1));
    json(made).append_to(out_);  // with a ".0"
    if (std::floor(made) == made && !one_in(5)) out_.resize(out_.size() - 2);
}

void document_maker::text(const json& schema) {
    if (const json* const only = schema.find("const")) return put_text(only->get<std::string>());
    if (const json* const names = schema.find("enum")) return put_text(any_of(*names).get<std::string>());
    // Found once for each schema: making a pattern is slow beside everything else here.
    const auto [found, is_new] = fitting_.try_emplace(&schema);
    std::vector<std::string>& fitting = found->second;
    if (is_new) {
        std::copy_if(strings.begin(), strings.end(), std::back_inserter(fitting),
                     [&](const std::string& each) { return fits(schema, each); });
    }
    put_text(any_of(fitting.empty() || one_in(10) ? strings : fitting));
}

void document_maker::put(std::string_view string) { out_ += string; }

// Sometimes with escapes where none are needed.
void document_maker::put_text(const std::string& string) {
    if (!one_in(12)) return json(string).append_to(out_);
    constexpr std::string_view digits = "0123456789abcdef";
    out_ += '"';
    for (const char c : string) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80)
            out_ += c;
        else
            out_.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    out_ += one_in(4) ? "\\ud83d\"" : "\"";
}

void document_maker::space() {
    if (one_in(10)) out_ += any_of(std::string_view(" \n\t\r"));
}

}  // namespace agreement
