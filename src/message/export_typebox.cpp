// Writes a module of TypeScript that builds the types with TypeBox, from their JSON Schema.
#include "message/export_source.hpp"

#include <vafast/message/export.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

namespace vafast {

namespace {

using message_detail::declared_name;
using message_detail::indented;
using message_detail::referred_name;

// How a definition refers to another: by the constant, or, where definitions hold each other, by its name in a module.
enum class references : std::uint8_t { constants, names };

class typebox_writer {
 public:
    explicit typebox_writer(references how) : how_(how) {}

    std::string text(const json& schema) const {
        if (schema.contains("$ref")) {
            const std::string name = referred_name(schema);
            return how_ == references::names ? "Type.Ref(\"" + name + "\")" : name;
        }
        if (const json* const value = schema.find("const")) return "Type.Literal(" + value->dump() + ')';
        if (const json* const values = schema.find("enum")) return enumeration(*values);
        if (const json* const any = schema.find("anyOf")) return "Type.Union([" + join(*any) + "])";
        if (const json* const one = schema.find("oneOf")) return "Type.Union([" + join(*one) + "])";
        if (const json* const no = schema.find("not")) return "Type.Not(" + text(*no) + ')';
        if (const json* const all = schema.find("allOf")) return intersection(schema, *all);
        const json* const type = schema.find("type");
        if (type == nullptr) return "Type.Any()";
        if (*type == "boolean") return "Type.Boolean()";
        if (*type == "null") return "Type.Null()";
        if (*type == "integer") return "Type.Integer(" + number_options(schema) + ')';
        if (*type == "number") return "Type.Number(" + number_options(schema) + ')';
        if (*type == "string") return string(schema);
        if (*type == "array") return array(schema);
        return schema.contains("properties") ? object(schema) : map(schema);
    }

 private:
    std::string join(const json& schemas) const {
        std::string all;
        for (const json& each : schemas) all.append(all.empty() ? "" : ", ").append(text(each));
        return all;
    }

    static std::string enumeration(const json& values) {
        std::string all;
        for (const json& each : values) all.append(all.empty() ? "" : ", ").append("Type.Literal(" + each.dump() + ')');
        return values.size() == 1 ? all : "Type.Union([" + all + "])";
    }

    // {"allOf": […]}, or a schema with allOf beside what it says itself.
    std::string intersection(const json& schema, const json& all) const {
        json rest = schema;
        rest.erase("allOf");
        return "Type.Intersect([" + (rest.empty() ? "" : text(rest) + ", ") + join(all) + "])";
    }

    // The keywords that a schema has, as TypeBox's options: `{ minimum: 0, maximum: 5 }`.
    static std::string options(const json& schema, std::initializer_list<const char*> keywords) {
        std::string all;
        for (const char* const keyword : keywords) {
            const json* const value = schema.find(keyword);
            if (value != nullptr) all += (all.empty() ? "" : ", ") + (keyword + (": " + value->dump()));
        }
        return all.empty() ? all : "{ " + all + " }";
    }
    static std::string behind(const std::string& options) { return options.empty() ? options : ", " + options; }

