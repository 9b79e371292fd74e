// Writes a declaration file of TypeScript, from the JSON Schema of the same types.
#include "message/export_source.hpp"

#include <vafast/message/export.hpp>

#include <cmath>
#include <string>

namespace vafast {

namespace {

using message_detail::declared_name;
using message_detail::member_key;
using message_detail::referred_name;

std::string type_text(const json& schema);

std::string join(const json& schemas, const char* between, std::string (*text)(const json&)) {
    std::string all;
    for (const json& each : schemas) all.append(all.empty() ? "" : between).append(text(each));
    return all;
}

// An array of few elements, always as many, is a tuple.
std::string array_text(const json& schema) {
    constexpr std::size_t most_in_tuple = 8;
    if (const json* const elements = schema.find("prefixItems")) return '[' + join(*elements, ", ", type_text) + ']';
    const json* const items = schema.find("items");
    if (items == nullptr) return "[]";
    const std::string element = type_text(*items);
    const json* const most = schema.find("maxItems");
    if (most != nullptr && schema.contains("minItems") && *most == schema.at("minItems")) {
        if (const auto count = most->get<std::size_t>(); count <= most_in_tuple) {
            std::string all;
            for (std::size_t i = 0; i < count; ++i) all.append(i == 0 ? "" : ", ").append(element);
            return '[' + all + ']';
        }
    }
    return (element.find(' ') == std::string::npos ? element : '(' + element + ')') + "[]";
}

std::string literal_text(const json& value) { return value.dump(); }

std::string type_text(const json& schema) {
    if (schema.contains("$ref")) return referred_name(schema);
    if (const json* const value = schema.find("const")) return literal_text(*value);
    if (const json* const values = schema.find("enum")) return join(*values, " | ", literal_text);
    if (const json* const any = schema.find("anyOf")) return join(*any, " | ", type_text);
    if (const json* const one = schema.find("oneOf")) return join(*one, " | ", type_text);
    if (const json* const type = schema.find("type")) {
        if (*type == "integer") return "number";
        if (*type == "array") return array_text(schema);
        if (*type == "object") return "{ [key: string]: " + type_text(schema.at("additionalProperties")) + " }";
        return type->get<std::string>();
    }
    // TypeScript has no types for what something is not.
    if (const json* const all = schema.find("allOf")) return type_text((*all)[0]);
    return "any";
}

// ---- what types do not say, as comments

std::string rules_of(const json& schema);

void add(std::string& rules, const std::string& sentence) {
    if (!sentence.empty()) rules.append(rules.empty() ? "" : ", ").append(sentence);
}

// `counted`: what there is a number of, if anything. A bound that JavaScript's integers cannot reach is none.
void add_bound(std::string& rules, const json& schema, const char* keyword, const char* before, const char* counted) {
    constexpr double most_exact_integer = 9007199254740992;
    const json* const bound = schema.find(keyword);
    if (bound == nullptr) return;
    if (bound->is_number_integer() && std::abs(bound->get<double>()) > most_exact_integer) return;
    add(rules, before + bound->dump() + (*counted != '\0' ? ' ' + std::string(counted) : std::string()) +
                   (*counted != '\0' && *bound != 1 ? "s" : ""));
}

std::string rules_of(const json& schema) {
    std::string rules;
    if (const json* const any = schema.find("anyOf")) return any->size() == 2 ? rules_of((*any)[0]) : rules;
    const json* const type = schema.find("type");
    if (type == nullptr) return rules;
    if (*type == "integer") add(rules, "an integer");
    add_bound(rules, schema, "minimum", "at least ", "");
    add_bound(rules, schema, "exclusiveMinimum", "above ", "");
    add_bound(rules, schema, "maximum", "at most ", "");
    add_bound(rules, schema, "exclusiveMaximum", "below ", "");
    add_bound(rules, schema, "multipleOf", "a multiple of ", "");
    add_bound(rules, schema, "minLength", "at least ", "character");
    add_bound(rules, schema, "maxLength", "at most ", "character");
    if (const json* const pattern = schema.find("pattern"); pattern && !schema.contains("format"))
        add(rules, "matches /" + pattern->get<std::string>() + '/');
    if (const json* const format = schema.find("format")) add(rules, "format " + format->get<std::string>());
    if (const json* const encoding = schema.find("contentEncoding")) add(rules, encoding->get<std::string>());
    add_bound(rules, schema, "minItems", "at least ", "item");
    add_bound(rules, schema, "maxItems", "at most ", "item");
    add_bound(rules, schema, "minProperties", "at least ", "member");
    add_bound(rules, schema, "maxProperties", "at most ", "member");
    if (schema.contains("uniqueItems")) add(rules, "all different");
    if (const json* const all = schema.find("allOf")) {
        for (const json& each : *all) add(rules, rules_of(each));
    }
    const json* const items = schema.find(*type == "array" ? "items" : "additionalProperties");
    if (items != nullptr && items->is_object()) {
        if (const std::string each = rules_of(*items); !each.empty()) add(rules, "each " + each);
    }
    return rules;
}

// A comment ends at the first "*/", also where that is part of a pattern.
std::string comment(std::string text, const char* indentation) {
    if (text.empty()) return {};
    for (std::size_t at = 0; (at = text.find("*/", at)) != std::string::npos;) text.insert(at + 1, "\\");
    return indentation + ("/** " + std::move(text)) + " */\n";
}

std::string interface_text(const std::string& name, const json& schema) {
    std::string text = comment(schema.value("description", ""), "") + "export interface " + name + " {\n";
    for (const auto& [key, member] : schema.at("properties").items()) {
        text += comment(rules_of(member), "  ") + "  " + member_key(key);
        text += (message_detail::is_required(schema, key) ? ": " : "?: ") + type_text(member) + ";\n";
    }
    return text + "}\n";
}

}  // namespace

std::string typescript(std::initializer_list<exported_type> types) {
    const json schema = json_schema(types);
    std::string text = "// Made by vafast from the C++ types of the same names.\n";
    for (const auto& [key, definition] : schema.at("$defs").items()) {
        const std::string name = declared_name(key);
        text += '\n';
        text += definition.contains("properties")
                    ? interface_text(name, definition)
                    : comment(rules_of(definition), "") + "export type " + name + " = " + type_text(definition) + ";\n";
    }
    return text;
}

}  // namespace vafast
