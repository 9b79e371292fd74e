#include "message/export_source.hpp"

#include <algorithm>

namespace vafast::message_detail {
namespace {

constexpr std::string_view words[] = {
    "any",        "arguments", "as",       "async",   "await",    "bigint",     "boolean", "debugger", "declare",
    "eval",       "export",    "extends",  "finally", "function", "implements", "import",  "in",       "infer",
    "instanceof", "interface", "is",       "keyof",   "let",      "module",     "never",   "null",     "number",
    "object",     "package",   "readonly", "string",  "super",    "symbol",     "type",    "typeof",   "undefined",
    "unknown",    "var",       "with",     "yield",   "Static",   "Type"};

bool is_identifier(std::string_view text) {
    const auto is_part = [](char c) {
        return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && std::all_of(text.begin(), text.end(), is_part);
}

}  // namespace

std::string referred_name(const json& schema) {
    constexpr std::size_t prefix = std::string_view("#/$defs/").size();
    return declared_name(schema.at("$ref").get<std::string_view>().substr(prefix));
}

std::string declared_name(std::string_view name) {
    const bool is_word = std::find(std::begin(words), std::end(words), name) != std::end(words);
    return std::string(name) + (is_word ? "_" : "");
}

std::string member_key(const std::string& key) { return is_identifier(key) ? key : json(key).dump(); }

bool is_required(const json& structure, const std::string& key) {
    const json* const required = structure.find("required");
    return required != nullptr &&
           std::any_of(required->begin(), required->end(), [&](const json& each) { return each == key; });
}

std::string indented(const std::string& text) {
    std::string result;
    for (const char c : text) result.append(1, c).append(c == '\n' ? "  " : "");
    return result;
}

}  // namespace vafast::message_detail