    static std::string number_options(const json& schema) {
        return options(schema, {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"});
    }

    // TypeBox counts the units of UTF-16 and matches without the flag for Unicode: regular expressions say what we
    // mean.
    static std::string string(const json& schema) {
        std::vector<std::string> all;
        const auto expression = [&](const std::string& source, const char* flags) {
            all.push_back("Type.RegExp(new RegExp(" + json(source).dump() + ", \"" + flags + "\"))");
        };
        const auto bound = [&](const char* keyword, const char* none) {
            const json* const value = schema.find(keyword);
            return value != nullptr ? value->dump() : none;
        };
        if (schema.contains("minLength") || schema.contains("maxLength"))
            expression("^.{" + bound("minLength", "0") + ',' + bound("maxLength", "") + "}$", "su");
        if (const json* const pattern = schema.find("pattern")) expression(pattern->get<std::string>(), "u");
        if (schema.contains("format")) all.push_back("Type.String(" + options(schema, {"format"}) + ')');
        if (all.empty()) return "Type.String()";
        if (all.size() == 1) return all[0];
        std::string parts;
        for (const std::string& each : all) parts += (parts.empty() ? "" : ", ") + each;
        return "Type.Intersect([" + parts + "])";
    }

    std::string array(const json& schema) const {
        if (const json* const elements = schema.find("prefixItems")) return "Type.Tuple([" + join(*elements) + "])";
        const json* const items = schema.find("items");
        if (items == nullptr) return "Type.Tuple([])";
        return "Type.Array(" + text(*items) + behind(options(schema, {"minItems", "maxItems", "uniqueItems"})) + ')';
    }

    // (Keys may have line ends, which the pattern that TypeBox takes by itself does not match.)
    std::string map(const json& schema) const {
        return "Type.Record(Type.String({ pattern: \"^[^]*$\" }), " + text(schema.at("additionalProperties")) +
               behind(options(schema, {"minProperties", "maxProperties"})) + ')';
    }

    std::string object(const json& schema) const {
        std::string members;
        for (const auto& [key, member] : schema.at("properties").items()) {
            const std::string type = text(member);
            members += "\n  " + message_detail::member_key(key) + ": ";
            members += (message_detail::is_required(schema, key) ? type : "Type.Optional(" + type + ')') + ',';
        }
        if (!members.empty()) members += '\n';
        return "Type.Object({" + members + '}' + behind(options(schema, {"description", "additionalProperties"})) + ')';
    }

    references how_;
};

// Definitions in an order in which each stands behind those that it refers to; whether there is none.
class ordered_definitions {
 public:
    explicit ordered_definitions(const json& definitions) : definitions_(definitions) {
        for (const auto& [name, schema] : definitions.items()) add(name);
    }
    const std::vector<std::string>& names() const { return done_; }
    bool is_recursive() const { return is_recursive_; }

 private:
    static bool has(const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    void add(const std::string& name) {
        if (has(begun_, name)) {
            is_recursive_ |= !has(done_, name);
            return;
        }
        begun_.push_back(name);
        add_references(definitions_.at(name));
        done_.push_back(name);
    }

    void add_references(const json& schema) {
        if (schema.is_array()) {
            for (const json& each : schema) add_references(each);
        } else if (schema.is_object()) {
            if (const json* const to = schema.find("$ref"); to != nullptr && to->is_string())
                return add(to->get<std::string>().substr(std::string_view("#/$defs/").size()));
            for (const auto& [keyword, value] : schema.items()) add_references(value);
        }
    }

    const json& definitions_;
    std::vector<std::string> begun_;
    std::vector<std::string> done_;
    bool is_recursive_ = false;
};

}  // namespace

std::string typebox(std::initializer_list<exported_type> types) {
    const json schema = json_schema(types);
    const json& definitions = schema.at("$defs");
    const ordered_definitions order(definitions);
    const typebox_writer writer(order.is_recursive() ? references::names : references::constants);

    std::string all =
        "// Made by vafast from the C++ types of the same names.\n"
        "import { type Static, Type } from \"@sinclair/typebox\";\n";
    if (order.is_recursive()) {
        all += "\nconst definitions = Type.Module({";
        for (const std::string& name : order.names())
            all += "\n  " + declared_name(name) + ": " + indented(writer.text(definitions.at(name))) + ',';
        all += "\n});\n";
    }
    for (const std::string& key : order.names()) {
        const std::string name = declared_name(key);
        const std::string value =
            order.is_recursive() ? "definitions.Import(\"" + name + "\")" : writer.text(definitions.at(key));
        all += "\nexport const " + name + " = " + value + ";\n";
        all += "export type " + name + " = Static<typeof " + name + ">;\n";
    }
    return all;
}

}  // namespace vafast
